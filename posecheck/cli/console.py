"""What the commands share in talking to the person: stderr, progress, a window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

stdout = Console(highlight=False, soft_wrap=True)
stderr = Console(stderr=True, highlight=False, soft_wrap=True)

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Another pose landmarker bundle (official lite, full, heavy)."),
]
PersonOption = Annotated[
    int | None,
    typer.Option(
        "--person",
        min=1,
        help="Whom to follow, counted from the left; by default the one on the floor.",
    ),
]
MirrorOption = Annotated[
    bool, typer.Option("--mirror", help="Show the picture as a mirror; sides stay your own.")
]
HoldOption = Annotated[
    float | None, typer.Option("--hold", min=1, max=600, help="Seconds to hold a position.")
]


def complain(sentence: str) -> None:
    """Say what went wrong, on stderr."""
    stderr.print(f"[bold red]posecheck:[/] {escape(sentence)}")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr with the time left; silent when stderr is not a terminal."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=stderr,
        transient=True,
        disable=not stderr.is_terminal,
    ) as progress:
        yield progress


def short_name(path: str | Path) -> str:
    """A name for the progress bar."""
    return escape(Path(path).name[:40])
