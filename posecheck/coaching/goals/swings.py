"""The swings of one number: where it turns, how large its swings usually are, which are cycles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.coaching.goals.cycles import (
    EDGE_FRACTION,
    FULL_RETURN_FRACTION,
    LAST_RETURN_FRACTION,
    MIN_RETURN_FRACTION,
    SETTLED_S,
)
from posecheck.geometry import Array

MIN_SEEN_FRACTION = 0.4
"""A repetition counts if at least this fraction of its way out, measured against its way back, was
seen, and the other way round: clips begin after the movement has begun."""

SAME_POSE_FRACTION = 0.7
"""Start and end of a repetition are poses that differ by less than this fraction of its size, apart
from the movement itself. Somebody who sits down and then lies down has not come back."""


@dataclass(frozen=True)
class Turn:
    """Where a number turns.

    Attributes
    ----------
    index
        The sample.
    side
        1 where it is highest, -1 where it is lowest.
    """

    index: int
    side: int


@dataclass(frozen=True)
class Swing:
    """Out and back, by the indices of the samples.

    Attributes
    ----------
    base
        The turn at which it began; the way out may begin later.
    start, top, end
        Start and end of the repetition, and where it turns back.
    size
        The longer of the ways out and back.
    """

    base: int
    start: int
    top: int
    end: int
    size: float

    def shifted(self, by: int) -> Swing:
        """The same swing in a series that begins ``by`` samples earlier."""
        base, start, top, end = (i + by for i in (self.base, self.start, self.top, self.end))
        return Swing(base, start, top, end, self.size)


def find_turns(values: Array, least: float) -> list[Turn]:
    """Find where ``values``, (n,), turns and then goes back by at least ``least``, in their unit.

    The last turn is where it is farthest so far; it may still go on.
    """
    turns: list[Turn] = []
    high = low = direction = 0
    for index, value in enumerate(values):
        if direction >= 0 and value >= values[high]:
            high = index
        if direction <= 0 and value <= values[low]:
            low = index
        if direction >= 0 and values[high] - value >= least:
            turns.append(Turn(high, 1))
            direction, low = -1, index
        elif direction <= 0 and value - values[low] >= least:
            turns.append(Turn(low, -1))
            direction, high = 1, index
    if direction:
        turns.append(Turn(high, 1) if direction == 1 else Turn(low, -1))
    return turns


def usual_swing(values: Array, least: float) -> float:
    """How large the swings are: half of the whole way is done in swings of at least this size.

    So one large movement, like lying down, weighs no more than its way, and small ones do not count
    for their number. 0 where nothing swings by ``least``; both are in the unit of ``values``, (n,).
    """
    turns = find_turns(values, least)
    sizes = np.sort(np.abs(np.diff([values[turn.index] for turn in turns])))
    if not len(sizes):
        return 0.0
    way = np.cumsum(sizes)
    return float(sizes[np.searchsorted(way, way[-1] / 2)])


def find_swings(
    times: Array, poses: Array, axis: Array, turns: list[Turn], side: int, *, last: bool
) -> list[Swing]:
    """Find the repetitions that begin and end at one side of a movement.

    Parameters
    ----------
    times
        (n,) in seconds.
    poses
        (n, d) the poses.
    axis
        (d,) the unit vector along which they move.
    turns
        Where they turn along ``axis``.
    side
        The side at which they rest: 1 or -1.
    last
        Whether nothing more is seen after the last pose.
    """
    along = poses @ axis
    across = poses - np.outer(along, axis)
    swings = []
    for base, top, rest in zip(turns, turns[1:], turns[2:], strict=False):
        if base.side != side:
            continue
        is_open = rest is turns[-1]
        end = _find_end(times, along, (base.index, top.index, rest.index), is_open, last)
        if end is None:
            continue
        back = abs(float(along[top.index] - along[end]))
        away = np.linalg.norm(poses[base.index : top.index] - poses[end], axis=1)
        start = base.index + int(np.flatnonzero(away <= away.min() + EDGE_FRACTION * back)[-1])
        out = abs(float(along[top.index] - along[start]))
        size = max(out, back)
        if min(out, back) < MIN_SEEN_FRACTION * size:
            continue
        if np.linalg.norm(across[start] - across[end]) > SAME_POSE_FRACTION * size:
            continue
        swings.append(Swing(base.index, start, top.index, end, size))
    return swings


def _find_end(
    times: Array, along: Array, points: tuple[int, int, int], is_open: bool, last: bool
) -> int | None:
    """Where the way back is over; None while it is not."""
    base, top, rest = points
    back = np.abs(along[top : rest + 1] - along[top])
    out, fall = abs(float(along[top] - along[base])), float(back[-1])
    over = np.flatnonzero(back >= FULL_RETURN_FRACTION * (out if is_open else fall))
    if len(over):
        return top + int(over[0])
    # where it creeps on, the turn is the newest pose
    settled_s = times[top + int(np.argmax(back >= (1 - EDGE_FRACTION) * fall))]
    has_settled = fall >= MIN_RETURN_FRACTION * out and times[-1] - settled_s >= SETTLED_S
    if has_settled or (last and fall >= LAST_RETURN_FRACTION * out):
        return rest
    return None
