"""The back's arch against its own flat baseline: pure functions of times and gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.geometry import Array

STEADY_S = 0.5
"""Window of the running median in seconds: a rise counts only when it lasts that long."""

HIDDEN_S = 0.6
"""A rise is not followed across a longer gap, in seconds, in which the back was not seen. A slow
machine gives three frames a second, and one of them may be lost."""


@dataclass(frozen=True)
class Baseline:
    """The flat back at the start of a trial.

    Attributes
    ----------
    gap_cm
        Median gap over the floor line; NaN when the back was not seen.
    swing_cm
        90th percentile of the gap minus its median: the rise by breath and measurement noise.
    belly_cm
        Median height of the belly; NaN when it was not seen.
    rest_s
        For how many seconds the person lay so.
    """

    gap_cm: float
    swing_cm: float
    belly_cm: float
    rest_s: float = math.inf

    @classmethod
    def from_frames(
        cls, gaps_cm: Sequence[float], bellies_cm: Sequence[float], rest_s: float = math.inf
    ) -> Baseline:
        """Compute the baseline from the frames in which the person lay with the knees bent."""
        gaps, gap_cm = _known(gaps_cm), median(gaps_cm)
        swing_cm = float(np.percentile(gaps, 90)) - gap_cm if len(gaps) else math.nan
        return cls(gap_cm, swing_cm, median(bellies_cm), rest_s)


def find_lasting_rise(
    times_s: Sequence[float], gaps_cm: Sequence[float], limit_cm: float, duration_s: float
) -> int | None:
    """Find the first frame from which the gap stays over a limit for a given time.

    A frame with an unknown gap (NaN) neither ends nor begins a rise, but a rise is not followed
    across more than :data:`HIDDEN_S` without a known gap.

    Returns
    -------
    int or None
        Index of the frame; None when the gap never stays over the limit.
    """
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
        if first is not None and time_s - times_s[first] >= duration_s - 1e-6:
            return first
    return None


def interpolate_crossing(
    times_s: Sequence[float], gaps_cm: Sequence[float], limit_cm: float, index: int
) -> float:
    """Interpolate when the gap passed a limit, in seconds.

    Between the last frame with a known gap and frame ``index`` the gap is assumed to rise linearly:
    so the moment is known better than the distance of two frames. Without a known gap within
    :data:`HIDDEN_S` before, it is the time of frame ``index``.
    """
    for before in range(index - 1, -1, -1):
        if times_s[index] - times_s[before] > HIDDEN_S:
            break
        if not math.isnan(gaps_cm[before]):
            rise = gaps_cm[index] - gaps_cm[before]
            share = (limit_cm - gaps_cm[before]) / rise if rise > 0 else 1.0
            share = min(1.0, max(0.0, share))
            return times_s[before] + share * (times_s[index] - times_s[before])
    return times_s[index]


def largest_lasting_value(times_s: Sequence[float], values: Sequence[float]) -> float:
    """The maximum of the running median over :data:`STEADY_S`.

    Shorter courses give their median; NaN when no value is known.
    """
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


def median(values: Sequence[float]) -> float:
    """The median of the known values; NaN when there is none."""
    known = _known(values)
    return float(np.median(known)) if len(known) else math.nan


def spread(values: Sequence[float]) -> float:
    """The 95th minus the 5th percentile of the known values; NaN when there is none."""
    known = _known(values)
    if not len(known):
        return math.nan
    low, high = np.percentile(known, [5, 95])
    return float(high - low)


def _known(values: Sequence[float]) -> Array:
    return np.array([value for value in values if not math.isnan(value)], float)
