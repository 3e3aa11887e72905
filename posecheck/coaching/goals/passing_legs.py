"""Two legs that move against each other and pass: scissors, flutter kicks.

Where the legs cover each other, which is which is often read wrongly: each reading alone is
plausible, but both legs then seem to turn back where they met.
"""

from __future__ import annotations

import numpy as np

from posecheck.coaching.goals.cycles import USUAL_RANGE_FRACTION
from posecheck.coaching.goals.look import steps_of
from posecheck.coaching.goals.swings import find_turns, usual_swing
from posecheck.geometry import Array

AGAINST_FRACTION = 0.75
"""The legs move against each other if what both do together is less than this fraction of what each
does against the other. It is 0 for the same movement in turn, 1 where one leg moves alone."""

PASS_FRACTION = 0.5
"""Legs pass each other where their distance falls below this fraction of what it was before and is
after; where it falls less, they turn back."""

MEDIAN_S = 0.15
"""The legs' distance is a median over so many seconds: for a frame or two where they meet, both are
read in one place or far off."""


def find_exchanged(times: Array, legs: Array, least: float) -> Array | None:
    """Find where the legs' names are exchanged.

    Parameters
    ----------
    times
        (n,) in seconds.
    legs
        (n, 2, k) the places of k/2 points of each leg, in body sizes.
    least
        The legs' distance must swing by this much, in body sizes.

    Returns
    -------
    Array or None
        (n,) truth values: the names are exchanged, or all of them are and the others are not. None
        where the legs do not move against each other.
    """
    if len(times) < 2:
        return None
    together = np.linalg.norm(steps_of(times, legs.mean(axis=1)), axis=1)
    if not len(together):
        return None
    apart = legs[:, 0] - legs[:, 1]
    # a direction of most of the distance, whichever name comes first
    along = apart @ np.linalg.eigh(apart.T @ apart)[1][:, -1]
    reach = round(MEDIAN_S / float(np.median(np.diff(times))) / 2)
    distance = _median(np.abs(along), reach)
    usual = usual_swing(distance, least)
    against = np.abs(steps_of(times, distance)) / 2
    if not usual or np.median(together) >= AGAINST_FRACTION * np.median(against):
        return None
    turns = find_turns(distance, max(least, USUAL_RANGE_FRACTION * usual))
    order = np.ones(len(times))
    for before, turn, after in zip(turns, turns[1:], turns[2:], strict=False):
        around = min(distance[before.index], distance[after.index])
        if turn.side == -1 and distance[turn.index] < PASS_FRACTION * around:
            order[turn.index :] *= -1
    return np.asarray(along * order < 0)


def _median(values: Array, reach: int) -> Array:
    """The median of each value and ``reach`` on either side of it."""
    padded = np.pad(values, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return np.asarray(np.median(windows, axis=1))
