"""Frames at even intervals: marker files have one rate, and films need not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.geometry import Array

EVEN_SHARE = 0.1
"""Times are even if each is nearer to its place than this share of the interval: files round them
to a millisecond, which is 0.03 of the interval at 30 frames a second and 0.06 at 60."""

LONGEST_BRIDGE = 2.5
"""A value is placed between two frames that lie apart by up to so many intervals, so that one frame
that was left out does not make a hole."""

SHORTEST_BRIDGE_S = 0.1
"""Two frames that lie apart by less than this many seconds are always near enough to each other."""


@dataclass(frozen=True, eq=False)
class EvenRows:
    """Rows at even intervals.

    Attributes
    ----------
    rate_hz
        Rows a second.
    times_s
        (rows,) the time of each row.
    values
        (rows, columns); NaN where nothing is known.
    """

    rate_hz: float
    times_s: Array
    values: Array


def spread_evenly(times_s: Array, values: Array) -> EvenRows:
    """Bring frames to even intervals, as few of them as possible.

    Frames that are even already stay as they are. Others are placed on a grid whose interval is the
    median of theirs, on the straight line between the frames before and behind. Where these lie too
    far apart (:data:`LONGEST_BRIDGE`), or one of them was not seen, the value is NaN.

    Parameters
    ----------
    times_s
        (frames,) increasing; at least one.
    values
        (frames, columns).
    """
    frames = len(times_s)
    if frames < 3:
        step_s = float(times_s[-1] - times_s[0]) or 1.0
        return EvenRows(1 / step_s, times_s, values)
    mean_s = float(times_s[-1] - times_s[0]) / (frames - 1)
    off_s = np.abs(times_s - (times_s[0] + mean_s * np.arange(frames)))
    if off_s.max() <= EVEN_SHARE * mean_s:
        return EvenRows(1 / mean_s, times_s, values)
    step_s = float(np.median(np.diff(times_s)))
    rows = math.floor(float(times_s[-1] - times_s[0]) / step_s + EVEN_SHARE) + 1
    grid_s = times_s[0] + step_s * np.arange(rows)
    return EvenRows(1 / step_s, grid_s, _between(times_s, values, grid_s, step_s))


def _between(times_s: Array, values: Array, grid_s: Array, step_s: float) -> Array:
    """(rows, columns) the values at the times of the grid."""
    after = np.clip(np.searchsorted(times_s, grid_s), 1, len(times_s) - 1)
    before = after - 1
    apart_s = times_s[after] - times_s[before]
    share = np.clip((grid_s - times_s[before]) / apart_s, 0.0, 1.0)
    # a row on a frame takes the frame alone, also beside a hole
    near = EVEN_SHARE * step_s / apart_s
    share = np.where(share < near, 0.0, np.where(share > 1 - near, 1.0, share))
    placed = values[before] + share[:, None] * (values[after] - values[before])
    too_far = apart_s > max(LONGEST_BRIDGE * step_s, SHORTEST_BRIDGE_S)
    placed[too_far] = np.nan
    placed[share == 0.0] = values[before][share == 0.0]
    placed[share == 1.0] = values[after][share == 1.0]
    return np.asarray(placed)
