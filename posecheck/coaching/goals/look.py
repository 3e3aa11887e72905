"""What the last seconds of a movement look like: its main axis, its turns, where it rests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.coaching.goals.cycles import EDGE_FRACTION, USUAL_RANGE_FRACTION
from posecheck.coaching.goals.swings import Swing, Turn, find_turns, time_near, usual_swing
from posecheck.geometry import Array

STEP_S = 0.3
"""The direction of the movement is taken from steps of this many seconds: longer than the trembling
of the points, shorter than half of the fastest repetition."""

STILL_STEP = 0.001
"""Steps much smaller than this, in body sizes, are noise and give no direction."""

MIN_STILL_S = 0.4
"""Who is still for this many seconds before the first repetition rests there."""

MIN_STILL_FRACTION = 0.5
"""And for this fraction of the way out: a sine is within EDGE_FRACTION of its size at each end for
0.4 of the time from end to end."""

STILL_PLACES = 8
"""Stillness is looked for at so many moments between the turn before a repetition and its start."""

STAY_FRACTION = 0.25
"""A stay at a turn lasts while the movement is within this fraction of its size."""


@dataclass(frozen=True, eq=False)
class Look:
    """The last seconds along the movement's main axis.

    Attributes
    ----------
    times
        (n,) in seconds.
    poses
        (n, d) in body sizes.
    axis, second_axis
        (d,) the unit vectors of most of the way, and of most of the way across the first.
    along
        (n,) the poses along the main axis.
    usual
        How large the swings along it are.
    least
        A smaller swing does not count.
    turns
        Where the swings turn.
    """

    times: Array
    poses: Array
    axis: Array
    second_axis: Array
    along: Array
    usual: float
    least: float
    turns: list[Turn]


def look_at(
    times: Array, poses: Array, before: Array | None, least: float, smallest: float
) -> Look:
    """Look at the last seconds as a whole.

    Parameters
    ----------
    times, poses
        (n,) seconds and (n, d) poses.
    before
        The main axis of the look before, whose direction is kept; None for none.
    least, smallest
        A smaller swing is no movement; and one that is smaller than ``smallest`` is another one.
    """
    axis, second = _find_axes(times, poses)
    if before is not None and axis @ before < 0:
        axis = -axis
    along = poses @ axis
    usual = usual_swing(along, least)
    least = max(least, USUAL_RANGE_FRACTION * usual, smallest)
    return Look(times, poses, axis, second, along, usual, least, find_turns(along, least))


def _find_axes(times: Array, poses: Array) -> tuple[Array, Array]:
    """The two directions of most of the way that the poses went; unit vectors."""
    stride = max(1, round(STEP_S / float(np.median(np.diff(times)))))
    steps = poses[stride:] - poses[:-stride]
    lengths = np.linalg.norm(steps, axis=1)[:, None]
    vectors = np.linalg.eigh((steps / (lengths + STILL_STEP)).T @ steps)[1]
    return vectors[:, -1], vectors[:, -2]


def begins_still(look: Look, swing: Swing) -> bool:
    """Whether the person rested before a repetition."""
    radius = EDGE_FRACTION * swing.size
    out = np.abs(look.along[swing.start : swing.top] - look.along[swing.top]) > radius
    if not out.any():
        return False
    reached = swing.start + int(np.flatnonzero(out)[-1])
    way_s = float(look.times[reached] - look.times[swing.start])
    places = np.linspace(swing.base, swing.start, STILL_PLACES).astype(int)
    still_s = max(time_near(look.times, look.poses, place, radius)[0] for place in places)
    return still_s >= max(MIN_STILL_S, MIN_STILL_FRACTION * way_s)


def find_stays(look: Look) -> dict[int, float]:
    """How long the movement usually stays at each side, in seconds."""
    whole: dict[int, list[float]] = {-1: [], 1: []}
    begun: dict[int, list[float]] = {-1: [], 1: []}
    for turn in look.turns[:-1]:
        radius = STAY_FRACTION * look.usual
        seconds, from_start = time_near(look.times, look.along[:, None], turn.index, radius)
        (begun if from_start else whole)[turn.side].append(seconds)
    return {side: float(np.median(whole[side] or begun[side] or [0.0])) for side in whole}
