"""The hold timer counts time in good position, whatever the frame rate."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.coaching.goals.hold import HoldTimer
from posecheck.exercises.schema import Hold

HOLD = Hold(target_s=30, longest_s=60, reason="test", grace_s=1.5, bridge_s=1.0)


def _run(times, good):
    timer = HoldTimer(HOLD)
    for time_s in times:
        state = timer.update(time_s, good(time_s))
    return state


@pytest.mark.parametrize(
    "times",
    [
        np.arange(0, 20, 1 / 30),
        np.arange(0, 20, 1 / 10),
        np.arange(0, 20, 1 / 5),
        np.cumsum(np.random.default_rng(3).uniform(0.02, 0.4, 95)),  # irregular
    ],
)
def test_the_same_time_at_any_frame_rate(times):
    state = _run(times, lambda t: 3.0 <= t < 12.0)
    assert state.held_s == pytest.approx(9.0, abs=0.3)
    assert state.status == "paused"


def test_a_break_pauses_and_never_resets():
    state = _run(np.arange(0, 15, 0.1), lambda t: t < 4 or 6 < t < 8 or t > 13)
    assert state.held_s == pytest.approx(4 + 2 + 1.9, abs=0.25)
    assert state.status == "counting"


def test_short_dropouts_count_long_ones_do_not():
    short = _run(np.arange(0, 10, 0.1), lambda t: None if 4 < t < 4.8 else True)
    assert short.held_s == pytest.approx(9.9, abs=0.05)
    long = _run(np.arange(0, 10, 0.1), lambda t: None if 4 < t < 7 else True)
    assert long.held_s == pytest.approx(9.9 - 3.0, abs=0.2)


def test_grace_then_paused():
    timer = HoldTimer(HOLD)
    for time_s in np.arange(0, 5.05, 0.1):
        timer.update(time_s, True)
    assert timer.update(5.5, False).status == "grace"
    assert timer.update(6.4, False).status == "grace"
    assert timer.update(6.7, False).status == "paused"


def test_it_stops_at_the_target_and_says_when():
    timer = HoldTimer(HOLD, target_s=5)
    for time_s in np.arange(1, 20, 0.4):
        state = timer.update(time_s, True)
    assert state.status == "complete"
    assert state.held_s == 5
    assert state.start_s == pytest.approx(1)
    assert state.end_s == pytest.approx(6)
