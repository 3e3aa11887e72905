"""How a source is read: what its file does not say, or says wrongly."""

from __future__ import annotations

import math
from dataclasses import dataclass

SPEED_RANGE = (1 / 100, 1000.0)
"""Smallest and largest :attr:`ReadingOptions.speed`. Slow motion of phones and cameras is up to 40
times slower than real, a time lapse up to several hundred times faster; beyond it is a typing
error."""

QUARTER_TURNS = (0, 90, 180, 270)
"""The turns that can be asked for, in degrees clockwise."""


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """How a source is read: what its file does not say, or says wrongly.

    Attributes
    ----------
    speed
        How fast a recorded clip plays, compared with real life: 0.25 for slow motion, four times
        slower; 8 for a time lapse, eight times faster. Real times are the film's times multiplied
        by it. None to go by the file's tags.
    rotate
        Degrees clockwise by which the pictures are turned: 0, 90, 180 or 270. It comes after what
        the file itself says, so it turns the picture that players show.
    mirrored
        Whether the film is a mirror image, as selfie cameras make it. It is mirrored back, after
        it was turned.

    Raises
    ------
    ValueError
        ``speed`` is not a number within :data:`SPEED_RANGE`, or ``rotate`` no quarter turn.
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
        if self.rotate not in QUARTER_TURNS:
            raise ValueError("rotate is 0, 90, 180 or 270 degrees clockwise")


AS_IT_IS = ReadingOptions()
"""Nothing but what the source says of itself."""
