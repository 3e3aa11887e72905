"""The poses of the last seconds, as points in the image, until the picture is cut."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.goals.cycles import LOW_PASS_S, MAX_GAP_S
from posecheck.coaching.goals.passing_legs import find_exchanged
from posecheck.geometry import Array
from posecheck.perception.placement import PARTS, Placement

WINDOW_S = 20.0
"""The poses of so many seconds are kept: two slow repetitions of 8 s and more."""

SAMPLE_PERIOD_S = 1 / 30
"""At most so often a pose is kept; a fast repetition of 0.6 s has eighteen. With half as many, one
of eight flutter kicks in a real film was lost."""

FAR_LEG_WEIGHT = 0.5
"""The far knee and ankle count by this weight: they are often hidden, and then their places are a
guess that trembles. A far leg that moves still counts."""

CUT_SPEED = 2.5
"""Faster than this the picture was cut to another shot, in body sizes a second, averaged over the
points. A fast v-up reaches 1.5, a cut 4 and more."""

MIN_CUT_STEP = 0.1
"""A step between two frames must be longer than this to be a cut, in body sizes."""

LEAST_DISTANCE = 0.1
"""Legs that pass each other are apart by more than this in between, in body sizes."""

SAME_NAMES_S = 3.0
"""Legs that are followed anew keep their names of the last seconds: what was counted stays so."""

LEG_PARTS = [PARTS.index(part) for part in ("knee", "ankle")]

LEGS = np.array([[1 + side * len(PARTS) + part for part in LEG_PARTS] for side in range(2)])
"""(2, 2) knee and ankle of each side, among a pose's points."""


@dataclass
class _Sample:
    """One pose; points in pixels.

    Attributes
    ----------
    read, smooth
        (9, 2) the points as they are read, and low-passed.
    exchanged
        Whether the legs are to be named the other way round, as last found.
    """

    time_s: float
    read: Array
    smooth: Array
    size: float
    near_left: bool
    exchanged: bool


class PoseHistory:
    """Keeps nose, shoulders, hips, knees and ankles of both sides, low-passed.

    Legs that move against each other keep their names where they pass each other.

    Attributes
    ----------
    last_s
        Time of the last frame; -inf before the first.
    """

    def __init__(self) -> None:
        self.last_s = -math.inf
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._samples: list[_Sample] = []

    def has_cut(self, time_s: float, placement: Placement) -> bool:
        """Whether the picture was cut between the last frame and this one."""
        if not self._samples:
            return False
        points = _points_of(placement)
        ways = (points, _exchange_legs(points))  # the legs' names are exchanged now and then
        last = self._samples[-1]
        way = min(float(np.hypot(*(to - last.read).T).mean()) for to in ways)
        moved = way / max(last.size, 1e-9)
        return moved > max(MIN_CUT_STEP, CUT_SPEED * (time_s - self.last_s))

    def has_gap(self, time_s: float) -> bool:
        """Whether nobody was seen for too long before this frame."""
        return time_s - self.last_s > MAX_GAP_S

    def add(self, time_s: float, placement: Placement, near_side: Side) -> None:
        """Take in one frame."""
        points, gap_s = _points_of(placement), time_s - self.last_s
        self.last_s, samples = time_s, self._samples
        smooth = _low_pass(samples[-1].smooth, points, gap_s) if samples else points
        # the newest pose is always there; it stays unless it came too soon after the one before
        if len(samples) > 1 and samples[-1].time_s - samples[-2].time_s < 0.99 * SAMPLE_PERIOD_S:
            samples.pop()
        exchanged = bool(samples) and samples[-1].exchanged
        near_left = near_side == "left"
        samples.append(_Sample(time_s, points, smooth, placement.size, near_left, exchanged))
        while samples[0].time_s < time_s - WINDOW_S:
            del samples[0]

    def times(self) -> Array:
        """(n,) the times of the poses, in seconds."""
        return np.array([sample.time_s for sample in self._samples])

    def size(self) -> float:
        """The body's median size, in pixels; at least a little."""
        return max(float(np.median([sample.size for sample in self._samples])), 1e-9)

    def poses(self) -> Array:
        """(n, 18) the poses, in units of the body's size, the far leg by its weight."""
        self._follow_legs()
        near_left = sum(s.near_left for s in self._samples) * 2 > len(self._samples)
        weights = np.ones((len(SIDES), len(PARTS)))
        weights[SIDES.index("right" if near_left else "left"), LEG_PARTS] = FAR_LEG_WEIGHT
        weighted = np.concatenate([[1.0], weights.ravel()])[:, None]
        poses = np.array(self._smooth_poses()) * weighted / self.size()
        return np.asarray(poses.reshape(len(poses), -1))

    def _follow_legs(self) -> None:
        """Find which leg is which anew; most of the last ones keep their names."""
        times, legs = self.times(), np.array([s.read[LEGS] for s in self._samples]) / self.size()
        found = find_exchanged(times, legs.reshape(len(times), len(SIDES), -1), LEAST_DISTANCE)
        if found is None:
            found = np.zeros(len(times), dtype=bool)
        else:
            kept = found == [sample.exchanged for sample in self._samples]
            if np.mean(kept[times > self.last_s - SAME_NAMES_S]) < 0.5:
                found = np.logical_not(found)
        for sample, exchanged in zip(self._samples, found, strict=True):
            sample.exchanged = bool(exchanged)

    def _smooth_poses(self) -> list[Array]:
        """The poses, low-passed; anew where legs have got other names."""
        if not any(sample.exchanged for sample in self._samples):
            return [sample.smooth for sample in self._samples]
        poses: list[Array] = []
        last_s = -math.inf
        for sample in self._samples:
            points = _exchange_legs(sample.read) if sample.exchanged else sample.read
            poses.append(_low_pass(poses[-1], points, sample.time_s - last_s) if poses else points)
            last_s = sample.time_s
        return poses


def _low_pass(before: Array, points: Array, gap_s: float) -> Array:
    return before + gap_s / (gap_s + LOW_PASS_S) * (points - before)


def _points_of(placement: Placement) -> Array:
    """(9, 2) the points, in pixels: the nose, then the joints of left and right."""
    return np.vstack([placement.nose, placement.joints.reshape(-1, 2)])


def _exchange_legs(points: Array) -> Array:
    exchanged = points.copy()
    exchanged[LEGS] = points[LEGS[::-1]]
    return exchanged
