"""For how long a self-test could not be judged, by reason."""

from __future__ import annotations

from collections import defaultdict

ROUNDING_S = 1e-6
"""Sums of times differ by less than this, in seconds."""


class UnfitTime:
    """Adds up times by what is unfit, "" for nothing. The time between two frames is halved."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._last: tuple[float, str] | None = None

    def add(self, time_s: float, unfit: str) -> None:
        """Take in a frame: its time in seconds, and what is unfit in it."""
        last_s, last_unfit = self._last or (time_s, unfit)
        for each in (last_unfit, unfit):
            self._seconds[each] += (time_s - last_s) / 2
        self._last = time_s, unfit

    def is_always(self, unfit: str) -> bool:
        """Whether there were frames, and all of them were unfit in this way."""
        return set(self._seconds) == {unfit}

    @property
    def most(self) -> str:
        """What was unfit for more than half of the time; "" if nothing was."""
        for unfit, seconds in self._seconds.items():
            if seconds > sum(self._seconds.values()) / 2 + ROUNDING_S:
                return unfit
        return ""
