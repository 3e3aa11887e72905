"""Whether the body rests, and how far a measure travelled, over the last seconds."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from posecheck.geometry import Array
from posecheck.measures.table import Measurements

STILL_S = 1.5
"""A body is compared with itself this many seconds ago."""

STILL_SHARE = 0.03
"""Mean way of shoulders, hips, knees and ankles in :data:`STILL_S`, in body sizes; less is rest.
A hold wanders by 0.01; one leg that is raised slowly moves the mean by 0.05."""


class Stillness:
    """Tells whether the body rests in the picture. The camera must stand still."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, Array]] = deque()

    def update(self, time_s: float, measurements: Measurements | None) -> bool | None:
        """Take in one frame; None while nothing is known."""
        placement = measurements.placement if measurements is not None else None
        if placement is None:
            self._past.clear()
            return None
        while self._past and time_s - self._past[0][0] > 2 * STILL_S:
            self._past.popleft()
        moved = [
            float(np.linalg.norm(placement.joints - joints, axis=-1).mean())
            for then_s, joints in self._past
            if time_s - then_s <= STILL_S
        ]
        known = bool(self._past) and time_s - self._past[0][0] >= STILL_S
        self._past.append((time_s, placement.joints))
        return max(moved) < STILL_SHARE * max(placement.size, 1e-9) if known and moved else None


class Travel:
    """The largest less the smallest value of a number over the last seconds.

    Parameters
    ----------
    within_s
        How many seconds.
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._past: deque[tuple[float, float]] = deque()

    def update(self, time_s: float, value: float) -> float:
        """Take in one value; NaN until values of half the time are known."""
        if not math.isnan(value):
            self._past.append((time_s, value))
        while self._past and time_s - self._past[0][0] > self._within_s:
            self._past.popleft()
        if not self._past or time_s - self._past[0][0] < self._within_s / 2:
            return math.nan
        values = [known for _, known in self._past]
        return max(values) - min(values)
