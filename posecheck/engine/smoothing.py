"""Moments with smooth numbers: live frame after frame, recorded forwards and backwards."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from posecheck.measures.steadiness import AHEAD_S, Raw, Smoother
from posecheck.measures.table import Measurements
from posecheck.moment import Moment

MOST_AHEAD_BYTES = 64_000_000
"""Memory for the pictures that wait for the frames ahead: 10 of 1080p. With larger ones it looks
less far ahead."""


class MomentSmoother:
    """Smooths the numbers of moments, one after another. Knows no clock but the frames'."""

    def __init__(self) -> None:
        self._smoother = Smoother()
        self._shot = 0

    def smooth(self, moment: Moment) -> Moment:
        """The moment with smooth numbers; the past alone counts."""
        if moment.shot != self._shot:
            self._smoother, self._shot = Smoother(), moment.shot
        if moment.measurements is None:
            return moment
        smoothed = self._smoother.update(moment.frame.time_s, moment.measurements)
        return replace(moment, measurements=smoothed)

    def smooth_both_ways(self, moments: Iterable[Moment]) -> Iterator[Moment]:
        """The moments of a recording, smoothed forwards and backwards: without lag.

        They come :data:`~posecheck.measures.steadiness.AHEAD_S` later than they go in.
        """
        waiting: deque[_Waiting] = deque()
        for moment in moments:
            waiting.append(_Waiting(moment, self.smooth(moment)))
            while _knows_enough(waiting):
                yield self._look_back(waiting)
        while waiting:
            yield self._look_back(waiting)

    def _look_back(self, waiting: deque[_Waiting]) -> Moment:
        """The moment that waits longest."""
        now = waiting.popleft()
        if now.raw is None or now.smoothed.measurements is None:
            return now.smoothed
        ahead = [w.raw for w in takewhile(lambda w: w.goes_on_from(now), waiting) if w.raw]
        measurements = self._smoother.look_back(now.smoothed.measurements, now.raw, ahead)
        return replace(now.smoothed, measurements=measurements)


@dataclass(frozen=True, eq=False)
class _Waiting:
    """A moment as it was measured, and smoothed forwards."""

    measured: Moment
    smoothed: Moment

    @property
    def raw(self) -> Raw | None:
        measurements: Measurements | None = self.measured.measurements
        return None if measurements is None else (self.measured.frame.time_s, measurements)

    def goes_on_from(self, earlier: _Waiting) -> bool:
        """Whether somebody is seen in the same shot."""
        return self.raw is not None and self.measured.shot == earlier.measured.shot


def _knows_enough(waiting: deque[_Waiting]) -> bool:
    """Whether enough frames wait for the first of them to be smoothed."""
    first, last = waiting[0].measured.frame, waiting[-1].measured.frame
    frames = sum(1 + len(moment.measured.left_out) for moment in waiting)
    too_large = frames * first.image.nbytes > MOST_AHEAD_BYTES
    return last.time_s - first.time_s >= AHEAD_S or (too_large and len(waiting) > 1)
