"""The back's arch against its own flat baseline. Pure functions of times and gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.geometry import Array

STEADY_S = 0.5
"""A rise counts where it lasts: the median over this time."""


HIDDEN_S = 0.6
"""A rise is not followed through a longer time in which the back was not seen; a slow machine gives
three frames a second, one of which may be lost."""


@dataclass(frozen=True)
class Baseline:
    """The flat back.

    Attributes:
        gap_cm: median gap over the floor line.
        swing_cm: how far the breath, and the measure's own noise, lift it over that: nine
            frames in ten lie lower.
        belly_cm: median height of the belly; NaN when not seen.
    """

    gap_cm: float
    swing_cm: float
    belly_cm: float

    @classmethod
    def of(cls, gaps_cm: Sequence[float], bellies_cm: Sequence[float]) -> Baseline:
        """From the frames in which the person lay with the knees bent."""
        gaps, gap_cm = _known(gaps_cm), middle(gaps_cm)
        swing_cm = float(np.percentile(gaps, 90)) - gap_cm if len(gaps) else math.nan
        return cls(gap_cm, swing_cm, middle(bellies_cm))


def onset(
    times_s: Sequence[float], gaps_cm: Sequence[float], limit_cm: float, lasts_s: float
) -> int | None:
    """Index of the first frame from which the gap stays over ``limit_cm`` for ``lasts_s``; None
    when it never does. A frame or two in which the back was not seen neither break nor begin it."""
    first: int | None = None
    seen_s = -math.inf
    for i, (time_s, gap) in enumerate(zip(times_s, gaps_cm, strict=True)):
        if math.isnan(gap):
            continue
        if gap <= limit_cm:
            first = None
        elif first is None or time_s - seen_s > HIDDEN_S:
            first = i
        seen_s = time_s
        if first is not None and time_s - times_s[first] >= lasts_s - 1e-6:
            return first
    return None


def crossing(
    times_s: Sequence[float], gaps_cm: Sequence[float], limit_cm: float, index: int
) -> float:
    """The moment at which the gap passed ``limit_cm`` on its way to frame ``index``, the gap taken
    to rise evenly since the last frame in which it was seen: known better than the frames'
    distance."""
    for before in range(index - 1, -1, -1):
        if times_s[index] - times_s[before] > HIDDEN_S:
            break
        if not math.isnan(gaps_cm[before]):
            rise = gaps_cm[index] - gaps_cm[before]
            share = (limit_cm - gaps_cm[before]) / rise if rise > 0 else 1.0
            share = min(1.0, max(0.0, share))
            return times_s[before] + share * (times_s[index] - times_s[before])
    return times_s[index]


def most_lasting(times_s: Sequence[float], values: Sequence[float]) -> float:
    """The largest running median over :data:`STEADY_S`; NaN when nothing was seen."""
    times, known = np.asarray(times_s, float), np.asarray(values, float)
    seen = ~np.isnan(known)
    times, known = times[seen], known[seen]
    medians = [
        float(np.median(known[(times >= start) & (times <= start + STEADY_S)]))
        for start in times
        if start + STEADY_S <= times[-1] + 1e-6
    ]
    if medians:
        return max(medians)
    return float(np.median(known)) if len(known) else math.nan


def middle(values: Sequence[float]) -> float:
    """The median of what is known; NaN for none."""
    known = _known(values)
    return float(np.median(known)) if len(known) else math.nan


def spread(values: Sequence[float]) -> float:
    """Between the 5th and the 95th of a hundred values; NaN for none."""
    known = _known(values)
    if not len(known):
        return math.nan
    low, high = np.percentile(known, [5, 95])
    return float(high - low)


def _known(values: Sequence[float]) -> Array:
    return np.array([value for value in values if not math.isnan(value)], float)
