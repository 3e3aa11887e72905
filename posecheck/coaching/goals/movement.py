"""Counting whatever the whole body does again and again, without being told what it is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from posecheck.coaching.goals.cycles import GAP_S, Cycle, CycleCounter
from posecheck.perception.placement import Placement

WINDOWS_S = (5.0, 10.0)
"""The main movement is that of the last seconds: of two to three repetitions, or of slow ones. In
the shorter window what came before (lying down, another shot) is sooner forgotten."""

LOOK_S = 0.25
"""How often it is looked for anew."""

MIN_FRAMES = 5

OVERLAP_SHARE = 0.2
"""Of a repetition, that may lie before the end of the last: two looks set its edges a little apart,
but what is half in another one is the way back of that one."""

RANGE_SHARE = 0.35
"""Of the window's whole range: less is not a repetition of the main movement."""

CUT_SPEED = 2.5
"""Sizes of the body a second, on the average over its points: a fast v-up reaches 1.5, a cut to
another shot 4 and more."""

CUT_SHARE = 0.1
"""And the least step that may be one, in sizes of the body."""


class MovementCounter:
    """Counts along the direction in which the body's points move most.

    Head, shoulders, hips, knees and ankles, left and right averaged, are taken in the picture in
    units of the body's size. The main axis of how they moved in the last :data:`WINDOWS_S`
    (principal component analysis) is one number, and that is counted as any other
    (:class:`posecheck.coaching.goals.cycles.CycleCounter`), the end at which more time is spent
    being its rest. So a repetition is told when it is clear, some of them late.

    Args:
        least_range: the least movement, in sizes of the body, summed over its points.
        shortest_s, longest_s: a faster or slower one is not a repetition.
    """

    def __init__(self, least_range: float, shortest_s: float, longest_s: float) -> None:
        self._least_range = least_range
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._waiting: list[Cycle] = []
        self._counted_until_s = -math.inf
        self._looked_s = -math.inf
        self._times: list[float] = []
        self._places: list[NDArray[np.float64]] = []
        self._sizes: list[float] = []
        self.under_way = False

    def update(self, time_s: float, placement: Placement | None) -> Cycle | None:
        """Take in one frame; gives a repetition that has become clear, one a frame at most."""
        if placement is not None:
            self._take(time_s, placement)
            if time_s - self._looked_s >= LOOK_S:
                self._looked_s = time_s
                self._look()
        return self._waiting.pop(0) if self._waiting else None

    def _take(self, time_s: float, placement: Placement) -> None:
        place, size = np.vstack([placement.nose, placement.middles]).ravel(), placement.size
        if self._times:
            gap_s = time_s - self._times[-1]
            step = (place - self._places[-1]).reshape(-1, 2)
            share = float(np.hypot(*step.T).mean()) / max(self._sizes[-1], 1e-9)
            cut = share > max(CUT_SHARE, CUT_SPEED * gap_s)
            if gap_s > GAP_S or cut:
                self._times, self._places, self._sizes = [], [], []
        self._times.append(time_s)
        self._places.append(place)
        self._sizes.append(size)
        while self._times[0] < time_s - max(WINDOWS_S):
            del self._times[0], self._places[0], self._sizes[0]

    def _look(self) -> None:
        under_way = False
        for window_s in WINDOWS_S:
            first = next(i for i, t in enumerate(self._times) if t >= self._times[-1] - window_s)
            under_way |= self._count(slice(first, None))
        self.under_way = under_way

    def _count(self, window: slice) -> bool:
        """Count in one window; gives whether a repetition is under way there."""
        times = self._times[window]
        if len(times) < MIN_FRAMES:
            return False
        places = np.array(self._places[window]) / float(np.median(self._sizes[window]))
        places -= np.median(places, axis=0)
        along = places @ np.linalg.eigh(places.T @ places)[1][:, -1]
        low, high = np.percentile(along, (4, 96))
        if float(np.median(along)) > (low + high) / 2:
            along = -along
        least = max(self._least_range, RANGE_SHARE * float(high - low))
        counter = CycleCounter(least, self._shortest_s, self._longest_s)
        for time_s, value in zip(times, along, strict=True):
            cycle = counter.update(time_s, float(value))
            if cycle is None:
                continue
            allowed_s = OVERLAP_SHARE * (cycle.end_s - cycle.start_s)
            if cycle.start_s >= self._counted_until_s - allowed_s:
                self._waiting.append(cycle)
                self._counted_until_s = cycle.end_s
        return counter.under_way
