"""Counting a movement that goes up and down again, on one number, as it comes in."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median

OWN_SHARE = 0.4
"""Of the person's usual range: less than this is a wobble, not the next repetition."""

TURN_SHARE = 0.5
"""A repetition that came down by less than this share of its way up goes on."""

BACK_SHARE = 0.85
"""Come down by this share of the way up, it is done."""

EDGE_SHARE = 0.1
"""Within this share of its range of the lowest value, a movement has not begun yet."""

SETTLED_S = 0.6
"""Come down part of the way and no further for this long, it is done: people rest elsewhere
than they began."""

SMOOTHED_S = 0.1
"""Time constant of a low-pass before all: noise falls to a third, a repetition of 1 s loses a
twentieth of its range."""

GAP_S = 1.0
"""After a longer gap without a value counting starts afresh: what was between is not known, and
in an edited clip the next shot begins."""

REMEMBERED = 5
"""Repetitions that the usual range is the median of."""


@dataclass(frozen=True)
class Cycle:
    """Up and down once: frame times of its start, its top and its end; the value at the three."""

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

    A climb of at least ``least_range``, or :data:`OWN_SHARE` of the median of the last
    repetitions if that is more, opens a repetition; it is done when the value came back, or
    turned up again, or settled. The range that counts is so never tuned to one person's.

    Args:
        least_range: the least that is movement at all, in the number's unit.
        shortest_s, longest_s: a faster or slower one is not a repetition.
    """

    def __init__(self, least_range: float, shortest_s: float, longest_s: float) -> None:
        self._least_range = least_range
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._ranges: deque[float] = deque(maxlen=REMEMBERED)
        self._start_afresh()

    @property
    def under_way(self) -> bool:
        """Whether a repetition has begun and is not done."""
        return self._base is not None

    def update(self, time_s: float, value: float) -> Cycle | None:
        """Take in one frame's value, NaN for none; gives the repetition that it ended."""
        if math.isnan(value):
            return None
        if self._path and time_s - self._path[-1].time_s > GAP_S:
            self._start_afresh()
        point = _Point(time_s, self._smoothed(time_s, value))
        self._path.append(point)
        if self._base is None:
            self._watch_for_a_climb(point)
            return None
        return self._follow(self._base, point)

    def _smoothed(self, time_s: float, value: float) -> float:
        if not self._path:
            return value
        gap_s, before = time_s - self._path[-1].time_s, self._path[-1].value
        return before + gap_s / (gap_s + SMOOTHED_S) * (value - before)

    @property
    def _hysteresis(self) -> float:
        usual = median(self._ranges) if self._ranges else 0.0
        return max(self._least_range, OWN_SHARE * usual)

    def _start_afresh(self) -> None:
        self._path: list[_Point] = []
        self._low: _Point | None = None
        self._base: _Point | None = None
        self._top = self._bottom = _Point(math.nan, math.nan)

    def _watch_for_a_climb(self, point: _Point) -> None:
        if self._low is None or point.value <= self._low.value:
            self._low = point
        elif point.time_s - self._low.time_s > self._longest_s:
            # too long ago to be where this movement began
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
        if fall >= BACK_SHARE * climb:
            return self._done(base, point)
        if fall < max(TURN_SHARE * climb, self._least_range):
            return None
        turned = point.value - self._bottom.value >= self._hysteresis
        if turned or point.time_s - self._settled_since(fall) >= SETTLED_S:
            return self._done(base, self._bottom)
        return None

    def _settled_since(self, fall: float) -> float:
        """Since when the value is as low as it came, give or take."""
        edge = self._bottom.value + EDGE_SHARE * fall
        return next(p.time_s for p in self._path if p.time_s > self._top.time_s and p.value <= edge)

    def _done(self, base: _Point, end: _Point) -> Cycle | None:
        top, edge = self._top, base.value + EDGE_SHARE * (self._top.value - base.value)
        rising = [p for p in self._path if base.time_s <= p.time_s <= top.time_s]
        start_s = max(p.time_s for p in rising if p.value <= edge)
        cycle = Cycle(start_s, top.time_s, end.time_s, base.value, top.value, end.value)
        self._restart_at(end)
        if not self._shortest_s <= cycle.end_s - cycle.start_s <= self._longest_s:
            return None
        self._ranges.append(top.value - max(base.value, end.value))
        return cycle

    def _restart_at(self, point: _Point) -> None:
        """Watch for the next climb from ``point`` on."""
        self._forget_before(point.time_s)
        later, self._path = self._path, []
        self._low = self._base = None
        for p in later:
            self._path.append(p)
            if self._base is None:
                self._watch_for_a_climb(p)
            elif p.value >= self._top.value:
                self._top = self._bottom = p

    def _forget_before(self, time_s: float) -> None:
        self._path = [p for p in self._path if p.time_s >= time_s]
