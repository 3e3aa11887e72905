"""Counting the circles that a knee draws, by their direction, as they come in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from posecheck.geometry import Array

Direction = Literal["outward", "inward"]

STEP_S = 0.1
"""The path is looked at this often; a fast circle takes 1 s."""

SMOOTHED_S = 0.1
"""Time constant of the smoothing before that."""

ENOUGH_DEG = 300.0
"""A path that went round by this much is a circle: people close it loosely, and its first part
shows only once it has begun."""

BEGUN_DEG = 90.0
"""A path that went round by this much is the beginning of one."""

SLIMMEST = 0.12
"""A path is no circle but to and fro when it is less wide than this share of its height. Circles
come out 0.25 to 0.35 wide, for the depth is read short; of a knee drawn to the chest and back the
path is 0.06 wide, for the reading errs a little otherwise on the way back."""

STEADY_SHARE = 0.7
"""Of all the turning about the middle that must go the same way round."""

IDLE_S = 1.5
"""At rest for this long, or unseen, the next circle begins anew."""


@dataclass(frozen=True)
class Circle:
    """One circle: its direction, and the frame times of its start and end."""

    direction: Direction
    start_s: float
    end_s: float


class CircleCounter:
    """Looks for the shortest end of the path that goes once round its own middle.

    Each way is measured against its own width, so that an oval counts as well as a round one; a
    circle may wander, since the middle is that of each stretch by itself. To and fro on a line
    turns both ways about the middle and does not count.

    Args:
        least_up, least_out: the least width each way, in the unit of the two numbers.
        shortest_s, longest_s: a faster or slower one is no circle.
    """

    def __init__(
        self, least_up: float, least_out: float, shortest_s: float, longest_s: float
    ) -> None:
        self._least_width: Array = np.array([least_out, least_up])
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._place: Array = np.zeros(2)
        self._last_s = -math.inf
        self._times: list[float] = []
        self._path: list[Array] = []
        self._owed_deg = 0.0
        """What the last circle was short of a whole turn (or more than one): the next one in its
        direction is longer by it."""
        self._direction: Direction | None = None
        self.under_way = False

    def update(self, time_s: float, up: float, out: float) -> Circle | None:
        """Take in one frame: how far up, towards the chest, and how far out the knee is; NaN
        where that is not seen. Gives the circle that it ended."""
        if math.isnan(up) or math.isnan(out):
            return None
        gap_s, place = time_s - self._last_s, np.array([out, up])
        self._last_s = time_s
        if gap_s > IDLE_S:
            self._begin_anew(time_s, place)
            return None
        self._place = self._place + gap_s / (gap_s + SMOOTHED_S) * (place - self._place)
        if time_s - self._times[-1] < STEP_S:
            return None
        self._times.append(time_s)
        self._path.append(self._place)
        while self._times[0] < time_s - self._longest_s:
            del self._times[0], self._path[0]
        if self._is_idle():
            self._begin_anew(time_s, self._place)
            return None
        return self._look()

    def _begin_anew(self, time_s: float, place: Array) -> None:
        self._place, self._times, self._path = place, [time_s], [place]
        self._owed_deg, self._direction, self.under_way = 0.0, None, False

    def _is_idle(self) -> bool:
        recent = [p for t, p in zip(self._times, self._path, strict=True) if self._rests(t)]
        long_enough = self._times[-1] - self._times[0] >= IDLE_S
        return long_enough and bool((np.ptp(recent, axis=0) < self._least_width / 2).all())

    def _rests(self, time_s: float) -> bool:
        return time_s >= self._times[-1] - IDLE_S

    def _look(self) -> Circle | None:
        """The latest start from which the path goes once round to its end."""
        path, self.under_way = np.array(self._path), False
        for first in (*range(len(path) - 5, 0, -2), 0):
            stretch = path[first:]
            width = np.ptp(stretch, axis=0)
            if (width < self._least_width).any() or width[0] < SLIMMEST * width[1]:
                continue
            turned, steady = _turned(stretch, width)
            if steady < STEADY_SHARE:
                continue
            self.under_way |= abs(turned) >= BEGUN_DEG
            # out drawn to the right and up upwards, from the chest out and down is clockwise
            direction: Direction = "outward" if turned < 0 else "inward"
            owed = self._owed_deg if direction == self._direction else 0.0
            if abs(turned) >= ENOUGH_DEG + owed:
                return self._done(direction, first, 360.0 + owed - abs(turned))
        return None

    def _done(self, direction: Direction, first: int, owed_deg: float) -> Circle | None:
        start_s, end_s = self._times[first], self._times[-1]
        self._times, self._path = self._times[-1:], self._path[-1:]
        self._direction, self._owed_deg = direction, owed_deg
        if not self._shortest_s <= end_s - start_s <= self._longest_s:
            return None
        return Circle(direction, start_s, end_s)


def _turned(stretch: Array, width: Array) -> tuple[float, float]:
    """Degrees that a stretch of path goes round its middle, counter-clockwise positive; and the
    share of all turning that went that way."""
    middle = (stretch.max(axis=0) + stretch.min(axis=0)) / 2
    x, y = ((stretch - middle) / width).T
    steps = np.diff(np.unwrap(np.arctan2(y, x)))
    total, all_ = float(steps.sum()), float(np.abs(steps).sum())
    return math.degrees(total), abs(total) / max(all_, 1e-9)
