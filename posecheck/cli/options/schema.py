"""The options of ``posecheck schema``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SchemaOptions:
    """Print the JSON Schema of analysis.json, for programs that read it.

    Example:

      posecheck schema > analysis.schema.json
    """
