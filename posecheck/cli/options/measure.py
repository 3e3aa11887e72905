"""The options of ``posecheck measure``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options.shared import (
    MirroredInputOption,
    ModelOption,
    NoRollerOption,
    PersonOption,
    RollerOption,
    RotateOption,
    SpeedOption,
)


@dataclass(frozen=True)
class MeasureOptions:
    """Just the numbers: one row a frame, as CSV. Empty is cannot-see.

    Examples:

      posecheck measure photo.jpg

      posecheck measure clips/ photos/ --out numbers.csv
    """

    inputs: Annotated[list[Path], typer.Argument(help="Photos, clips, or folders of them.")]
    out: Annotated[Path | None, typer.Option("--out", help="CSV file; else printed.")] = None
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the CSV file.")] = False
    rotate: RotateOption = None
    mirrored_input: MirroredInputOption = False
    speed: SpeedOption = None
    person: PersonOption = None
    roller: RollerOption = None
    no_roller: NoRollerOption = False
    model: ModelOption = None
