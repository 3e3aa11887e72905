"""What the commands share in talking to the person: stderr, progress, a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.roller.network import RollerNetwork

MIN_ROLLER_PX = 5
"""A shorter roller has no direction."""

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


RollerOption = Annotated[
    str | None,
    typer.Option(
        "--roller",
        metavar="X1,Y1,X2,Y2",
        help="The roller's two ends in pixels of the first frame; it is followed from there.",
    ),
]
NoRollerOption = Annotated[
    bool, typer.Option("--no-roller", help="Do not look for a roller; its checks cannot see.")
]


def roller_finders(shown: str | None, without: bool) -> Callable[[], RollerFinder | None]:
    """What makes the finder of the roller for each recording, by the two options; it gives None
    where none is wanted.

    Raises:
        typer.BadParameter: the ends are not four numbers, or one point, or both options are given.
    """
    if without:
        if shown is not None:
            raise typer.BadParameter("--roller and --no-roller exclude each other.")
        return lambda: None
    network = RollerNetwork()
    if shown is None:
        return lambda: RollerFinder(network=network)
    try:
        ends = np.array([float(number) for number in shown.split(",")]).reshape(2, 2)
    except ValueError:
        ends = np.full((2, 2), np.nan)
    if not np.isfinite(ends).all() or np.linalg.norm(ends[1] - ends[0]) < MIN_ROLLER_PX:
        raise typer.BadParameter(
            f"--roller wants its two ends in pixels, like 310,400,520,370, not {shown}."
        )
    return lambda: RollerFinder(ends, network)


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
