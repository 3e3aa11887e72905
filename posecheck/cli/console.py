"""What the commands share in talking to the person: standard output and error, a progress bar."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from posecheck.errors import PosecheckError
from posecheck.readable import one_line, shown, without_passwords

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table

NARROWEST_TABLE = 60
"""In a terminal with fewer columns a table loses its text."""

# what is printed is plain text: a file or an exercise may be called [red] or :smile:
stdout = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
stderr = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def complain(sentence: str) -> None:
    """Say what went wrong, on stderr."""
    plain = one_line(without_passwords(sentence))
    stderr.print("[bold red]posecheck:[/]", escape(plain))


def complain_of(error: PosecheckError) -> None:
    """Say what went wrong, on stderr; with ``--debug`` also where."""
    if is_debugging():
        trace = "".join(traceback.format_exception(error))
        print(without_passwords(trace), file=sys.stderr)
    complain(str(error))


def is_debugging() -> bool:
    """Whether tracebacks are to be shown."""
    return "--debug" in sys.argv[1:]


def tell_table(table: Table) -> None:
    """Print a table or, where the terminal is too narrow for it, its rows as lines."""
    if stdout.width >= NARROWEST_TABLE:
        stdout.print(table)
        return
    titles = [str(column.header) for column in table.columns]
    for row, cells in zip(
        table.rows, zip(*(c.cells for c in table.columns), strict=True), strict=True
    ):
        first, *rest = (str(cell) for cell in cells)
        stdout.print(f"{titles[0]}: {first}" if titles[0] else f"  {first}", style=row.style)
        for title, cell in zip(titles[1:], rest, strict=True):
            if cell:
                stdout.print(f"  {title}: {cell}" if title else f"    {cell}")


def tell_path(path: Path) -> None:
    """Print where a result lies."""
    stdout.print(shown(path), style="bold")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr with the time left; silent where nobody could see it move.

    That is a pipe or a file, also one that is to be coloured (``FORCE_COLOR``), and a terminal that
    cannot move its cursor (``TERM=dumb``).
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    moves = stderr.is_interactive and stderr.file.isatty()
    try:
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=stderr,
            transient=True,
            disable=not moves,
        ) as progress:
            yield progress
    finally:
        if moves:  # a signal may come just after rich has hidden it
            stderr.show_cursor(True)


def short_name(path: str | Path) -> str:
    """A name for the progress bar."""
    return escape(shown(Path(path).name)[:40])
