"""The options of ``posecheck schema``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer


@dataclass(frozen=True)
class SchemaOptions:
    """Describe the files that other programs read, as JSON.

    The JSON Schema of analysis.json, or every column of frames.csv with its unit, range and type.

    Examples:

      posecheck schema > analysis.schema.json

      posecheck schema columns
    """

    name: Annotated[str, typer.Argument(help="analysis or columns.")] = "analysis"
