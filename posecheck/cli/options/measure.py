"""The options of ``posecheck measure``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options.formats import check_format
from posecheck.cli.options.shared import (
    MirroredInputOption,
    ModelOption,
    NoRollerOption,
    PersonOption,
    RollerOption,
    RotateOption,
)
from posecheck.cli.options.speed import SpeedOption


@dataclass(frozen=True)
class MeasureOptions:
    """Just the numbers: one row a frame, as CSV, Parquet or JSON. Empty is cannot-see.

    Examples:

      posecheck measure photo.jpg

      posecheck measure clips/ photos/ --out numbers.csv

      posecheck measure clip.mp4 --format parquet --out numbers.parquet
    """

    inputs: Annotated[list[Path], typer.Argument(help="Photos, clips, or folders of them.")]
    out: Annotated[Path | None, typer.Option("--out", help="The file; else printed.")] = None
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False
    table_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="csv|parquet|json",
            callback=check_format("csv", "parquet", "json"),
            help="How the table is written; else as the name of --out ends, or csv. parquet needs "
            "--out.",
        ),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False
    rotate: RotateOption = None
    mirrored_input: MirroredInputOption = False
    speed: SpeedOption = None
    person: PersonOption = None
    roller: RollerOption = None
    no_roller: NoRollerOption = False
    model: ModelOption = None
