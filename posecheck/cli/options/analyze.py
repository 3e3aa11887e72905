"""The options of ``posecheck analyze``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options.shared import (
    HoldOption,
    MirroredInputOption,
    MirrorOption,
    ModelOption,
    NoRollerOption,
    OverwriteOption,
    PersonOption,
    RollerOption,
    RotateOption,
)
from posecheck.cli.options.speed import SpeedOption


@dataclass(frozen=True)
class AnalyzeOptions:
    """Analyse recorded clips: annotated video, numbers, and a report for each.

    Writes analysis.json, frames.csv, annotated.mp4 and report.html into a folder of the
    clip's name under --out. Of a folder, index.html lists all its clips.

    Examples:

      posecheck analyze clip.mp4 --out results

      posecheck analyze clips --out results

      posecheck analyze left.mp4 right.mp4 --exercise low_lunge --hold 45 --out results
    """

    videos: Annotated[list[Path], typer.Argument(help="Recorded clips, or folders with clips.")]
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")]
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise",
            help="What is practised in the clips; or selftest; auto recognises it in each clip.",
        ),
    ] = "auto"
    hold: HoldOption = None
    mirror: MirrorOption = False
    overwrite: OverwriteOption = False
    voice: Annotated[
        bool, typer.Option("--voice", help="Say in the video what practice would have said.")
    ] = False
    rotate: RotateOption = None
    mirrored_input: MirroredInputOption = False
    speed: SpeedOption = None
    person: PersonOption = None
    roller: RollerOption = None
    no_roller: NoRollerOption = False
    model: ModelOption = None
