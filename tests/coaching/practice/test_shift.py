"""When a small shift on the roller is asked for."""

from __future__ import annotations

import pytest
from made_measurements import measured

from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.practice.shift import ShiftReminder
from posecheck.exercises.library import find_exercise
from posecheck.perception.breath.tracker import Breath

RELEASE = find_exercise("supine_release")


def frame(held_s, status="counting", target_s=90.0, side="left", start_s=0.0):
    hold = HoldState(status, held_s, target_s, start_s, held_s)
    return Coaching(Phase.HOLDING, side, "", "", None, hold, (), ())


def asked(frames, exercise=RELEASE):
    """Whether a shift is asked for at each (coaching, whole breaths); None is not seen."""
    reminder, found = ShiftReminder(), []
    for coaching, breaths in frames:
        ends = tuple(float(i) for i in range(breaths or 0))
        seen = measured(breath=Breath("in", breath_ends_s=ends)) if breaths is not None else None
        found.append(bool(reminder.update(coaching, seen, exercise)))
    return found


def at(*held_s, breaths=None, **options):
    return [(frame(s, **options), breaths) for s in held_s]


def test_without_a_breath_in_sight_it_is_asked_for_every_28_seconds():
    assert asked(at(0, 27.9, 28, 28.1, 55.9, 56, 60)) == [
        False, False, True, False, False, True, False,
    ]  # fmt: skip


def test_four_breaths_are_enough():
    frames = [(frame(s), breaths) for s, breaths in ((0, 2), (8, 5), (12, 6), (13, 6), (20, 10))]
    assert asked(frames) == [False, False, True, False, True]


def test_breaths_that_are_not_seen_for_a_moment_do_not_count_again():
    frames = [(frame(s), breaths) for s, breaths in ((0, 3), (4, 5), (5, None), (6, 6), (7, 7))]
    assert asked(frames) == [False, False, False, False, True]


def test_nobody_is_asked_in_the_last_ten_seconds():
    assert asked(at(0, 28, target_s=38.0)) == [False, True]
    assert asked(at(0, 28, target_s=37.9)) == [False, False]


def test_it_is_asked_for_only_while_the_hold_counts():
    paused = [(frame(0), None), (frame(30, "paused"), None), (frame(30), None)]
    assert asked(paused) == [False, False, True]


@pytest.mark.parametrize("change", [{"side": "right"}, {"start_s": 50.0}])
def test_each_hold_counts_from_its_own_start(change):
    frames = [(frame(0), 3), (frame(20), 5), (frame(0, **change), 6), (frame(27, **change), 9)]
    assert asked([*frames, (frame(27.5, **change), 10)]) == [False, False, False, False, True]


def test_another_exercise_counts_from_its_own_start():
    reminder = ShiftReminder()
    assert reminder.update(frame(28), None, RELEASE)
    assert not reminder.update(frame(28.1), None, RELEASE)
    other = RELEASE.model_copy(update={"name": "other"})
    assert reminder.update(frame(28.2), None, other)


def test_the_exercise_says_how_or_that_none_is_asked_for():
    reminder = ShiftReminder()
    assert reminder.update(frame(28), None, RELEASE) == RELEASE.hold.shift
    still = RELEASE.model_copy(update={"hold": RELEASE.hold.model_copy(update={"shift": ""})})
    assert asked(at(0, 28), still) == [False, False]
    assert asked(at(0, 28), find_exercise("knee_to_chest")) == [False, False]
