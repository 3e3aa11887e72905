"""A programme planned for today: starts, holds, passes."""

from __future__ import annotations

import pytest

from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.errors import ProgrammeError
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme import Part, Programme, Timing


def plan(*parts, minutes=True, proposed_s=15.0, wanted_s=None, settle_s=20.0, prepare_s=60.0):
    programme = Programme(
        name="try", title="A try", summary="To try.", reason="To try.",
        minutes=(prepare_s + sum(p.seconds for p in parts)) / 60 if minutes else None,
        parts=parts, timing=Timing(prepare_s=prepare_s, settle_s=settle_s),
    )  # fmt: skip
    return plan_timetable(programme, find_exercise, proposed_s=proposed_s, wanted_s=wanted_s)


RELEASE = Part(exercise="supine_release", seconds=180, by_tolerance=True)
LUNGE = Part(exercise="low_lunge", seconds=120)


def test_parts_follow_each_other_after_the_preparation():
    table = plan(RELEASE, LUNGE)
    assert [(part.start_s, part.seconds, part.end_s) for part in table.parts] == [
        (60, 180, 240),
        (240, 120, 360),
    ]
    assert table.total_s == 360
    assert plan(RELEASE, LUNGE, LUNGE).total_s == 480
    assert all(part.timed for part in table.parts)
    assert [part.part for part in table.parts] == [RELEASE, LUNGE]


def passes(part=RELEASE, **options):
    return plan(part, LUNGE, **options).parts[0].exercise.hold.passes


def test_there_are_as_many_holds_as_there_is_time_for():
    # a side has 90 s, 20 of them to settle; holds of 15 s with 8 s between: 15 + 3 x 23 = 84 > 70
    assert find_exercise("supine_release").hold.rest_s == 8
    assert passes() == 3
    assert passes(settle_s=6) == 4
    assert passes(settle_s=5.9) == 4
    assert passes(settle_s=6.1) == 3
    assert passes(proposed_s=70) == 1
    assert passes(proposed_s=80) == 1  # one at least
    assert passes(RELEASE.model_copy(update={"most_passes": 2})) == 2
    assert passes(RELEASE.model_copy(update={"most_passes": 9})) == 3


def test_an_exercise_of_one_side_or_none_has_the_whole_time():
    # 180 s, 20 of them to settle: 15 + 6 x 23 = 153 <= 160
    for sides in (("left",), ()):

        def find(name, sides=sides):
            return find_exercise(name).model_copy(update={"sides": sides})

        programme = plan(RELEASE, LUNGE).programme
        table = plan_timetable(programme, find, proposed_s=15.0, wanted_s=None)
        assert table.parts[0].exercise.hold.passes == 7


def target_s(part=RELEASE, **options):
    return plan(part, LUNGE, **options).parts[0].target_s


def test_a_hold_by_tolerance_is_the_proposed_or_the_wanted_one():
    assert target_s(proposed_s=25) == 25
    assert target_s(proposed_s=500) == find_exercise("supine_release").hold.longest_s
    assert target_s(proposed_s=25, wanted_s=40) == 40


def test_a_hold_not_by_tolerance_is_the_part_s_own_or_the_exercise_s():
    own = Part(exercise="supine_release", seconds=100, hold_s=33)
    assert target_s(own, wanted_s=50) == 33
    exercise = Part(exercise="supine_release", seconds=100)
    assert target_s(exercise) == find_exercise("supine_release").hold.target_s
    (table_part, _) = plan(exercise, LUNGE).parts
    assert table_part.exercise == find_exercise("supine_release")


def test_what_is_counted_has_no_target_in_seconds():
    lifts = Part(exercise="knee_to_chest", seconds=100, by_tolerance=True)
    (part, _) = plan(lifts, LUNGE).parts
    assert part.target_s is None
    assert part.exercise == find_exercise("knee_to_chest")


def test_rolling_by_tolerance_has_a_target_and_no_passes():
    rolling = Part(exercise="roll_quadriceps", seconds=100, by_tolerance=True)
    (part, _) = plan(rolling, LUNGE, proposed_s=12).parts
    assert part.target_s == 12
    assert part.exercise == find_exercise("roll_quadriceps")


def test_a_single_exercise_is_not_timed_and_takes_the_wanted_hold():
    (alone,) = plan(Part(exercise="supine_release", seconds=100), minutes=False, wanted_s=42).parts
    assert (alone.timed, alone.target_s) == (False, 42)
    (by_tolerance,) = plan(RELEASE, minutes=False).parts
    assert by_tolerance.target_s == 15
    assert by_tolerance.exercise.hold.passes == find_exercise("supine_release").hold.passes


def test_the_mask_is_needed_if_one_exercise_looks_at_the_lower_back():
    lifts = Part(exercise="knee_to_chest", seconds=60)
    assert plan(LUNGE, lifts).needs_mask
    assert not plan(LUNGE, RELEASE).needs_mask


def test_a_wish_for_seconds_that_no_part_follows_is_refused():
    lifts = Part(exercise="knee_to_chest", seconds=100)
    plan(RELEASE, lifts).check_takes_hold()
    plan(LUNGE, minutes=False).check_takes_hold()
    plan(Part(exercise="roll_quadriceps", seconds=100), minutes=False).check_takes_hold()
    for parts, minutes, sentence in (
        ([lifts], False, "nothing to hold in A try"),
        ([lifts, lifts], True, "nothing to hold in A try"),
        ([LUNGE, lifts], True, "A try has its own times"),
    ):
        with pytest.raises(ProgrammeError, match=sentence):
            plan(*parts, minutes=minutes).check_takes_hold()
