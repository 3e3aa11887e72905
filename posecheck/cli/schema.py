"""``posecheck schema``."""

from __future__ import annotations

import typer

from posecheck.cli.options.schema import SchemaOptions
from posecheck.feedback.analysis.schema import analysis_schema_text


def print_schema(_given: SchemaOptions) -> None:
    """Run the command."""
    typer.echo(analysis_schema_text(), nl=False)
