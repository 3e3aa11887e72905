"""``posecheck history``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from posecheck.anatomy import SIDES, Side
from posecheck.cli.console import stdout
from posecheck.errors import PosecheckError
from posecheck.history.export import to_json, write_csv
from posecheck.history.plot import save_plot
from posecheck.history.records import EndReason, PastSelftest, PastSession, Soreness
from posecheck.history.store import History
from posecheck.history.trend import (
    Change,
    balance,
    is_uneven,
    latest_change,
    most_corrected,
    side_difference,
    streak,
    trend,
)

SHOWN_SESSIONS = 15

END_WORDS = {
    EndReason.DONE: "done",
    EndReason.STOPPED: "stopped",
    EndReason.LEFT: "left",
    EndReason.CAMERA_LOST: "camera lost",
    EndReason.DANGER: "danger sign",
    None: "broke off",
}
SORENESS_WORDS = {
    Soreness.NONE: "none",
    Soreness.UNDER_24H: "under 24 h",
    Soreness.UNDER_48H: "under 48 h",
    Soreness.BEYOND_48H: "beyond 48 h",
    None: "",
}


@dataclass(frozen=True)
class HistoryOptions:
    """What was practised and measured; it lies on this machine only.

    Examples:

      posecheck history

      posecheck history --plot progress.png

      posecheck history --delete 2026-03-01
    """

    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw practice and self-tests into a PNG file.")
    ] = None
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all of it as CSV.")] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False
    delete: Annotated[
        str | None, typer.Option("--delete", help="Forget a day (2026-03-01), or all.")
    ] = None
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False
    every: Annotated[bool, typer.Option("--all", help="List every session.")] = False


def show_history(given: HistoryOptions) -> None:
    """Run the command."""
    if given.as_csv and given.as_json:
        raise PosecheckError("Choose one of --csv and --json.")
    if given.delete is not None:
        _delete(given.delete, given.yes)
        return
    sessions, selftests = _read()
    if given.as_json:
        typer.echo(to_json(sessions, selftests))
    elif given.as_csv:
        write_csv(sys.stdout, sessions, selftests)
    elif not sessions and not selftests:
        stdout.print("Nothing has been practised yet: `posecheck practice` begins.")
    elif given.plot is None:
        _show(sessions, selftests, None if given.every else SHOWN_SESSIONS)
    if given.plot is not None:
        save_plot(given.plot, sessions, selftests, date.today())
        if not given.as_csv and not given.as_json:
            stdout.print(f"[bold]{escape(str(given.plot))}[/]")


def _read() -> tuple[tuple[PastSession, ...], tuple[PastSelftest, ...]]:
    with History.open() as history:
        return history.past_sessions(), history.selftests()


def _show(
    sessions: Sequence[PastSession], selftests: Sequence[PastSelftest], limit: int | None
) -> None:
    today = date.today()
    if sessions:
        shown = sessions if limit is None else sessions[-limit:]
        stdout.print(_table(shown))
        if len(shown) < len(sessions):
            stdout.print(f"The last {len(shown)} of {len(sessions)}; --all lists every one.")
        stdout.print(f"Days in a row: {streak(sessions, today)}.")
        _show_balance(sessions, today)
        often = most_corrected(sessions, today)
        if often:
            stdout.print(f"Most often corrected: {escape(often[0])} ({often[1]} times).")
    for side in SIDES:
        _show_trend(side, selftests)
    difference = side_difference(selftests)
    if difference is not None:
        stdout.print(_sides_sentence(difference))
    stdout.print("Self-care guidance, not a diagnosis.", style="dim")


def _table(sessions: Sequence[PastSession]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Day", "What", "Minutes", "Left", "Right", "Sore", "Ended"):
        table.add_column(
            title, justify="right" if title in ("Minutes", "Left", "Right") else "left"
        )
    for session in sessions:
        table.add_row(
            f"{session.started:%Y-%m-%d %H:%M}",
            escape(session.programme),
            f"{session.duration_s / 60:.1f}",
            f"{session.held_s('left'):.0f} s",
            f"{session.held_s('right'):.0f} s",
            SORENESS_WORDS[session.soreness],
            _end_words(session),
        )
    return table


def _end_words(session: PastSession) -> str:
    """How it ended; of one that ran to its end, whether every part was done."""
    words, parts = END_WORDS[session.ended], len(session.parts)
    done = sum(part.status == "done" for part in session.parts)
    if session.ended is EndReason.DONE and done < parts:
        words += f", {done} of {parts} parts"
    return words


def _show_balance(sessions: Sequence[PastSession], today: date) -> None:
    held = balance(sessions, today)
    if not any(held.values()):
        return
    left, right = _time(held["left"]), _time(held["right"])
    words = f"Held or rolled in the last four weeks: left {left}, right {right}"
    if is_uneven(held):
        less = min(SIDES, key=lambda side: held[side])
        words += f"; give the {less} side more"
    stdout.print(f"{words}.")


def _show_trend(side: Side, selftests: Sequence[PastSelftest]) -> None:
    newest = next((t for t in reversed(selftests) if any(x.side == side for x in t.legs)), None)
    if newest and any(x.side == side and x.result == "cannot_tell" for x in newest.legs):
        stdout.print(f"Self-test, {side} leg: could not be told on {newest.taken:%Y-%m-%d}.")
    points = trend(selftests, side)
    if not points:
        return
    last = points[-1]
    state = (
        "clear" if last.clear else f"{last.hip_flexion:.0f}° ±{last.error:.0f}° short of straight"
    )
    line = f"Self-test, {side} leg: {state} on {last.taken:%Y-%m-%d}"
    change = latest_change(points)
    if change is not None:
        line += f"; {_change_words(change)} since {change.before.taken:%Y-%m-%d}"
    stdout.print(f"{line}.")


def _change_words(change: Change) -> str:
    if not change.is_real:
        return f"no change beyond the measurement's error (±{change.error:.0f}°)"
    word = "better" if change.difference < 0 else "tighter"
    return f"{abs(change.difference):.0f}° {word} (±{change.error:.0f}°)"


def _sides_sentence(difference: Change) -> str:
    if not difference.is_real:
        return f"Left and right do not differ beyond the error (±{difference.error:.0f}°)."
    tighter = "right" if difference.difference > 0 else "left"
    return (
        f"The {tighter} side is the tighter one, by {abs(difference.difference):.0f}° "
        f"(±{difference.error:.0f}°)."
    )


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


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
        if not yes and not typer.confirm(f"Forget {entries} {named}, for good?", default=False):
            stdout.print("Nothing was deleted.")
            raise typer.Exit(1)
        history.delete(day)
    stdout.print(f"Forgotten: {entries} {named}.")
