"""``posecheck history``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import typer
from rich.table import Table

from posecheck.cli.console import complain, stdout, tell_path, tell_table
from posecheck.cli.options.history import HistoryOptions
from posecheck.errors import PosecheckError
from posecheck.history.export import to_json, write_csv
from posecheck.history.records import PastSelftest, PastSession
from posecheck.history.store import History
from posecheck.history.summary import (
    NOT_A_DIAGNOSIS,
    SESSION_COLUMNS,
    describe_future,
    describe_practice,
    describe_selftests,
    session_row,
)
from posecheck.history.times import without_future
from posecheck.output.claims import check_output, claim_outputs
from posecheck.output.files import write_atomically

SHOWN_SESSIONS = 15
"""How many sessions the table shows without --all."""

NUMBER_COLUMNS = ("Minutes", "Left", "Right")
"""The columns that are aligned on the right."""


def show_history(given: HistoryOptions) -> None:
    """Run the command."""
    if given.as_csv and given.as_json:
        raise PosecheckError("Choose one of --csv and --json.")
    if given.delete is not None:
        _delete(given.delete, given.yes)
        return
    outputs = {
        option: path
        for option, path in (("--plot", given.plot), ("--html", given.html))
        if path is not None
    }
    for path in outputs.values():
        check_output(path, overwrite=given.overwrite)
    sessions, selftests, notes = _read()
    if given.as_json:
        typer.echo(to_json(sessions, selftests, notes))
    elif given.as_csv:
        write_csv(sys.stdout, sessions, selftests)
    elif not sessions and not selftests:
        stdout.print("Nothing has been practised yet: `posecheck practice` begins.")
    elif not outputs:
        _show(sessions, selftests, None if given.every else SHOWN_SESSIONS)
    if outputs:
        with claim_outputs(outputs, overwrite=given.overwrite):
            _draw(given, sessions, selftests)
        if not given.as_csv and not given.as_json:
            for path in outputs.values():
                tell_path(path)


def _draw(
    given: HistoryOptions, sessions: Sequence[PastSession], selftests: Sequence[PastSelftest]
) -> None:
    """Write the picture and the page that were asked for; nothing else here needs what draws."""
    if given.plot is not None:
        from posecheck.history.plot import save_plot

        save_plot(given.plot, sessions, selftests, date.today())
    if given.html is not None:
        from posecheck.history.page import render_history

        with write_atomically(given.html) as file:
            file.write(render_history(sessions, selftests, date.today()))


def _read() -> tuple[tuple[PastSession, ...], tuple[PastSelftest, ...], dict[date, str]]:
    with History.open() as history:
        if history.read_only:
            complain(history.read_only)
        return history.past_sessions(), history.selftests(), history.notes()


def _show(
    sessions: Sequence[PastSession], selftests: Sequence[PastSelftest], limit: int | None
) -> None:
    if sessions:
        shown = sessions if limit is None else sessions[-limit:]
        tell_table(_table(shown))
        if len(shown) < len(sessions):
            stdout.print(f"The last {len(shown)} of {len(sessions)}; --all lists every one.")
    today = date.today()
    for sentence in (
        *describe_practice(sessions, today),
        *describe_selftests(without_future(selftests, today)),
        *describe_future((*sessions, *selftests), today),
    ):
        stdout.print(sentence)
    stdout.print(NOT_A_DIAGNOSIS, style="dim")


def _table(sessions: Sequence[PastSession]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in SESSION_COLUMNS:
        table.add_column(title, justify="right" if title in NUMBER_COLUMNS else "left")
    for session in sessions:
        table.add_row(*session_row(session))
    return table


def _delete(what: str, yes: bool) -> None:
    try:
        day = None if what == "all" else date.fromisoformat(what)
    except ValueError as error:
        raise PosecheckError(
            f"{what} is not a day: write it as 2026-03-01, or `all` for everything."
        ) from error
    named = f"of {day}" if day else "in the history"
    with History.open() as history:
        count = history.count(day)
        if count == 0:
            stdout.print(f"There is nothing {named}.")
            return
        entries = "1 entry" if count == 1 else f"{count} entries"
        if not yes and not _confirm(f"Forget {entries} {named}, for good?"):
            stdout.print("Nothing was deleted.")
            raise typer.Exit(1)
        history.delete(day)
    stdout.print(f"Forgotten: {entries} {named}.")


def _confirm(question: str) -> bool:
    """Ask the person; what cannot be asked is refused."""
    try:
        return typer.confirm(question, default=False)
    except typer.Abort as error:
        if sys.stdin is not None and sys.stdin.isatty():
            raise  # Ctrl-C
        raise PosecheckError(
            "Nobody can be asked here, so nothing was deleted: add --yes to delete it."
        ) from error
