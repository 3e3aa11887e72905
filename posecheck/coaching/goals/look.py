"""What the last seconds of a movement look like: its main axis, its turns, where it rests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.coaching.goals.cycles import USUAL_RANGE_FRACTION
from posecheck.coaching.goals.swings import Turn, find_turns, usual_swing
from posecheck.geometry import Array

STEP_S = 0.3
"""The direction of the movement is taken from steps of this many seconds: longer than the trembling
of the points, shorter than half of the fastest repetition."""

STILL_STEP = 0.001
"""Steps much smaller than this, in body sizes, are noise and give no direction."""


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


def steps_of(times: Array, values: Array) -> Array:
    """(m, ...) how far each value goes within STEP_S; none of a shorter series.

    Parameters
    ----------
    times, values
        (n,) seconds, two at least, and (n, ...) values.
    """
    stride = max(1, round(STEP_S / float(np.median(np.diff(times)))))
    return np.asarray(values[stride:] - values[:-stride])


def _find_axes(times: Array, poses: Array) -> tuple[Array, Array]:
    """The two directions of most of the way that the poses went; unit vectors."""
    steps = steps_of(times, poses)
    lengths = np.linalg.norm(steps, axis=1)[:, None]
    vectors = np.linalg.eigh((steps / (lengths + STILL_STEP)).T @ steps)[1]
    return vectors[:, -1], vectors[:, -2]
