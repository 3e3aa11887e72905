"""Analyse the breath signal: turning points, direction, depth, rate, and how long it is still.

Pure functions of a signal that grows as belly and ribs move out, sampled at any times, also uneven
ones. Times are in seconds. The signal's unit does not matter: a signal, its noise and a depth have
the same unit. A noise is a standard deviation. The prominence of a turning point is how far the
signal moves away from it before it turns again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from posecheck.geometry import Array

BreathPhase = Literal["in", "out", "held"]
"""Breathing in, breathing out, or holding the breath."""

SMOOTH_S = 0.5
"""Length of the moving average from which turning points and stillness are found, in seconds. Its
lag is half of it."""

SLOPE_WINDOWS_S = (0.4, 0.55, 0.75, 1.0, 1.3, 1.7)
"""Windows over which the slope is estimated, in seconds. The shortest one with a significant slope
is used; its lag is half of it."""

SLOPE_ERRORS = 3.5
"""A slope is significant when it is this many standard errors from 0."""

FIRST_SLOPE_ERRORS = 6.0
"""The same before a breath has been seen."""

REST_SLOPE = 0.04
"""A slope of less than this share of a breath per second is rest: 4 s in and 8 s out have slopes of
0.25 and 0.12."""

REST_SLOPE_AFTER_REST = 0.1
"""The same after a rest: a body that settles creeps."""

PROMINENCE_SHARE = 0.3
"""Least prominence of a turning point, as a share of a breath's depth."""

PROMINENCE_NOISES = 6.0
"""Least prominence of a turning point, in noises of the signal."""

STILL_SHARE = 0.2
"""The breath is still while the signal stays within this share of the person's own recent depth."""

STILL_NOISES = 5.0
"""Stillness is unknown when that range is less than this many noises."""

SHALLOW_SHARE = 0.08
"""Least prominence of a shallow breath, as a share of the depth. During a shallow breath the
breath is not still."""

MIN_CYCLE_S = 1.5
"""Least length of a breath, in seconds: nobody at rest breathes faster than 40 a minute."""

START_SHARE = 0.05
"""The signal starts in motion when it moves by more than this share of a breath in its first
SMOOTH_S; 4 s in begins with 0.02."""

START_NOISES = 6.0
"""It must also move by more than this many noises in that time."""

JUMP_TIMES = 5.0
"""A jump exceeds JUMP_TIMES times the second-largest step within JUMP_REACH samples either side. A
trunk does not stand, move within a twelfth of a second, and stand again. A video encoder that saves
bits causes such jumps."""

JUMP_REACH = 4
"""See JUMP_TIMES; in samples."""

MAX_JUMPED_SHARE = 0.25
"""When more than this share of all motion is in jumps, the image does not show when the trunk
moved. H.264 with a very low bit rate gives 0.45 and more, with a low one up to 0.1."""

MIN_JUMPS = 2
"""With fewer jumps the signal is not choppy."""

RECENT_BREATHS = 5
"""Depth and rate are medians over this many last breaths."""

MIN_NOISE_SAMPLES = 8
"""With fewer samples the noise is unknown."""

MAD_TO_SD = 1.4826
"""Standard deviation over median absolute deviation, for normal noise."""

NEIGHBOUR_VARIANCE = 1.5
"""Variance of a sample's difference from the mean of its two neighbours, over that of a sample."""


@dataclass(frozen=True)
class TurningPoint:
    """A turning point of the signal.

    Attributes
    ----------
    time_s, value
        Where the signal turns.
    is_top
        True at the end of breathing in, False at the end of breathing out.
    """

    time_s: float
    value: float
    is_top: bool


def noise_sd(values: Array) -> float:
    """Standard deviation of the noise of a single one of ``values``, (n,); infinite if unknown.

    It is unknown for fewer than eight samples, and where most samples are exactly as their
    neighbours: those are repeated pictures, which say nothing about the camera's noise.

    It is estimated from each sample's difference from the mean of its neighbours: a breath is too
    slow to matter there. The neighbours are one and three samples away, and the larger result
    counts, because noise is not always white.
    """
    if len(values) < MIN_NOISE_SAMPLES:
        return math.inf
    deviations = []
    for apart in (1, 3):
        off = values[apart:-apart] - (values[: -2 * apart] + values[2 * apart :]) / 2
        median = float(np.median(np.abs(off)))
        deviations.append(MAD_TO_SD * median / math.sqrt(NEIGHBOUR_VARIANCE))
    return max(deviations) or math.inf


def is_choppy(values: Array) -> bool:
    """Whether the signal is constant and then jumps, as from a camera that repeats its pictures.

    ``values`` is (n,), one for each frame. Such a signal does not show at what time the trunk
    moved. A jump is the largest step in its neighbourhood, and much larger than the second-
    largest of the other steps there (one jump may take two steps). It is choppy when enough of
    the whole movement is jumps.
    """
    steps = np.abs(np.diff(values))
    if len(steps) <= 2 * JUMP_REACH:
        return False
    windows = np.lib.stride_tricks.sliding_window_view(steps, 2 * JUMP_REACH + 1)
    middle = windows[:, JUMP_REACH]
    # the jump is the largest of its window, so the second-largest of the others is the third
    third_largest = np.partition(windows, -3, axis=1)[:, -3]
    jumps = middle[(middle >= windows.max(axis=1)) & (middle > JUMP_TIMES * third_largest)]
    return len(jumps) >= MIN_JUMPS and float(jumps.sum()) > MAX_JUMPED_SHARE * float(steps.sum())


def moving_average(times: Array, values: Array) -> Array:
    """(n,) the mean over :data:`SMOOTH_S` around each sample; over less at the ends."""
    first = np.searchsorted(times, times - SMOOTH_S / 2, side="left")
    last = np.searchsorted(times, times + SMOOTH_S / 2, side="right")
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray((sums[last] - sums[first]) / (last - first))


def find_turning_points(times: Array, smooth: Array, prominence: float) -> list[TurningPoint]:
    """The turning points of a smoothed signal, in order.

    The first is the lowest or highest sample before the signal first moves by ``prominence``. What
    comes after the last has not turned yet.

    Parameters
    ----------
    times, smooth
        (n,) the signal.
    prominence
        The signal must move away from a turning point by more than this.
    """
    points: list[TurningPoint] = []
    high = low = 0
    rising: bool | None = None
    series = smooth.tolist()
    for i, value in enumerate(series):
        if rising is not False and value >= series[high]:
            high = i
        if rising is not True and value <= series[low]:
            low = i
        if rising is not True and value - series[low] > prominence:
            points.append(TurningPoint(float(times[low]), series[low], is_top=False))
            rising, high = True, i
        elif rising is not False and series[high] - value > prominence:
            points.append(TurningPoint(float(times[high]), series[high], is_top=True))
            rising, low = False, i
    return points


def breath_depth(points: list[TurningPoint]) -> float:
    """Median distance of neighbouring turning points, over the last breaths; NaN without any."""
    distances = [abs(b.value - a.value) for a, b in pairwise(points)]
    return float(np.median(distances[-2 * RECENT_BREATHS :])) if distances else math.nan


def slope_at_end(
    times: Array, values: Array, noise: float, min_slope: float, errors: float = SLOPE_ERRORS
) -> float:
    """The slope of the signal at its end, over the shortest window in which it is significant.

    Parameters
    ----------
    times, values
        (n,) the signal.
    noise
        Of a single sample.
    min_slope
        A smaller slope is rest.
    errors
        A significant slope is this many standard errors from 0.

    Returns
    -------
    float
        Units per second; 0 at rest.
    """
    for window in SLOPE_WINDOWS_S:
        first = int(np.searchsorted(times, times[-1] - window))
        if len(times) - first < 3:
            continue
        t = times[first:] - times[first:].mean()
        spread = float(t @ t)
        slope = float(t @ values[first:]) / spread
        if abs(slope) > max(errors * noise / math.sqrt(spread), min_slope):
            return slope
    return 0.0


def still_duration_s(times: Array, smooth: Array, depth: float, noise: float) -> float:
    """For how long the breath has been still at the end of the signal, in seconds.

    Parameters
    ----------
    times, smooth
        (n,) the smoothed signal.
    depth
        Depth of this person's breaths.
    noise
        Of ``smooth``.

    Returns
    -------
    float
        0 when it is not still, or when this is unknown.
    """
    within = STILL_SHARE * depth
    if math.isnan(depth) or within < STILL_NOISES * noise:
        return 0.0
    back = smooth[::-1]
    spread = np.maximum.accumulate(back) - np.minimum.accumulate(back)
    first = len(times) - int(np.searchsorted(spread, within, side="right"))
    shallow = max(SHALLOW_SHARE * depth, PROMINENCE_NOISES * noise)
    if len(find_turning_points(times[first:], smooth[first:], shallow)) > 2:
        return 0.0
    return float(times[-1] - times[first])


def cycle_lengths(points: list[TurningPoint], end_s: float = math.nan) -> list[float]:
    """Lengths of the last breaths in seconds, from top to top and from bottom to bottom.

    Parameters
    ----------
    points
        The turning points, in order.
    end_s
        When the last breath came to rest without a turning point; NaN when it did not.
    """
    times = [point.time_s for point in points]
    if points and points[-1].is_top and not math.isnan(end_s):
        times.append(end_s)
    lengths = [b - a for a, b in zip(times, times[2:], strict=False) if b - a >= MIN_CYCLE_S]
    return lengths[-2 * RECENT_BREATHS :]


def rate_per_min(lengths: list[float]) -> float:
    """Breaths a minute, from the median length of a breath in seconds; NaN without any."""
    return 60.0 / float(np.median(lengths)) if lengths else math.nan


def starts_in_motion(times: Array, smooth: Array, depth: float, noise: float) -> bool:
    """Whether the signal starts within a breath: then its first turning point is only its start.

    Parameters
    ----------
    times, smooth
        (n,) the smoothed signal.
    depth
        Depth of this person's breaths.
    noise
        Of ``smooth``.
    """
    first = smooth[times <= times[0] + SMOOTH_S]
    return float(np.ptp(first)) > max(START_SHARE * depth, START_NOISES * noise)
