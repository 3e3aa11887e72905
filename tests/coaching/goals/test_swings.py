"""The swings of a number: its turns, the usual size, and out and back to the same pose."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.coaching.goals.swings import find_swings, find_turns, usual_swing

TIMES = np.arange(0, 12, 0.1)
SINE = np.sin(np.pi * TIMES / 2)  # 4 s a period


def test_turns_alternate_and_lie_at_the_extremes():
    turns = find_turns(SINE, 0.5)
    assert [turn.side for turn in turns] == [-1, 1, -1, 1, -1, 1, -1, 1]
    found = TIMES[[turn.index for turn in turns]]
    assert found == pytest.approx([0, 1, 3, 5, 7, 9, 11, 12], abs=0.11)


@pytest.mark.parametrize("least", [0.3, 0.6])
def test_noise_that_is_smaller_than_the_least_swing_makes_no_turns(least):
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, len(TIMES))
    assert len(find_turns(SINE + noise, least)) == len(find_turns(SINE, least))
    assert find_turns(noise, least) == []


def test_turns_are_the_same_upside_down():
    turns, other = find_turns(SINE, 0.5), find_turns(-SINE, 0.5)
    assert [(t.index, -t.side) for t in turns] == [(t.index, t.side) for t in other]


def test_one_large_movement_does_not_make_the_usual_swing():
    once = np.concatenate([np.linspace(4, 0, 20), SINE])
    assert usual_swing(once, 0.2) == pytest.approx(2.0, abs=0.1)
    assert usual_swing(np.zeros(20), 0.2) == 0.0


def swings(poses, side=-1, *, last=False):
    axis = np.array([1.0, 0.0])
    turns = find_turns(poses @ axis, 0.5)
    return find_swings(TIMES[: len(poses)], poses, axis, turns, side, last=last)


def there_and_back(end=0.0):
    """From 0 to 1 and back, and across to ``end``; then still."""
    along = np.interp(TIMES, [0, 1, 2, 3, 4, 12], [0, 0, 1, 1, 0, 0])
    return np.stack([along, np.interp(TIMES, [0, 2, 4, 12], [0, 0, end, end])], axis=1)


def test_a_repetition_comes_back_to_the_pose_where_it_began():
    (swing,) = swings(there_and_back())
    assert TIMES[[swing.start, swing.end]] == pytest.approx([1.1, 3.9], abs=0.15)
    assert swing.size == pytest.approx(0.9, abs=0.15)
    assert swings(there_and_back(end=1.0)) == []


def test_at_the_end_less_of_the_way_back_is_enough():
    poses = there_and_back()[:37]  # down to 0.4
    assert swings(poses) == []
    assert len(swings(poses, last=True)) == 1


@pytest.mark.parametrize("creep", [0.0, 0.02])
def test_who_rests_short_of_where_the_movement_began_has_come_back(creep):
    """Nobody rests quite still: each pose may lie a little lower than the one before."""
    along = np.interp(TIMES, [0, 1, 2, 3, 4, 12], [0, 0, 1, 1, 0.3, 0.3 - creep])
    poses = np.stack([along, np.zeros(len(TIMES))], axis=1)
    assert swings(poses[:45]) == []
    (swing,) = swings(poses[:48])  # 0.7 s of rest
    assert TIMES[swing.end] == pytest.approx(4.4, abs=0.4)
