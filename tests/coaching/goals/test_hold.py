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


def states(frames, target_s=None):
    """The timer's state after each (time, good, fraction of the time between)."""
    timer = HoldTimer(HOLD, target_s)
    return [timer.update(*frame) for frame in frames]


def test_between_a_good_and_a_bad_frame_the_fraction_counts():
    frames = [(10.0, False), (10.5, True, 0.2), (11.5, True, 0.2), (12.0, False, 0.75)]
    held = [state.held_s for state in states(frames)]
    assert held == pytest.approx([0.0, 0.1, 1.1, 1.475])


def test_without_a_fraction_half_of_it_counts():
    assert states([(10.0, False), (10.5, True)])[-1].held_s == pytest.approx(0.25)


def test_two_bad_frames_count_nothing():
    assert states([(10.0, False), (10.5, False, 1.0)])[-1].held_s == 0.0


def test_a_gap_of_just_the_bridge_counts():
    assert states([(10.0, True), (11.0, True)])[-1].held_s == 1.0
    assert states([(10.0, True), (11.01, True)])[-1].held_s == 0.0


def test_the_start_the_end_and_the_break():
    frames = [(9.0, False), (10.0, True), (10.5, True), (11.0, None), (11.5, False), (13.0, False)]
    found = states(frames)
    assert [(s.status, s.start_s, s.end_s, s.break_s) for s in found] == [
        ("waiting", None, None, 0.0),
        ("counting", 9.5, 10.0, 0.0),  # half of the time since the bad frame counts
        ("counting", 9.5, 10.5, 0.0),
        ("grace", 9.5, 10.5, 0.5),
        ("grace", 9.5, 11.0, 1.0),
        ("paused", 9.5, 11.0, 2.5),
    ]
    assert {s.target_s for s in found} == {30}


@pytest.mark.parametrize("fraction", [0.0, 0.3, 1.0])
def test_a_hold_is_never_longer_than_from_its_start_to_its_end(fraction):
    found = states([(4.0, False), (4.6, True, fraction), (8.0, True), (8.5, False, fraction)])
    for state in found[1:]:
        assert state.held_s <= state.end_s - state.start_s + 1e-9


def test_a_break_of_just_the_grace_is_not_announced_yet():
    frames = [(10.0, True), (11.5, False, 0.0)]
    assert states(frames)[-1].status == "grace"


def test_the_state_can_be_asked_for_between_frames():
    timer = HoldTimer(HOLD)
    timer.update(10.0, True)
    assert timer.state(10.0).status == "counting"
    assert timer.state(10.5).status == "grace"
    assert timer.state(10.5).break_s == 0.5
    assert timer.state(11.6).status == "paused"


def test_a_hold_that_begins_at_time_zero_has_begun():
    first, second = states([(0.0, True), (0.5, True)])
    assert (first.start_s, first.end_s, first.status) == (0.0, 0.0, "counting")
    assert (second.start_s, second.end_s, second.held_s) == (0.0, 0.5, 0.5)


def test_once_complete_nothing_changes_any_more():
    frames = [(10.0, True), (10.5, True), (11.5, True), (11.7, True), (12.5, False, 1.0)]
    found = states(frames, target_s=1.2)
    assert [s.held_s for s in found] == pytest.approx([0.0, 0.5, 1.2, 1.2, 1.2])
    assert [s.end_s for s in found[2:]] == pytest.approx([11.2] * 3)
    assert found[-1].status == "complete"
    assert found[-1].break_s == 0.0


def test_a_hold_that_ends_with_a_bad_frame_is_complete_too():
    found = states([(10.0, True), (10.8, False, 0.75)], target_s=0.5)
    assert (found[-1].status, found[-1].held_s, found[-1].end_s) == ("complete", 0.5, 10.5)


def test_exactly_the_target_is_complete():
    assert states([(10.0, True), (10.5, True)], target_s=0.5)[-1].status == "complete"


def test_nothing_counts_through_an_interruption_however_short():
    timer = HoldTimer(HOLD.model_copy(update={"bridge_s": 5.0}))
    for time_s in np.arange(0, 4.05, 0.1):
        timer.update(time_s, True)
    timer.interrupt()
    for time_s in np.arange(6, 10.05, 0.1):
        state = timer.update(time_s, True)
    assert state.held_s == pytest.approx(8.0, abs=0.05)
    assert state.status == "counting"
