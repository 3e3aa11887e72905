"""How the input is looked at: the same options in every command and in Python."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from posecheck.errors import InputError
from posecheck.geometry import Array

MIN_ROLLER_PX = 5
"""A roller that is shown shorter than this, in pixels, has no direction."""


def check_hold(hold_s: float | None) -> None:
    """Check the seconds to hold that a program asks for.

    Raises
    ------
    ValueError
        They are not a number above 0.
    """
    if hold_s is not None and not (math.isfinite(hold_s) and hold_s > 0):
        raise ValueError("hold_s is a number of seconds, above 0")


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
        if self.person is not None and not (isinstance(self.person, int) and self.person >= 1):
            raise ValueError("person is a whole number, counted from 1")
        if not isinstance(self.roller, bool):
            ends = np.array(self.roller, float)
            if ends.shape != (4,) or not np.isfinite(ends).all():
                raise ValueError("roller is True, False, or the four numbers x1, y1, x2, y2")
            if math.dist(ends[2:], ends[:2]) < MIN_ROLLER_PX:
                raise ValueError("the roller's two ends are one point")

    def check_roller(self, size: tuple[int, int]) -> None:
        """Check that the roller's ends, where they are given, lie in a picture.

        Parameters
        ----------
        size
            (width, height) of the picture in pixels.

        Raises
        ------
        InputError
            One of them does not.
        """
        ends = self.roller_ends
        if ends is not None and not ((ends >= 0) & (ends <= np.array(size))).all():
            given = ",".join(f"{number:g}" for number in ends.ravel())
            raise InputError(
                f"The roller's ends {given} lie outside the picture, which is {size[0]} x {size[1]}"
                " pixels."
            )

    @property
    def looks_for_roller(self) -> bool:
        """Whether there may be a roller."""
        return self.roller is not False

    @property
    def roller_ends(self) -> Array | None:
        """(2, 2) the roller's ends as they were given; None where they were not."""
        return None if isinstance(self.roller, bool) else np.array(self.roller, float).reshape(2, 2)
