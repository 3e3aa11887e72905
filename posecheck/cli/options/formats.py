"""The format of a table, as an option. Nothing heavy is imported here: ``--help`` reads it."""

from __future__ import annotations

from collections.abc import Callable

import typer


def check_format(*formats: str) -> Callable[[str], str]:
    """Make the function that refuses a format which is none of these."""

    def check(given: str) -> str:
        if given not in formats:
            raise typer.BadParameter(f"{given} is no format: {' or '.join(formats)}.")
        return given

    return check
