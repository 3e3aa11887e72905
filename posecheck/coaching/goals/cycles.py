"""Count movements that go up and down again, on one number, frame by frame."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median

USUAL_RANGE_FRACTION = 0.4
"""A climb must reach this fraction of the person's usual range to start a repetition; less is a
wobble."""

MIN_RETURN_FRACTION = 0.5
"""A repetition that has come down by less than this fraction of its climb goes on."""

FULL_RETURN_FRACTION = 0.85
"""A repetition is done once it has come down by this fraction of its climb."""

LAST_RETURN_FRACTION = 0.6
"""The same where nothing more is seen, at the end of a clip: what is seen lags behind the movement
by 0.2 to 0.3 s, and clips are cut a little short."""

EDGE_FRACTION = 0.1
"""Within this fraction of its range above the lowest value, a movement has not started yet, or has
come to rest."""

SETTLED_S = 0.6
"""A repetition that has come down part of the way is done once it has not come down further for
this many seconds: people rest elsewhere than they began."""

LOW_PASS_S = 0.1
"""Time constant of the low-pass filter on the values, in seconds. Noise falls to a third, and a
repetition of 1 s loses a tenth of its range, one of 2 s a twentieth."""

MAX_GAP_S = 1.0
"""After a longer gap without a value, in seconds, counting starts again from nothing: what happened
in between is unknown, and in an edited clip the next shot begins."""

REMEMBERED = 5
"""What is usual is the median of this many repetitions."""


@dataclass(frozen=True)
class Cycle:
    """Up and down once.

    Attributes
    ----------
    start_s, top_s, end_s
        Frame times of its start, its top and its end.
    bottom, top, rest
        The values at these three times.
    """

    start_s: float
    top_s: float
    end_s: float
    bottom: float
    top: float
    rest: float


@dataclass(frozen=True)
class _Point:
    time_s: float
    value: float


class CycleCounter:
    """Finds turning points with a hysteresis that adapts to the person's own range.

    ==================  ==========================================================  ==============
    state               what ends it                                                next state
    ==================  ==========================================================  ==============
    waiting for a climb the value rises by the hysteresis over the lowest value     in progress
    in progress         it has come down by FULL_RETURN_FRACTION of the climb, and  waiting
                        to ``rest``
    in progress         it has come down by MIN_RETURN_FRACTION, and then rises by  waiting
                        the hysteresis, or comes down no further for SETTLED_S
    in progress         it lasts twice ``longest_s`` (not counted)                  waiting
    either              no value for MAX_GAP_S (not counted)                        waiting
    ==================  ==========================================================  ==============

    The hysteresis is ``least_range``, or USUAL_RANGE_FRACTION of the median of the last
    repetitions if that is more. So no range is tuned to one person.

    Parameters
    ----------
    least_range
        The smallest rise and fall that is a movement at all, in the number's unit.
    shortest_s, longest_s
        A faster or slower movement does not count, in seconds.
    rest
        A value above it is still on the way back, unless it stays there; infinite for none.
    """

    def __init__(
        self, least_range: float, shortest_s: float, longest_s: float, rest: float = math.inf
    ) -> None:
        self._least_range, self._rest = least_range, rest
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._now_s = -math.inf
        self._ranges: deque[float] = deque(maxlen=REMEMBERED)
        self._reset()

    @property
    def in_progress(self) -> bool:
        """Whether a repetition has started, is not done, and is still seen."""
        return self._base is not None and not self._is_lost

    def update(self, time_s: float, value: float) -> Cycle | None:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        value
            NaN when it is not seen.

        Returns
        -------
        Cycle or None
            The repetition that this frame ended.
        """
        self._now_s = time_s
        if math.isnan(value):
            return None
        if self._is_lost:
            self._reset()
        point = _Point(time_s, self._low_pass(time_s, value))
        self._path.append(point)
        if self._base is None:
            self._wait_for_climb(point)
            return None
        return self._follow(self._base, point)

    def finish(self) -> Cycle | None:
        """Nothing more will be seen: the repetition that is as good as over, if there is one."""
        if self._base is None:
            return None
        climb, fall = self._top.value - self._base.value, self._top.value - self._bottom.value
        if fall < max(LAST_RETURN_FRACTION * climb, self._least_range):
            return None
        return self._finish(self._base, self._bottom)

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: what was begun does not count."""
        self._reset()

    @property
    def _is_lost(self) -> bool:
        """Whether the last value is longer ago than a gap that is bridged."""
        return bool(self._path) and self._now_s - self._path[-1].time_s > MAX_GAP_S

    def _low_pass(self, time_s: float, value: float) -> float:
        if not self._path:
            return value
        gap_s, before = time_s - self._path[-1].time_s, self._path[-1].value
        return before + gap_s / (gap_s + LOW_PASS_S) * (value - before)

    @property
    def _hysteresis(self) -> float:
        usual = median(self._ranges) if self._ranges else 0.0
        return max(self._least_range, USUAL_RANGE_FRACTION * usual)

    def _reset(self) -> None:
        self._path: list[_Point] = []
        self._low: _Point | None = None
        self._base: _Point | None = None
        self._top = self._bottom = _Point(math.nan, math.nan)

    def _wait_for_climb(self, point: _Point) -> None:
        if self._low is None or point.value <= self._low.value:
            self._low = point
        elif point.time_s - self._low.time_s > self._longest_s:
            # too long ago to be the start of this movement
            self._forget_before(point.time_s - self._longest_s / 2)
            self._low = min(self._path, key=lambda p: (p.value, -p.time_s))
        if point.value - self._low.value >= self._hysteresis:
            self._base, self._top, self._bottom = self._low, point, point

    def _follow(self, base: _Point, point: _Point) -> Cycle | None:
        if point.value >= self._top.value:
            self._top = self._bottom = point
        elif point.value < self._bottom.value:
            self._bottom = point
        climb, fall = self._top.value - base.value, self._top.value - self._bottom.value
        if point.time_s - base.time_s > 2 * self._longest_s:
            self._restart_at(point)
            return None
        if fall >= FULL_RETURN_FRACTION * climb and point.value <= self._rest:
            return self._finish(base, point)
        if fall < max(MIN_RETURN_FRACTION * climb, self._least_range):
            return None
        has_turned = point.value - self._bottom.value >= self._hysteresis
        if has_turned or point.time_s - self._settled_since_s(fall) >= SETTLED_S:
            return self._finish(base, self._bottom)
        return None

    def _settled_since_s(self, fall: float) -> float:
        """Since when the value is within EDGE_FRACTION of the fall from its lowest point."""
        edge = self._bottom.value + EDGE_FRACTION * fall
        return next(p.time_s for p in self._path if p.time_s > self._top.time_s and p.value <= edge)

    def _finish(self, base: _Point, end: _Point) -> Cycle | None:
        top, edge = self._top, base.value + EDGE_FRACTION * (self._top.value - base.value)
        rising = [p for p in self._path if base.time_s <= p.time_s <= top.time_s]
        start_s = max(p.time_s for p in rising if p.value <= edge)
        cycle = Cycle(start_s, top.time_s, end.time_s, base.value, top.value, end.value)
        self._restart_at(end)
        if not self._shortest_s <= cycle.end_s - cycle.start_s <= self._longest_s:
            return None
        self._ranges.append(top.value - max(base.value, end.value))
        return cycle

    def _restart_at(self, point: _Point) -> None:
        """Wait for the next climb from ``point`` on: the points after it are taken in again."""
        self._forget_before(point.time_s)
        later, self._path = self._path, []
        self._low = self._base = None
        for p in later:
            self._path.append(p)
            self._wait_for_climb(p)

    def _forget_before(self, time_s: float) -> None:
        self._path = [p for p in self._path if p.time_s >= time_s]
