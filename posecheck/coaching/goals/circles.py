"""Count the circles that a knee draws, by direction, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from posecheck.geometry import Array

Direction = Literal["outward", "inward"]
"""Outward: from the chest out to the side, down, and back in."""

SAMPLE_PERIOD_S = 0.1
"""The path is sampled this often, in seconds; a fast circle takes 1 s."""

LOW_PASS_S = 0.1
"""Time constant of the low-pass filter before the sampling, in seconds."""

CIRCLE_DEG = 300.0
"""A path that went round by this angle is a circle: people close it loosely, and its first part is
seen only once it has started."""

STARTED_DEG = 90.0
"""A path that went round by this angle is the start of a circle."""

MIN_WIDTH_RATIO = 0.18
"""A path whose width is a smaller fraction of its height goes to and fro and is no circle. Circles
come out at 0.23 to 0.27, because the depth is read too short. A knee that is drawn to the chest and
back draws a path of up to 0.14, because the reading's error on the way back is a little
different."""

MIN_SAME_WAY_FRACTION = 0.7
"""This fraction of all turning about the middle must go the same way round."""

IDLE_S = 1.5
"""After this many seconds at rest, or unseen, the next circle starts from nothing."""

MIN_SAMPLES = 5
"""Pieces of the path are tried from this many samples on; a shorter path is tried as a whole."""


@dataclass(frozen=True)
class Circle:
    """One circle.

    Attributes
    ----------
    direction
        Outward or inward.
    start_s, end_s
        Frame times of its start and its end.
    """

    direction: Direction
    start_s: float
    end_s: float


class CircleCounter:
    """Looks for the shortest end of the path that goes once round its own middle.

    Each of the two axes is measured against the path's own extent, so an oval counts as well as a
    round circle. A circle may wander, because each piece of path has its own middle. A movement to
    and fro on a line turns both ways about its middle and does not count.

    Parameters
    ----------
    least_up, least_out
        The smallest extent of a circle on each axis, in the unit of the two numbers.
    shortest_s, longest_s
        A faster or slower circle does not count, in seconds.

    Attributes
    ----------
    in_progress
        Whether a circle has started and is not done.
    """

    def __init__(
        self, least_up: float, least_out: float, shortest_s: float, longest_s: float
    ) -> None:
        self.in_progress = False
        self._least_extent: Array = np.array([least_out, least_up])
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._position: Array = np.zeros(2)
        self._last_s = -math.inf
        self._times: list[float] = []
        self._path: list[Array] = []
        self._direction: Direction | None = None
        # by how much the last circle was short of a whole turn, or over it if negative: the next
        # circle in the same direction must be longer by this angle
        self._missing_deg = 0.0

    def update(self, time_s: float, up: float, out: float) -> Circle | None:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        up, out
            How far the knee is up, towards the chest, and how far out; NaN when it is not seen.

        Returns
        -------
        Circle or None
            The circle that this frame ended.
        """
        gap_s, position = time_s - self._last_s, np.array([out, up])
        if np.isnan(position).any():
            self.in_progress &= gap_s <= IDLE_S
            return None
        self._last_s = time_s
        if gap_s > IDLE_S:
            self._reset(time_s, position)
            return None
        self._position = self._position + gap_s / (gap_s + LOW_PASS_S) * (position - self._position)
        if time_s - self._times[-1] < SAMPLE_PERIOD_S:
            return None
        self._times.append(time_s)
        self._path.append(self._position)
        while self._times[0] < time_s - self._longest_s:
            del self._times[0], self._path[0]
        if self._is_idle():
            self._reset(time_s, self._position)
            return None
        return self._find_circle()

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: the path begins again there."""
        self._last_s = -math.inf

    def _reset(self, time_s: float, position: Array) -> None:
        self._position, self._times, self._path = position, [time_s], [position]
        self._missing_deg, self._direction, self.in_progress = 0.0, None, False

    def _is_idle(self) -> bool:
        since_s = self._times[-1] - IDLE_S
        recent = [p for t, p in zip(self._times, self._path, strict=True) if t >= since_s]
        is_long_enough = self._times[-1] - self._times[0] >= IDLE_S
        return is_long_enough and bool((np.ptp(recent, axis=0) < self._least_extent / 2).all())

    def _find_circle(self) -> Circle | None:
        """Look for the latest start from which the path goes once round to its end."""
        path, self.in_progress = np.array(self._path), False
        for first in (*range(len(path) - MIN_SAMPLES, 0, -2), 0):
            piece = path[first:]
            extent = np.ptp(piece, axis=0)
            if (extent < self._least_extent).any() or extent[0] < MIN_WIDTH_RATIO * extent[1]:
                continue
            turned_deg, same_way = _measure_turning(piece, extent)
            if same_way < MIN_SAME_WAY_FRACTION:
                continue
            self.in_progress |= abs(turned_deg) >= STARTED_DEG
            # with out drawn to the right and up drawn upwards, an outward circle is clockwise
            direction: Direction = "outward" if turned_deg < 0 else "inward"
            missing_deg = self._missing_deg if direction == self._direction else 0.0
            if abs(turned_deg) >= CIRCLE_DEG + missing_deg:
                return self._finish(direction, first, 360.0 + missing_deg - abs(turned_deg))
        return None

    def _finish(self, direction: Direction, first: int, missing_deg: float) -> Circle | None:
        start_s, end_s = self._times[first], self._times[-1]
        self._times, self._path = self._times[-1:], self._path[-1:]
        self._direction, self._missing_deg = direction, missing_deg
        if not self._shortest_s <= end_s - start_s <= self._longest_s:
            return None
        return Circle(direction, start_s, end_s)


def _measure_turning(piece: Array, extent: Array) -> tuple[float, float]:
    """How far a piece of path goes round its middle.

    Returns
    -------
    tuple of float
        Degrees, counter-clockwise positive; and which fraction of all turning went that way.
    """
    middle = (piece.max(axis=0) + piece.min(axis=0)) / 2
    x, y = ((piece - middle) / extent).T
    steps = np.diff(np.unwrap(np.arctan2(y, x)))
    net, total = float(steps.sum()), float(np.abs(steps).sum())
    return math.degrees(net), abs(net) / max(total, 1e-9)
