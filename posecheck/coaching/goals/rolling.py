"""Detect rolling to and fro on the roller, from where the trunk is in the image."""

from __future__ import annotations

import math

import numpy as np

from posecheck.geometry import Vector, unit
from posecheck.perception.placement import Placement

TRUNK_CM = 50.0
"""Shoulders to hips of an adult, in cm (+-10 %): turns trunk lengths into centimetres."""

SCALE_LOW_PASS_S = 2.0
"""Time constant of the low-pass filter on the trunk's length and direction in the image, in
seconds: they change slowly."""

POSITION_LOW_PASS_S = 0.15
"""Time constant of the low-pass filter on the trunk's position, in seconds."""

WINDOW_S = 2.0
"""The range of the movement is that of the last seconds."""

MAX_GAP_S = 1.0
"""After a longer gap without a body, in seconds, everything starts again from nothing."""

MIN_TRUNK_PX = 1.0
"""A trunk that is shorter in the image, in pixels, is seen from its end and has no direction."""


class RollingDetector:
    """Follows the trunk along the body's own length in the image. The camera must stand still.

    Rolling means a range of at least ``least_cm`` within the last :data:`WINDOW_S`, and a change
    of direction not longer than ``slowest_s`` ago: a body that only moves away does not roll.

    Parameters
    ----------
    least_cm
        The shortest way in one direction, in cm.
    slowest_s
        The longest time that the way in one direction may take, in seconds.
    """

    def __init__(self, least_cm: float, slowest_s: float) -> None:
        self._least_cm, self._slowest_s = least_cm, slowest_s
        self._last_s = -math.inf
        self._direction: Vector = np.zeros(2)
        self._length_px = 0.0
        self._origin: Vector | None = None
        self._cm = 0.0
        self._recent: list[tuple[float, float]] = []
        self._reset()

    def update(self, time_s: float, placement: Placement | None) -> bool:
        """Take in one frame; return whether the body rolls to and fro.

        Parameters
        ----------
        time_s
            The frame's time.
        placement
            Where the body is in the image; None when nobody is seen.
        """
        if placement is not None:
            gap_s = time_s - self._last_s
            if gap_s > MAX_GAP_S:
                self._reset()
                gap_s = math.inf
            self._last_s = time_s
            self._add(time_s, gap_s, placement)
        self._recent = [(t, cm) for t, cm in self._recent if time_s - t <= WINDOW_S]
        if time_s - self._turned_s > self._slowest_s or not self._recent:
            return False
        positions_cm = [cm for _, cm in self._recent]
        return max(positions_cm) - min(positions_cm) >= self._least_cm

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: rolling begins again there."""
        self._last_s = -math.inf

    def _reset(self) -> None:
        self._origin, self._recent = None, []
        self._way, self._extreme_cm, self._turned_s = 0, math.nan, -math.inf
        self._low_cm, self._high_cm = math.inf, -math.inf

    def _add(self, time_s: float, gap_s: float, placement: Placement) -> None:
        trunk, position = placement.trunk, placement.trunk_middle
        length_px = float(np.linalg.norm(trunk))
        if not length_px >= MIN_TRUNK_PX:
            return
        weight = _low_pass_weight(gap_s, SCALE_LOW_PASS_S)
        self._direction = self._direction + weight * (unit(trunk) - self._direction)
        self._length_px += weight * (length_px - self._length_px)
        if self._origin is None:
            self._origin, self._cm = position, 0.0
        along_px = float((position - self._origin) @ unit(self._direction))
        cm = TRUNK_CM * along_px / max(self._length_px, 1e-9)
        self._cm += _low_pass_weight(gap_s, POSITION_LOW_PASS_S) * (cm - self._cm)
        self._recent.append((time_s, self._cm))
        self._detect_turn(time_s)

    def _detect_turn(self, time_s: float) -> None:
        """Detect a change of direction: a way back of ``least_cm`` from the extreme position.

        ``_way`` is the direction: 1 towards the head, -1 towards the feet, 0 while unknown.
        """
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


def _low_pass_weight(gap_s: float, time_constant_s: float) -> float:
    """The weight of a new value after ``gap_s``; 1 after an infinite gap."""
    return 1.0 if math.isinf(gap_s) else gap_s / (gap_s + time_constant_s)
