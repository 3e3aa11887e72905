"""Whether someone rolls to and fro on the roller, from where the trunk is in the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.geometry import Vector, unit
from posecheck.perception.placement import Placement

TRUNK_CM = 50.0
"""Shoulders to hips of an adult: what a way in trunk lengths is in centimetres (+-10 %)."""

SCALE_S = 2.0
"""Time constant of the trunk's length and direction in the picture: they change slowly."""

SMOOTHED_S = 0.15
"""Time constant of the smoothing of its place."""

SEEN_S = 2.0
"""The way to and fro of the last seconds is what is rolled now."""

GAP_S = 1.0
"""After a longer gap without a body it starts afresh."""


@dataclass(frozen=True)
class Rolling:
    """Attributes:
    moving: whether the body goes to and fro.
    range_cm: how far it went along its own length in the last :data:`SEEN_S`; NaN before.
    """

    moving: bool
    range_cm: float


class RollingWatcher:
    """Follows the trunk along the body's own length in the picture.

    Rolling is a way of at least ``least_cm`` within the last :data:`SEEN_S`, and a turn to the
    other direction not longer than ``slowest_s`` ago: whoever only moves away does not roll.
    The camera must stand still.
    """

    def __init__(self, least_cm: float, slowest_s: float) -> None:
        self._least_cm, self._slowest_s = least_cm, slowest_s
        self._last_s = -math.inf
        self._direction: Vector = np.zeros(2)
        self._length = 0.0
        self._origin: Vector | None = None
        self._cm = 0.0
        self._recent: list[tuple[float, float]] = []
        self._way, self._extreme_cm, self._turned_s = 0, math.nan, -math.inf
        self._low_cm, self._high_cm = math.inf, -math.inf

    def update(self, time_s: float, placement: Placement | None) -> Rolling:
        """Take in one frame."""
        if placement is not None:
            gap_s = time_s - self._last_s
            if gap_s > GAP_S:
                self._start_afresh()
                gap_s = math.inf
            self._last_s = time_s
            self._take(time_s, gap_s, placement)
        self._recent = [(t, cm) for t, cm in self._recent if time_s - t <= SEEN_S]
        if not self._recent:
            return Rolling(False, math.nan)
        ways = [cm for _, cm in self._recent]
        range_cm = max(ways) - min(ways)
        turned = time_s - self._turned_s <= self._slowest_s
        return Rolling(turned and range_cm >= self._least_cm, range_cm)

    def _start_afresh(self) -> None:
        """What was before is not known to have been the same."""
        self._origin, self._recent = None, []
        self._way, self._extreme_cm, self._turned_s = 0, math.nan, -math.inf
        self._low_cm, self._high_cm = math.inf, -math.inf

    def _take(self, time_s: float, gap_s: float, placement: Placement) -> None:
        line, place = placement.trunk, placement.trunk_middle
        if not float(np.linalg.norm(line)) >= 1.0:
            return  # seen from its end, a trunk has no direction
        share = 1.0 if math.isinf(gap_s) else gap_s / (gap_s + SCALE_S)
        self._direction = self._direction + share * (unit(line) - self._direction)
        self._length += share * (float(np.linalg.norm(line)) - self._length)
        if self._origin is None:
            self._origin, self._cm = place, 0.0
        along = float((place - self._origin) @ unit(self._direction))
        cm = TRUNK_CM * along / max(self._length, 1e-9)
        share = 1.0 if math.isinf(gap_s) else gap_s / (gap_s + SMOOTHED_S)
        self._cm += share * (cm - self._cm)
        self._recent.append((time_s, self._cm))
        self._notice_a_turn(time_s)

    def _notice_a_turn(self, time_s: float) -> None:
        """A way back of the least length is a turn."""
        if self._way == 0:
            self._low_cm = min(self._low_cm, self._cm)
            self._high_cm = max(self._high_cm, self._cm)
            if self._high_cm - self._low_cm >= self._least_cm:
                self._way = 1 if self._cm == self._high_cm else -1
                self._extreme_cm = self._cm
        elif self._way * (self._cm - self._extreme_cm) > 0:
            self._extreme_cm = self._cm
        elif self._way * (self._extreme_cm - self._cm) >= self._least_cm:
            self._way, self._extreme_cm, self._turned_s = -self._way, self._cm, time_s
