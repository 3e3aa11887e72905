"""How the input is looked at: the same options in every command and in Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from posecheck.geometry import Array

MIN_ROLLER_PX = 5
"""A roller that is shown shorter than this, in pixels, has no direction."""


@dataclass(frozen=True, kw_only=True)
class InputOptions:
    """How the input is looked at.

    Attributes
    ----------
    person
        Whom to follow, counted from the left of the image, from 1; None for the one on the floor.
    roller
        True to look for the roller, False not to, or its two ends x1, y1, x2, y2 in pixels of the
        first frame.
    model
        Path of another pose landmarker bundle (MediaPipe's lite, full or heavy); None for the
        one that comes with posecheck.

    Raises
    ------
    ValueError
        ``person`` is below 1, or ``roller`` is not as described, or too short.
    """

    person: int | None = None
    roller: bool | Sequence[float] = True
    model: Path | None = None

    def __post_init__(self) -> None:
        if self.person is not None and self.person < 1:
            raise ValueError("person is counted from 1")
        if not isinstance(self.roller, bool):
            ends = np.array(self.roller, float)
            if ends.shape != (4,) or not np.isfinite(ends).all():
                raise ValueError("roller is True, False, or the four numbers x1, y1, x2, y2")
            if np.linalg.norm(ends[2:] - ends[:2]) < MIN_ROLLER_PX:
                raise ValueError("the roller's two ends are one point")

    @property
    def looks_for_roller(self) -> bool:
        """Whether there may be a roller."""
        return self.roller is not False

    @property
    def roller_ends(self) -> Array | None:
        """(2, 2) the roller's ends as they were given; None where they were not."""
        return None if isinstance(self.roller, bool) else np.array(self.roller, float).reshape(2, 2)
