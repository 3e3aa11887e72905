"""The options of ``posecheck compare``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.anatomy import SIDES, Side


@dataclass(frozen=True)
class CompareOptions:
    """What differs between two analyses by more than the error of measuring it.

    Two recordings of one exercise, or two self-tests, that posecheck analyze has analysed: before
    and after, left and right. Prints a table; --out writes a page with both on one axis of time.

    Examples:

      posecheck compare results/monday results/friday --out compare.html

      posecheck compare results/clip results/clip --sides left,right
    """

    first: Annotated[Path, typer.Argument(help="Folder of an analysis, or its analysis.json.")]
    second: Annotated[Path, typer.Argument(help="The one that is compared with it.")]
    out: Annotated[Path | None, typer.Option("--out", help="HTML page with table and charts.")] = (
        None
    )
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the page.")] = False
    sides: Annotated[
        str | None,
        typer.Option(
            "--sides",
            metavar="SIDE,SIDE",
            help="That side of the first against that side of the second; else each with itself.",
        ),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False

    @property
    def chosen_sides(self) -> tuple[Side, Side] | None:
        """The side of each analysis; None where none were given.

        Raises
        ------
        typer.BadParameter
            They are not two sides.
        """
        if self.sides is None:
            return None
        found = [side for word in self.sides.lower().split(",") for side in SIDES if side == word]
        if len(found) != 2 or self.sides.count(",") != 1:
            raise typer.BadParameter(
                f"{self.sides} is not two sides, like left,right.", param_hint="--sides"
            )
        return found[0], found[1]
