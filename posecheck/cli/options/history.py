"""The options of ``posecheck history``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer


@dataclass(frozen=True)
class HistoryOptions:
    """What was practised and measured; it lies on this machine only.

    Examples:

      posecheck history

      posecheck history --html progress.html

      posecheck history --plot progress.png

      posecheck history --delete 2026-03-01
    """

    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw practice and self-tests into a PNG file.")
    ] = None
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write practice, self-tests and soreness as a page."),
    ] = None
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the files of --plot and --html.")
    ] = False
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all of it as CSV.")] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False
    delete: Annotated[
        str | None, typer.Option("--delete", help="Forget a day (2026-03-01), or all.")
    ] = None
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False
    every: Annotated[bool, typer.Option("--all", help="List every session.")] = False
