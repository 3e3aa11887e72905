"""Counting the circles that a knee draws, by their direction, as they come in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Direction = Literal["outward", "inward"]

STEP_SHARE = 0.3
"""The path is taken in steps of this share of the least width: shorter ones are noise."""

SMOOTHED_S = 0.15
"""Time constant of the smoothing before that: a slow circle takes 3 s and more."""

ENOUGH_DEG = 300.0
"""A path that has turned by this much has gone round: people close a circle loosely, and its
first step shows only where it has begun already."""

BEGUN_DEG = 75.0
"""A path that has turned by this much is the beginning of a circle."""

FILLED_SHARE = 0.35
"""Of the box around it that a circle fills at least; an ellipse along the box fills 0.79, a line
to and fro nothing."""

IDLE_S = 2.0
"""At rest for this long, or unseen, the next step begins a circle anew."""


@dataclass(frozen=True)
class Circle:
    """One circle: its direction, and the frame times of its start and end."""

    direction: Direction
    start_s: float
    end_s: float


class CircleCounter:
    """Adds up how the direction of the path turns: a whole turn is a circle.

    The turn needs no centre, so that a circle may wander, and an oval counts as well as a
    round one. To and fro on a line turns too, but fills no area and does not count.

    Args:
        least_width: the least width both ways, in the unit of the two numbers.
        shortest_s, longest_s: a faster or slower one is no circle.
    """

    def __init__(self, least_width: float, shortest_s: float, longest_s: float) -> None:
        self._least_width = least_width
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._smoothed: NDArray[np.float64] = np.zeros(2)
        self._smoothed_s = -math.inf
        self._places: list[NDArray[np.float64]] = []
        self._times: list[float] = []
        self._turns = [0.0]
        """Turned so far, in degrees: at the first step 0, then one a step."""

    @property
    def under_way(self) -> bool:
        """Whether the path has turned by some part of a circle."""
        return abs(self._turns[-1]) > BEGUN_DEG

    def update(self, time_s: float, up: float, out: float) -> Circle | None:
        """Take in one frame: how far up, towards the chest, and how far out the knee is; NaN
        where that is not seen. Gives the circle that it ended."""
        if math.isnan(up) or math.isnan(out):
            return None
        place = self._smooth(time_s, np.array([out, up]))
        if not self._places or time_s - self._times[-1] > IDLE_S:
            self._places, self._times, self._turns = [place], [time_s], [0.0]
            return None
        step, least = place - self._places[-1], STEP_SHARE * self._least_width
        if math.hypot(*step) < least:
            if len(self._places) == 1 and math.hypot(*step) < least / 2:
                self._times[0] = time_s  # has not set out yet
            return None
        if len(self._places) > 1:
            turn = _turn(self._places[-1] - self._places[-2], step)
            self._turns.append(self._turns[-1] + turn)
        self._places.append(place)
        self._times.append(time_s)
        self._drop_what_was_turned_back()
        return self._circle()

    def _smooth(self, time_s: float, place: NDArray[np.float64]) -> NDArray[np.float64]:
        gap_s = time_s - self._smoothed_s
        share = gap_s / (gap_s + SMOOTHED_S) if 0 <= gap_s < IDLE_S else 1.0
        self._smoothed = self._smoothed + share * (place - self._smoothed)
        self._smoothed_s = time_s
        return self._smoothed

    def _drop_what_was_turned_back(self) -> None:
        """Begin where the path has turned furthest from: not before it went the other way."""
        now = self._turns[-1]
        first = max(range(len(self._turns)), key=lambda i: abs(self._turns[i] - now))
        if first > 0:
            self._keep_from(first)

    def _keep_from(self, index: int) -> None:
        self._turns = [turn - self._turns[index] for turn in self._turns[index:]]
        self._places, self._times = self._places[index:], self._times[index:]

    def _circle(self) -> Circle | None:
        turned = self._turns[-1]
        if abs(turned) < ENOUGH_DEG:
            return None
        places = np.array(self._places)
        start_s, end_s = self._times[0], self._times[-1]
        self._turns = [turned - math.copysign(360.0, turned)]
        self._places, self._times = self._places[-2:], self._times[-2:]
        width = np.ptp(places, axis=0)
        filled = abs(_area(places)) / max(float(width.prod()), 1e-9)
        in_time = self._shortest_s <= end_s - start_s <= self._longest_s
        if not in_time or width.min() < self._least_width or filled < FILLED_SHARE:
            return None
        # out drawn to the right and up upwards, from the chest out and down is clockwise
        return Circle("outward" if turned < 0 else "inward", start_s, end_s)


def _turn(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Degrees from one step to the next, counter-clockwise positive, -180..180."""
    cross = before[0] * after[1] - before[1] * after[0]
    return math.degrees(math.atan2(float(cross), float(before @ after)))


def _area(places: NDArray[np.float64]) -> float:
    x, y = places.T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
