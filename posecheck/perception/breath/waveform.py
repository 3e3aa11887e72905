"""Breathing from how far the trunk's front is out: phase, rate, breaths, and a breath held.

Pure functions of a signal that grows as belly and ribs move out, sampled at any, also uneven,
times. Where it comes from is :mod:`posecheck.perception.breath.trunk_motion`'s business.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

BreathPhase = Literal["in", "out", "held"]
Array = NDArray[np.float64]

SMOOTH_S = 0.5
"""Mean over which turning points and stillness are read; the lag is half of it."""

SLOPE_WINDOWS_S = (0.4, 0.55, 0.75, 1.0, 1.3, 1.7)
"""The direction is read over the shortest of these that shows it: half of it is the lag."""

SLOPE_ERRORS, FIRST_ERRORS = 3.5, 6.0
"""So many standard errors must a slope be from 0; before a breath has been seen the second."""

SLOWEST_SHARE_PER_S, AFTER_REST_PER_S = 0.04, 0.1
"""Less than this share of a breath a second is rest: 4 s in and 8 s out move by 0.25 and 0.12.
After a rest it must be the second: a body that settles creeps."""

TURN_SHARE, TURN_NOISES = 0.3, 6.0
"""A turning point counts once the signal is this share of a breath, and so many times its noise,
away from it."""

STILL_SHARE = 0.2
"""Still is what stays within this share of the person's own recent breaths."""

STILL_NOISES = 5.0
"""A share of a breath that is not so many times the noise tells nothing."""

SHALLOW_SHARE = 0.08
"""What goes to and fro by more than this share of a breath, and more than its noise, is a shallow
breath: nothing is still."""

SHORTEST_S = 1.5
"""Nobody at rest breathes faster than 40 a minute."""

BEGIN_SHARE, BEGIN_NOISES = 0.05, 6.0
"""A signal that moves by more than this share of a breath, and so many times its noise, in its
first half second was caught on its way; 4 s in moves by 0.02 at first."""

JUMP_TIMES, JUMP_REACH = 5.0, 4
"""A step from one sample to the next is a jump when it is so many times as large as any of the
steps so many samples before and after it, the largest aside: a trunk does not stand, move within
a twelfth of a second, and stand again. A coder that saves bits does that to a picture."""

MOST_JUMPED, FEWEST_JUMPS = 0.25, 2
"""Where more of the way than this share was gone in jumps, and not in fewer, the picture does not
show when anything moved. H.264 with hardly any bits comes to 0.45 and more, with few to 0.1."""

RECENT = 5
"""Breaths whose median is a person's own depth, and of whose lengths the rate is."""


@dataclass(frozen=True)
class Turn:
    """A turning point: ``top`` is the end of breathing in."""

    time_s: float
    value: float
    top: bool


def noise_of(values: Array) -> float:
    """Standard deviation of one sample's noise; infinite for fewer than eight.

    Of what each sample is off the middle of its neighbours, one and three samples away: a
    breath bends too little to matter. The larger of the two, for noise is not always white.
    """
    if len(values) < 8:
        return math.inf
    spreads = []
    for apart in (1, 3):
        off = values[apart:-apart] - (values[: -2 * apart] + values[2 * apart :]) / 2
        spreads.append(1.4826 * float(np.median(np.abs(off))) / math.sqrt(1.5))
    return max(spreads)


def is_choppy(values: Array) -> bool:
    """Whether the picture stood and jumped, and does not tell when the trunk moved."""
    steps = np.abs(np.diff(values))
    if len(steps) <= 2 * JUMP_REACH:
        return False
    windows = np.lib.stride_tricks.sliding_window_view(steps, 2 * JUMP_REACH + 1)
    middle = windows[:, JUMP_REACH]
    # among those about a jump the largest but one; the largest of all is then the jump itself
    others = np.partition(windows, -3, axis=1)[:, -3]
    jumps = middle[(middle >= windows.max(axis=1)) & (middle > JUMP_TIMES * others)]
    return len(jumps) >= FEWEST_JUMPS and float(jumps.sum()) > MOST_JUMPED * float(steps.sum())


def smoothed(times: Array, values: Array) -> Array:
    """The mean over :data:`SMOOTH_S` about each sample, less at the ends."""
    first = np.searchsorted(times, times - SMOOTH_S / 2, side="left")
    last = np.searchsorted(times, times + SMOOTH_S / 2, side="right")
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray((sums[last] - sums[first]) / (last - first))


def turns_of(times: Array, smooth: Array, least: float) -> list[Turn]:
    """The turning points from which the signal has gone by more than ``least``, in order.

    The first is the lowest or highest sample before the first way; what comes after the last
    is not known to turn yet.
    """
    turns: list[Turn] = []
    high = low = 0
    rising: bool | None = None
    series = smooth.tolist()
    for i, value in enumerate(series):
        if rising is not False and value >= series[high]:
            high = i
        if rising is not True and value <= series[low]:
            low = i
        if rising is not True and value - series[low] > least:
            turns.append(Turn(float(times[low]), series[low], top=False))
            rising, high = True, i
        elif rising is not False and series[high] - value > least:
            turns.append(Turn(float(times[high]), series[high], top=True))
            rising, low = False, i
    return turns


def depth_of(turns: list[Turn]) -> float:
    """Median way between neighbouring turning points, of the last breaths; NaN without."""
    ways = [abs(b.value - a.value) for a, b in pairwise(turns)]
    return float(np.median(ways[-2 * RECENT :])) if ways else math.nan


def slope_of(
    times: Array, values: Array, noise: float, least: float, errors: float = SLOPE_ERRORS
) -> float:
    """Units a second at the end, over the shortest window that shows it; 0 at rest.

    Args:
        noise: of one sample.
        least: a slower slope is rest.
        errors: so many standard errors must it be from 0.
    """
    for window in SLOPE_WINDOWS_S:
        first = int(np.searchsorted(times, times[-1] - window))
        if len(times) - first < 3:
            continue
        t = times[first:] - times[first:].mean()
        spread = float(t @ t)
        slope = float(t @ values[first:]) / spread
        if abs(slope) > max(errors * noise / math.sqrt(spread), least):
            return slope
    return 0.0


def still_s(times: Array, smooth: Array, depth: float, noise: float) -> float:
    """For how long before the end the breath has been still; 0 where that cannot be told.

    Args:
        depth: of this person's breaths.
        noise: of ``smooth``.
    """
    within = STILL_SHARE * depth
    if math.isnan(depth) or within < STILL_NOISES * noise:
        return 0.0
    back = smooth[::-1]
    spread = np.maximum.accumulate(back) - np.minimum.accumulate(back)
    first = len(times) - int(np.searchsorted(spread, within, side="right"))
    if (
        len(
            turns_of(times[first:], smooth[first:], max(SHALLOW_SHARE * depth, TURN_NOISES * noise))
        )
        > 2
    ):
        return 0.0
    return float(times[-1] - times[first])


def cycles_of(turns: list[Turn], end_s: float = math.nan) -> list[float]:
    """Lengths in seconds of the last breaths, from top to top and from bottom to bottom.

    Args:
        turns: in order.
        end_s: when a breath that has not turned again came to rest; NaN for none.
    """
    times = [turn.time_s for turn in turns]
    if turns and turns[-1].top and not math.isnan(end_s):
        times.append(end_s)
    lengths = [b - a for a, b in zip(times, times[2:], strict=False) if b - a >= SHORTEST_S]
    return lengths[-2 * RECENT :]


def rate_per_min(lengths: list[float]) -> float:
    """Breaths a minute of such lengths, their median; NaN for none."""
    return 60.0 / float(np.median(lengths)) if lengths else math.nan


def begins_in_motion(times: Array, smooth: Array, depth: float, noise: float) -> bool:
    """Whether the first turning point is only where the signal was first seen."""
    first = smooth[times <= times[0] + SMOOTH_S]
    return float(np.ptp(first)) > max(BEGIN_SHARE * depth, BEGIN_NOISES * noise)
