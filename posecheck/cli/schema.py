"""``posecheck schema``."""

from __future__ import annotations

import typer

from posecheck.cli.options.schema import SchemaOptions
from posecheck.errors import PosecheckError
from posecheck.feedback.analysis.schema import analysis_schema_text
from posecheck.feedback.report.columns import columns_json

DESCRIPTIONS = {"analysis": analysis_schema_text, "columns": columns_json}
"""What can be described, and the function that writes it."""


def print_schema(given: SchemaOptions) -> None:
    """Run the command."""
    if given.name not in DESCRIPTIONS:
        raise PosecheckError(
            f"Nothing called {given.name} is described: {' or '.join(DESCRIPTIONS)}."
        )
    typer.echo(DESCRIPTIONS[given.name](), nl=False)
