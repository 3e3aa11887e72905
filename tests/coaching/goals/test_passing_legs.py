"""Legs that move against each other are told apart where they pass, whatever they are called."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.coaching.goals.passing_legs import find_exchanged

RATE = 15
TIMES = np.arange(0, 10, 1 / RATE)
PERIOD_S = 1.2
PHASE = TIMES / PERIOD_S + 0.1


def heights(first, second):
    """(n, 2, 2) ankles at these heights, a little apart to the side, and trembling."""
    random, apart = np.random.default_rng(0), np.full(len(TIMES), 0.02)
    legs = np.stack([np.stack([apart, first], 1), np.stack([-apart, second], 1)], 1)
    return legs + random.normal(0, 0.005, legs.shape)


def scissors():
    swing = 0.25 * np.sin(2 * np.pi * PHASE)
    return heights(swing, -swing)


def same_up_to_all(found, exchanged):
    """Whether these are exchanged against the others, all but the few frames where legs meet."""
    wrong = float(np.mean(found != exchanged))
    return min(wrong, 1 - wrong) < 0.05


@pytest.mark.parametrize("seed", range(5))
def test_names_exchanged_where_the_legs_pass_are_found(seed):
    passes = np.floor(2 * PHASE).astype(int)  # a number for each half period
    chosen = np.random.default_rng(seed).random(passes.max() + 1) < 0.5
    exchanged, legs = chosen[passes], scissors()
    legs[exchanged] = legs[exchanged][:, ::-1]
    assert same_up_to_all(find_exchanged(TIMES, legs, 0.1), exchanged)


def test_names_exchanged_while_the_legs_are_apart_are_found():
    exchanged, legs = (TIMES > 4.0) & (TIMES < 4.2), scissors()
    legs[exchanged] = legs[exchanged][:, ::-1]
    assert same_up_to_all(find_exchanged(TIMES, legs, 0.1), exchanged)


def test_right_names_stay():
    assert same_up_to_all(find_exchanged(TIMES, scissors(), 0.1), np.zeros(len(TIMES), bool))


def test_one_leg_alone_does_not_pass_the_other():
    lift = 0.5 * np.sin(np.pi * PHASE) ** 2
    assert find_exchanged(TIMES, heights(lift, 0 * lift), 0.1) is None


def test_legs_that_move_together_do_not_pass():
    swing = 0.25 * np.sin(2 * np.pi * PHASE)
    assert find_exchanged(TIMES, heights(swing, swing), 0.1) is None
    assert find_exchanged(TIMES, heights(0 * swing, 0 * swing), 0.1) is None


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_a_few_poses_tell_nothing(number):
    assert find_exchanged(TIMES[:number], scissors()[:number], 0.1) is None
