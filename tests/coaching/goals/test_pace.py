"""Where a paced breath is, from the moment a position is held."""

from __future__ import annotations

import pytest

from posecheck.coaching.goals.pace import Pace, Pacer, pace_at
from posecheck.exercises.library import find_exercise


@pytest.mark.parametrize(
    ("since_s", "elapsed_s", "breath", "phase"),
    [(0.0, 0.0, 1, "in"), (3.0, 3.0, 1, "in"), (9.0, 5.0, 1, "out"), (27.0, 1.0, 3, "out")],
)
def test_how_far_the_breath_is(since_s, elapsed_s, breath, phase):
    point = pace_at(Pace(4, 7), since_s)
    assert (point.elapsed_s, point.breath, point.phase) == (elapsed_s, breath, phase)
    assert not point.small


def test_the_lungs_fill_and_empty_evenly():
    fills = [pace_at(Pace(4, 8), since_s).fill for since_s in (1, 3, 4, 6, 10)]
    assert fills == pytest.approx([0.25, 0.75, 1.0, 0.75, 0.25])
    lefts = [pace_at(Pace(4, 8), since_s).left_s for since_s in (1, 3, 4, 6, 10)]
    assert lefts == [3, 1, 8, 6, 2]


def test_the_guide_s_pace_is_in_4_s_out_7_s():
    for name, small in (("supine_release", True), ("breathing", False)):
        pacer = Pacer.for_exercise(find_exercise(name))
        points = [pacer.update(t, holding=True) for t in (0.0, 3.9, 4.0, 10.9, 11.0)]
        assert [point.phase for point in points] == ["in", "in", "out", "out", "in"]
        assert {point.small for point in points} == {small}


def test_each_hold_begins_with_empty_lungs():
    pacer = Pacer(Pace(4, 7), small=True)
    assert pacer.update(10.0, holding=False) is None
    first, later = pacer.update(12.0, holding=True), pacer.update(14.0, holding=True)
    assert (first.fill, later.fill, later.small) == (0.0, 0.5, True)
    assert pacer.update(15.0, holding=False) is None
    assert pacer.update(16.0, holding=True).fill == 0.0


def test_breaths_have_their_own_pace_a_hold_a_small_one_and_counting_none():
    breaths = Pacer.for_exercise(find_exercise("breathing")).update(0.0, holding=True)
    goal = find_exercise("breathing").breaths
    assert (breaths.left_s, breaths.small) == (goal.in_s, False)
    hold = Pacer.for_exercise(find_exercise("supine_release")).update(0.0, holding=True)
    assert (hold.left_s, hold.small) == (4.0, True)
    assert Pacer.for_exercise(find_exercise("knee_to_chest")) is None


def test_breathing_out_takes_as_long_as_the_exercise_says():
    goal = find_exercise("breathing").breaths
    pacer = Pacer.for_exercise(find_exercise("breathing"))
    pacer.update(0.0, holding=True)
    assert pacer.update(goal.in_s, holding=True).left_s == goal.out_s


def test_an_exercise_may_have_another_pace_than_the_guides():
    exercise = find_exercise("breathing")
    goal = exercise.breaths.model_copy(update={"in_s": 3.0, "out_s": 5.0})
    pacer = Pacer.for_exercise(exercise.model_copy(update={"breaths": goal}))
    assert pacer.update(0.0, holding=True).left_s == 3.0
    assert pacer.update(3.0, holding=True).left_s == 5.0
