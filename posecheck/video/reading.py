"""How a source is read: what its file does not say, or says wrongly."""

from __future__ import annotations

import math
from dataclasses import dataclass

SPEED_RANGE = (0.01, 1000.0)
"""Smallest and largest :attr:`ReadingOptions.speed`. Cameras film up to 40 times slower than real, and
time lapses up to several hundred times faster; anything beyond is a typing error."""


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """How a source is read: what its file does not say, or says wrongly.

    Attributes
    ----------
    speed
        How fast a recorded clip plays, as players show it: 0.25 for slow motion, four times slower
        than real; 8 for a time lapse, eight times faster. Real times are the clip's times
        multiplied by it. None to go by the file's tags.
    rotate
        Degrees clockwise by which the pictures are turned: 0, 90, 180 or 270.
    mirrored
        Whether the pictures were stored mirrored, so that left and right are exchanged.

    Raises
    ------
    ValueError
        ``speed`` is not a number within :data:`SPEED_RANGE`.
    """

    speed: float | None = None
    rotate: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        slowest, fastest = SPEED_RANGE
        if self.speed is not None and not (
            math.isfinite(self.speed) and slowest <= self.speed <= fastest
        ):
            raise ValueError(f"speed is between {slowest:g} and {fastest:g}")
