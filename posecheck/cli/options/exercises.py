"""The options of ``posecheck exercises``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from posecheck.cli.options.names import exercises_and_programmes


@dataclass(frozen=True)
class ExercisesOptions:
    """What can be practised, and what is checked.

    Examples:

      posecheck exercises

      posecheck exercises supine_release

      posecheck exercises --json
    """

    name: Annotated[
        str | None,
        typer.Argument(
            help="One exercise or programme, in detail.", autocompletion=exercises_and_programmes
        ),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False
