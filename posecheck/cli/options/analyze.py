"""The options of ``posecheck analyze``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options.formats import check_format
from posecheck.cli.options.names import exercises_of_clips
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
    clip's name under --out; if asked for, also frames.parquet, markers.trc and angles.mot.
    Of a folder, index.html lists all its clips. --resume goes on where a run ended: it
    skips clips whose results are whole and made of the same file, options and version.

    Examples:

      posecheck analyze clip.mp4 --out results

      posecheck analyze left.mp4 right.mp4 --exercise low_lunge --hold 45 --out results

      posecheck analyze clips/ --dask local --out results

      posecheck analyze clips/ --resume --out results

      posecheck analyze clip.mp4 --format parquet --trc --mot --out results
    """

    videos: Annotated[list[Path], typer.Argument(help="Recorded clips, or folders of them.")]
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")]
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise",
            autocompletion=exercises_of_clips,
            help="What is practised in the clips; or selftest; auto recognises it in each clip.",
        ),
    ] = "auto"
    hold: HoldOption = None
    mirror: MirrorOption = False
    overwrite: OverwriteOption = False
    resume: Annotated[
        bool, typer.Option("--resume", help="Skip what is done and unchanged; do the rest.")
    ] = False
    voice: Annotated[
        bool, typer.Option("--voice", help="Say in the video what practice would have said.")
    ] = False
    no_sound: Annotated[
        bool, typer.Option("--no-sound", help="Leave the clip's own sound out of the video.")
    ] = False
    height: Annotated[
        int | None,
        typer.Option(
            "--height",
            min=320,
            max=4320,
            help="Height of the annotated video in pixels; never enlarged; default: up to 1080.",
        ),
    ] = None
    table_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="csv|parquet",
            callback=check_format("csv", "parquet"),
            help="parquet: write frames.parquet beside frames.csv.",
        ),
    ] = "csv"
    trc: Annotated[
        bool, typer.Option("--trc", help="For OpenSim: write the joints' places, markers.trc.")
    ] = False
    mot: Annotated[
        bool, typer.Option("--mot", help="For OpenSim: write the joints' angles, angles.mot.")
    ] = False
    rotate: RotateOption = None
    mirrored_input: MirroredInputOption = False
    speed: SpeedOption = None
    person: PersonOption = None
    roller: RollerOption = None
    no_roller: NoRollerOption = False
    model: ModelOption = None
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Several clips at a time on a Dask cluster: local, or a scheduler's address.",
        ),
    ] = None
