"""How to look at the input, as the user's options say. Nothing heavy is imported for ``--help``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from posecheck.engine.options import InputOptions


class GivenInput(Protocol):
    """The options of a command that say how to look at its input."""

    @property
    def person(self) -> int | None:
        """Whom to follow."""
        ...

    @property
    def model(self) -> Path | None:
        """Path of another bundle."""
        ...

    @property
    def rotate(self) -> int | None:
        """Degrees clockwise."""
        ...

    @property
    def mirrored_input(self) -> bool:
        """Whether the film is a mirror image."""
        ...


def input_options(given: GivenInput) -> InputOptions:
    """How to look at the input, as the user's options say.

    Parameters
    ----------
    given
        The command's options. Without a field ``roller`` no roller is looked for; without
        ``speed`` recordings play as their tags say.

    Raises
    ------
    typer.BadParameter
        The roller's ends are not four numbers, or one point, or both options are given.
    """
    from posecheck.engine.options import InputOptions

    options = InputOptions(
        person=given.person,
        model=given.model,
        rotate=given.rotate,
        mirrored_input=given.mirrored_input,
        speed=getattr(given, "speed", None),
    )
    roller: str | None = getattr(given, "roller", None)
    if getattr(given, "no_roller", True):
        if roller is not None:
            raise typer.BadParameter("--roller and --no-roller exclude each other.")
        return replace(options, roller=False)
    if roller is None:
        return options
    try:
        return replace(options, roller=[float(number) for number in roller.split(",")])
    except ValueError as error:
        raise typer.BadParameter(
            f"--roller wants its two ends in pixels, like 310,400,520,370, not {roller}."
        ) from error
