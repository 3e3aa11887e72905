"""The format of a table, as an option. Nothing heavy is imported here: ``--help`` reads it."""

from __future__ import annotations

from collections.abc import Callable

import typer


def check_format(*formats: str) -> Callable[[str | None], str | None]:
    """Make the function that refuses a format which is none of these."""

    def check(given: str | None) -> str | None:
        if given is not None and given not in formats:
            raise typer.BadParameter(f"{given} is no format: {' or '.join(formats)}.")
        return given

    return check
