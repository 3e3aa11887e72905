"""The gesture that pauses and resumes from the floor: one arm raised to the ceiling."""

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
"""The arm must be up for this many seconds: longer than to reach for something, and short enough to
wait for."""

DROPOUT_S = 0.4
"""Frames that do not show the arm for up to this many seconds do not end the gesture: landmarks of
an arm jump."""

LOWERED_S = 0.5
"""After the gesture the arm must be down for this many seconds before it can be made again."""

MAX_MOVEMENT = 0.12
"""While the arm is up, shoulders, hips and knees must move by less than this, in trunk lengths. A
breath moves them by 0.03, crunches and sit-ups by several times the limit."""


@dataclass(frozen=True)
class GestureState:
    """The state of the gesture in one frame.

    Attributes
    ----------
    side
        The arm that is up; None for none.
    progress
        Which fraction of HOLD_S has passed, 0 to 1.
    made
        True only in the frame in which the gesture is complete.
    """

    side: Side | None = None
    progress: float = 0.0
    made: bool = False


class RaisedArmGesture:
    """Detects one straight arm that is held up while the rest of the body lies or sits still.

    Its only clock is the frames' time.

    ==================  ==================================================  =======================
    state               what ends it                                        next state
    ==================  ==================================================  =======================
    no arm up           an arm is up                                        arm up
    arm up              HOLD_S over, in a frame that shows the arm          made (one frame), spent
    arm up              the other arm is up, or the body moves              arm up, from the start
    arm up              no arm seen for DROPOUT_S                           no arm up
    spent               no arm seen for LOWERED_S                           no arm up
    ==================  ==================================================  =======================
    """

    def __init__(self) -> None:
        self._side: Side | None = None
        self._since_s = 0.0
        self._last_up_s = -math.inf
        self._spent = False
        self._joints: deque[tuple[float, Array]] = deque()

    def update(self, time_s: float, measurements: Measurements | None) -> GestureState:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        measurements
            None when nobody is seen.
        """
        side = measurements.raised_arm if measurements is not None else None
        if measurements is not None and measurements.placement is not None:
            self._joints.append((time_s, _joints_in_trunks(measurements.placement)))
        while self._joints and time_s - self._joints[0][0] > HOLD_S:
            self._joints.popleft()
        if side is not None:
            if side != self._side:
                self._side, self._since_s = side, time_s
            self._last_up_s = time_s
        elif time_s - self._last_up_s > (LOWERED_S if self._spent else DROPOUT_S):
            self._side, self._spent = None, False
        return self._find_state(time_s)

    def _find_state(self, time_s: float) -> GestureState:
        if self._side is None or self._spent:
            return GestureState(self._side)
        if not self._is_still():
            self._since_s = time_s
        progress = min(1.0, (time_s - self._since_s) / HOLD_S)
        if progress >= 1.0 and self._last_up_s == time_s:
            self._spent = True
            return GestureState(self._side, 1.0, made=True)
        return GestureState(self._side, progress)

    def _is_still(self) -> bool:
        """Whether the body has kept its place since the arm went up, as far as is known."""
        known = [joints for t, joints in self._joints if t >= self._since_s]
        if len(known) < 2:
            return True
        joints = np.stack(known)
        extent = joints.max(axis=0) - joints.min(axis=0)
        return bool(np.linalg.norm(extent, axis=1).max() < MAX_MOVEMENT)


def _joints_in_trunks(placement: Placement) -> Array:
    """(6, 2) positions of shoulders, hips and knees in the image, in trunk lengths."""
    points = placement.joints[:, :3].reshape(-1, 2)
    return np.asarray(points / max(placement.trunk_length, 1.0))
