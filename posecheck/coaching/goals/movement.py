"""Count whatever movement the whole body repeats, without knowing which movement it is."""

from __future__ import annotations

import math

import numpy as np

from posecheck.coaching.goals.cycles import MAX_GAP_S, Cycle, CycleCounter
from posecheck.geometry import Array
from posecheck.perception.placement import Placement

WINDOWS_S = (5.0, 10.0)
"""The main movement is looked for in the last seconds, in two windows: one that holds two to three
repetitions, and one for slow repetitions. The shorter window forgets sooner what came before (lying
down, another shot)."""

UPDATE_PERIOD_S = 0.25
"""The main movement is looked for again after this many seconds."""

MIN_FRAMES = 5
"""A window with fewer frames is not looked at."""

OVERLAP_FRACTION = 0.2
"""A repetition may start before the end of the last one by this fraction of its length: two windows
set its edges a little apart. One that overlaps by half is the way back of the last one."""

MIN_RANGE_FRACTION = 0.35
"""A movement must reach this fraction of the window's whole range to be a repetition of the main
movement."""

LOW_PERCENTILE = 4.0
"""The window's range begins at this percentile of the positions: single outliers do not count."""

HIGH_PERCENTILE = 96.0
"""The window's range ends at this percentile of the positions."""

CUT_SPEED = 2.5
"""Faster than this the picture was cut to another shot, in body sizes a second, averaged over the
points. A fast v-up reaches 1.5, a cut 4 and more."""

MIN_CUT_STEP = 0.1
"""A step between two frames must be longer than this to be a cut, in body sizes."""


class MovementCounter:
    """Counts along the direction in which the body's points move most.

    The points are the nose, shoulders, hips, knees and ankles in the image, left and right
    averaged, in units of the body's size. The main axis of their movement in the last
    :data:`WINDOWS_S` (principal component analysis) is one number, which is counted like any other
    (:class:`posecheck.coaching.goals.cycles.CycleCounter`). The end at which more time is spent is
    the rest. So a repetition is reported once it is clear, which may be late.

    Parameters
    ----------
    least_range
        The smallest movement, in body sizes, summed over the points.
    shortest_s, longest_s
        A faster or slower movement does not count, in seconds.

    Attributes
    ----------
    in_progress
        Whether a repetition has started and is not done.
    """

    def __init__(self, least_range: float, shortest_s: float, longest_s: float) -> None:
        self.in_progress = False
        self._least_range = least_range
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._waiting: list[Cycle] = []
        self._counted_until_s = -math.inf
        self._updated_s = -math.inf
        self._times: list[float] = []
        self._points: list[Array] = []
        self._sizes: list[float] = []

    def update(self, time_s: float, placement: Placement | None) -> Cycle | None:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        placement
            Where the body is in the image; None when nobody is seen.

        Returns
        -------
        Cycle or None
            A repetition that has become clear, at most one a frame.
        """
        if placement is not None:
            self._add(time_s, placement)
            if time_s - self._updated_s >= UPDATE_PERIOD_S:
                self._updated_s = time_s
                self._count_in_windows()
        return self._waiting.pop(0) if self._waiting else None

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: no repetition reaches across it."""
        self._times, self._points, self._sizes = [], [], []

    def _add(self, time_s: float, placement: Placement) -> None:
        points, size = np.vstack([placement.nose, placement.middles]).ravel(), placement.size
        if self._times:
            gap_s = time_s - self._times[-1]
            step = (points - self._points[-1]).reshape(-1, 2)
            moved = float(np.hypot(*step.T).mean()) / max(self._sizes[-1], 1e-9)
            is_cut = moved > max(MIN_CUT_STEP, CUT_SPEED * gap_s)
            if gap_s > MAX_GAP_S or is_cut:
                self._times, self._points, self._sizes = [], [], []
        self._times.append(time_s)
        self._points.append(points)
        self._sizes.append(size)
        while self._times[0] < time_s - max(WINDOWS_S):
            del self._times[0], self._points[0], self._sizes[0]

    def _count_in_windows(self) -> None:
        in_progress = False
        for window_s in WINDOWS_S:
            first = next(i for i, t in enumerate(self._times) if t >= self._times[-1] - window_s)
            in_progress |= self._count(slice(first, None))
        self.in_progress = in_progress

    def _count(self, window: slice) -> bool:
        """Count in one window; return whether a repetition is in progress there."""
        times = self._times[window]
        if len(times) < MIN_FRAMES:
            return False
        along = _project_on_main_axis(
            np.array(self._points[window]) / float(np.median(self._sizes[window]))
        )
        low, high = np.percentile(along, (LOW_PERCENTILE, HIGH_PERCENTILE))
        if float(np.median(along)) > (low + high) / 2:
            along = -along  # the rest is at the low end
        least = max(self._least_range, MIN_RANGE_FRACTION * float(high - low))
        counter = CycleCounter(least, self._shortest_s, self._longest_s)
        for time_s, value in zip(times, along, strict=True):
            cycle = counter.update(time_s, float(value))
            if cycle is None:
                continue
            overlap_s = OVERLAP_FRACTION * (cycle.end_s - cycle.start_s)
            if cycle.start_s >= self._counted_until_s - overlap_s:
                self._waiting.append(cycle)
                self._counted_until_s = cycle.end_s
        return counter.in_progress


def _project_on_main_axis(points: Array) -> Array:
    """(n,) positions of (n, 10) points along the direction in which they vary most."""
    points = points - np.median(points, axis=0)
    along: Array = points @ np.linalg.eigh(points.T @ points)[1][:, -1]
    return along
