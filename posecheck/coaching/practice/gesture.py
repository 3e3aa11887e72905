"""One arm raised to the ceiling: the sign with which someone on the floor pauses and goes on."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Side
from posecheck.geometry import Array
from posecheck.measures.table import Measurements
from posecheck.perception.placement import Placement

HOLD_S = 1.5
"""How long the arm must be up: longer than reaching for something, short enough to wait for."""

LAPSE_S = 0.4
"""Frames that do not show it for up to this long do not end it: landmarks of an arm jump."""

LOWERED_S = 0.5
"""After it has been seen the arm must be down for this long before it is seen again."""

STILL_SHARE = 0.12
"""Shoulders, hips and knees move by less than this share of the trunk's length while the arm is
up (a breath moves them by 0.03); crunches and sit-ups move them by several times as much."""


@dataclass(frozen=True)
class GestureState:
    """Attributes:
    side: the arm that is up, None for none.
    share: how much of the time that it must be held has passed, 0..1.
    made: true in the one frame in which it is complete.
    """

    side: Side | None = None
    share: float = 0.0
    made: bool = False


class RaisedArm:
    """Watches for one straight arm held up against gravity by a body that else lies or sits still.

    Knows no clock but the frames'.
    """

    def __init__(self) -> None:
        self._side: Side | None = None
        self._since_s = 0.0
        self._last_up_s = -math.inf
        self._spent = False
        self._places: deque[tuple[float, Array]] = deque()

    def update(self, time_s: float, measurements: Measurements | None) -> GestureState:
        """Take in one frame."""
        side = measurements.raised_arm if measurements is not None else None
        if measurements is not None and measurements.placement is not None:
            self._places.append((time_s, _places(measurements.placement)))
        while self._places and time_s - self._places[0][0] > HOLD_S:
            self._places.popleft()
        if side is not None:
            if side != self._side:
                self._side, self._since_s = side, time_s
            self._last_up_s = time_s
        elif time_s - self._last_up_s > (LOWERED_S if self._spent else LAPSE_S):
            self._side, self._spent = None, False
        return self._state(time_s)

    def _state(self, time_s: float) -> GestureState:
        if self._side is None or self._spent:
            return GestureState(self._side)
        if not self._is_still():
            self._since_s = time_s
        share = min(1.0, (time_s - self._since_s) / HOLD_S)
        if share >= 1.0 and self._last_up_s == time_s:
            self._spent = True
            return GestureState(self._side, 1.0, made=True)
        return GestureState(self._side, share)

    def _is_still(self) -> bool:
        """Whether the body has kept its place since the arm went up, as far as is known."""
        known = [p for t, p in self._places if t >= self._since_s]
        if len(known) < 2:
            return True
        places = np.stack(known)
        reach = places.max(axis=0) - places.min(axis=0)
        return bool(np.linalg.norm(reach, axis=1).max() < STILL_SHARE)


def _places(placement: Placement) -> Array:
    """(6, 2) shoulders, hips and knees in the image, in trunk lengths."""
    points = placement.joints[:, :3].reshape(-1, 2)
    return np.asarray(points / max(placement.trunk_length, 1.0))
