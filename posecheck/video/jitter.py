"""Stamps that tremble about an even rhythm, as when a program took the time of arrival for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import pairwise
from statistics import fmean

REACH = 48
"""Pictures before the one in question that tell the rhythm."""

MIN_STEP_S = 1e-4
"""Smallest step between two pictures, in seconds of the file, so that times strictly increase."""

MIN_POINTS = 32
"""Stamps from which the rhythm can be told."""

LEAST_TREMOR = 0.15
"""Standard deviation about the even rhythm from which on stamps tremble, in steps. A phone's own
times are even to a tenth of a step."""

MOST_TREMOR = 1.25
"""No stamp that trembles is further than this from the even rhythm, in steps."""

MOST_WANDER = 0.75
"""Variance about the even rhythm, divided by the variance of the steps. It is a half where every
stamp trembles by itself. It is above 1 where the rhythm itself changes: a variable frame rate."""

SAME_STEP = 0.03
"""Relative difference up to which the rhythm is the one that the file's header names."""

MOST_LIKENESS = -0.25
"""Correlation of a step with the next, up to which stamps tremble. It is -0.5 where every stamp
trembles by itself: a long step is followed by a short one. It is 0 or more at a variable rate."""


def even_time(stamps: Mapping[int, float], nominal_step_s: float | None) -> float | None:
    """The time that picture 0 has in the even rhythm of the pictures around it.

    Parameters
    ----------
    stamps
        Seconds by the number of the picture, counted from the one in question; past ones have
        negative numbers. Numbers may be missing.
    nominal_step_s
        Seconds from one picture to the next by the file's header; None when it does not say.

    Returns
    -------
    float or None
        None where the stamps do not tremble, or their rhythm is not even.
    """
    if len(stamps) < MIN_POINTS or not nominal_step_s:
        return None
    mid, mean = fmean(stamps), fmean(stamps.values())
    spread = sum((i - mid) ** 2 for i in stamps)
    step = sum((i - mid) * (s - mean) for i, s in stamps.items()) / spread
    if abs(step - nominal_step_s) > SAME_STEP * nominal_step_s:
        return None
    off = {i: s - mean - step * (i - mid) for i, s in stamps.items()}
    if max(abs(o) for o in off.values()) > MOST_TREMOR * step:
        return None
    variance = fmean(o * o for o in off.values())
    if variance < (LEAST_TREMOR * step) ** 2:
        return None
    changes = {i: off[i + 1] - off[i] for i in off if i + 1 in off}
    pairs = [changes[i] * changes[i + 1] for i in changes if i + 1 in changes]
    if not pairs:
        return None
    power = fmean(c * c for c in changes.values())
    if variance > MOST_WANDER * power or fmean(pairs) > MOST_LIKENESS * power:
        return None
    return mean - step * mid


class Steadier:
    """Gives pictures whose stamps tremble the times of their even rhythm, and leaves all others.

    Parameters
    ----------
    nominal_step_s
        As for :func:`even_time`.
    """

    def __init__(self, nominal_step_s: float | None) -> None:
        self._nominal_s = nominal_step_s
        self._past: deque[float] = deque(maxlen=REACH)
        self._start_s = 0.0
        self._last_s: float | None = None

    def restart(self) -> None:
        """There is a gap before the next picture: the rhythm begins again."""
        self._past.clear()

    def _trembles(self, time_s: float, ahead: Mapping[int, float]) -> bool:
        """Whether some steps differ so much that it is worth looking for an even rhythm."""
        times = [*self._past, time_s, *ahead.values()]
        steps = [b - a for a, b in pairwise(times)]
        return bool(
            self._nominal_s and steps and max(steps) - min(steps) > LEAST_TREMOR * self._nominal_s
        )

    def steady(self, time_s: float, ahead: Mapping[int, float]) -> float:
        """The next picture's time; the first one's is 0, and times strictly increase.

        Parameters
        ----------
        time_s
            Its time by the stamps.
        ahead
            The times of coming pictures by the stamps, by how many steps on they come.
        """
        even_s = None
        if self._trembles(time_s, ahead):
            before = {-i: s for i, s in enumerate(reversed(self._past), 1)}
            even_s = even_time({**before, 0: time_s, **ahead}, self._nominal_s)
        self._past.append(time_s)
        shown_s = time_s if even_s is None else even_s
        if self._last_s is None:
            self._start_s = shown_s
            self._last_s = 0.0
            return 0.0
        self._last_s = max(shown_s - self._start_s, self._last_s + MIN_STEP_S)
        return self._last_s
