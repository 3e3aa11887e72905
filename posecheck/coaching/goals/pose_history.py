"""The poses of the last seconds, as points in the image, until the picture is cut."""

from __future__ import annotations

import math

import numpy as np

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.goals.cycles import LOW_PASS_S, MAX_GAP_S
from posecheck.geometry import Array
from posecheck.perception.placement import PARTS, Placement

WINDOW_S = 20.0
"""The poses of so many seconds are kept: two slow repetitions of 8 s and more."""

SAMPLE_PERIOD_S = 1 / 15
"""At most so often a pose is kept; a fast repetition of 0.6 s has nine."""

FAR_LEG_WEIGHT = 0.5
"""The far knee and ankle count by this weight: they are often hidden, and then their places are a
guess that trembles. A far leg that moves still counts."""

CUT_SPEED = 2.5
"""Faster than this the picture was cut to another shot, in body sizes a second, averaged over the
points. A fast v-up reaches 1.5, a cut 4 and more."""

MIN_CUT_STEP = 0.1
"""A step between two frames must be longer than this to be a cut, in body sizes."""

LEG_PARTS = [PARTS.index(part) for part in ("knee", "ankle")]


class PoseHistory:
    """Keeps nose, shoulders, hips, knees and ankles of both sides, low-passed.

    Attributes
    ----------
    last_s
        Time of the last frame; -inf before the first.
    """

    def __init__(self) -> None:
        self.last_s = -math.inf
        self._points: Array = np.zeros((9, 2))
        self._size = 1.0
        self._smooth: Array = self._points
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._times: list[float] = []
        self._poses: list[Array] = []
        self._sizes: list[float] = []
        self._near_left: list[bool] = []

    def has_cut(self, time_s: float, placement: Placement) -> bool:
        """Whether the picture was cut between the last frame and this one."""
        if not self._times:
            return False
        step = _points_of(placement) - self._points
        moved = float(np.hypot(*step.T).mean()) / max(self._size, 1e-9)
        return moved > max(MIN_CUT_STEP, CUT_SPEED * (time_s - self.last_s))

    def has_gap(self, time_s: float) -> bool:
        """Whether nobody was seen for too long before this frame."""
        return time_s - self.last_s > MAX_GAP_S

    def add(self, time_s: float, placement: Placement, near_side: Side) -> None:
        """Take in one frame."""
        points, gap_s = _points_of(placement), time_s - self.last_s
        self.last_s, self._points, self._size = time_s, points, placement.size
        if self._times:
            self._smooth = self._smooth + gap_s / (gap_s + LOW_PASS_S) * (points - self._smooth)
        else:
            self._smooth = points
        # the newest pose is always kept, in place of one that came too soon before it
        if len(self._times) > 1 and time_s - self._times[-2] < 0.99 * SAMPLE_PERIOD_S:
            for kept in (self._times, self._poses, self._sizes, self._near_left):
                kept.pop()
        self._times.append(time_s)
        self._poses.append(self._smooth)
        self._sizes.append(placement.size)
        self._near_left.append(near_side == "left")
        while self._times[0] < time_s - WINDOW_S:
            del self._times[0], self._poses[0], self._sizes[0], self._near_left[0]

    def times(self) -> Array:
        """(n,) the times of the poses, in seconds."""
        return np.array(self._times)

    def size(self) -> float:
        """The body's median size, in pixels; at least a little."""
        return max(float(np.median(self._sizes)), 1e-9)

    def poses(self) -> Array:
        """(n, 18) the poses, in units of the body's size, the far leg by its weight."""
        near_left = sum(self._near_left) * 2 > len(self._near_left)
        weights = np.ones((len(SIDES), len(PARTS)))
        weights[SIDES.index("right" if near_left else "left"), LEG_PARTS] = FAR_LEG_WEIGHT
        weighted = np.concatenate([[1.0], weights.ravel()])[:, None]
        poses = np.array(self._poses) * weighted / self.size()
        return np.asarray(poses.reshape(len(poses), -1))


def _points_of(placement: Placement) -> Array:
    """(9, 2) the points, in pixels: the nose, then the joints of left and right."""
    return np.vstack([placement.nose, placement.joints.reshape(-1, 2)])
