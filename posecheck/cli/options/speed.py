"""How fast a recorded clip plays. Nothing heavy is imported here: ``--help`` reads it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer


def parse_speed(text: str) -> float:
    """Read a speed: a number such as 0.25, or a fraction such as 1/4.

    Raises
    ------
    typer.BadParameter
        It is none, or out of range.
    """
    from posecheck.video.reading import SPEED_RANGE

    try:
        speed = float(Fraction(text.strip()))
    except (ValueError, ZeroDivisionError) as error:
        raise typer.BadParameter(f"{text} is no speed: 0.25 or 1/4 for slow motion.") from error
    slowest, fastest = SPEED_RANGE
    if not slowest <= speed <= fastest:
        raise typer.BadParameter(f"{text} is not between {slowest:g} and {fastest:g}.")
    return speed


SpeedOption = Annotated[
    float | None,
    typer.Option(
        "--speed",
        parser=parse_speed,
        metavar="N",
        help="How fast the clip plays: 1/4 for slow motion, 4 times slower than real; 8 for a time "
        "lapse. By default as its own tags say.",
    ),
]
