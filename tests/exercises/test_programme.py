"""The programmes that come with posecheck: the time adds up, and suffices for what is asked."""

from __future__ import annotations

import pytest

from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.errors import ProgrammeError
from posecheck.exercises.library import find_exercise, load_exercises
from posecheck.exercises.programme_library import find_programme, load_programmes, parse_programme
from posecheck.exercises.schema import Breaths, Circles, Hold, Moving, Repetitions

REPETITION_S, CIRCLE_S = 4.0, 4.0
"""Done slowly."""


def needed_s(plan) -> float:
    """Seconds that one side takes, without getting into position."""
    goal = plan.exercise.goal
    if isinstance(goal, Hold):
        return goal.passes * plan.target_s + (goal.passes - 1) * goal.rest_s
    if isinstance(goal, Moving):
        return plan.target_s
    if isinstance(goal, Repetitions):
        return goal.target * REPETITION_S
    if isinstance(goal, Circles):
        return 2 * goal.target * CIRCLE_S
    assert isinstance(goal, Breaths)
    return goal.target * (goal.in_s + goal.out_s)


@pytest.mark.parametrize("name", ["daily", "short", "full", "stretch"])
@pytest.mark.parametrize("proposed_s", [15, 30, 60, 90])
def test_there_is_time_for_everything(name, proposed_s):
    table = plan_timetable(find_programme(name), find_exercise, proposed_s=proposed_s)
    assert table.total_s == 60 * table.programme.minutes
    for plan in table.parts:
        sides = max(1, len(plan.exercise.sides))
        assert sides * (needed_s(plan) + 5) <= plan.seconds, plan.exercise.name
    ends = [plan.end_s for plan in table.parts]
    assert [plan.start_s for plan in table.parts][1:] == ends[:-1]


def test_what_each_programme_is_made_of():
    parts = {
        name: [part.exercise for part in programme.parts]
        for name, programme in load_programmes().items()
    }
    warm_up = [part for part in find_programme("daily").parts if part.warm_up]
    rolled_s = sum(
        max(1, len(find_exercise(part.exercise).sides))
        * find_exercise(part.exercise).moving.target_s
        for part in warm_up
    )
    assert rolled_s == 180  # three minutes
    assert parts["daily"][3:] == ["supine_release", "breathing"]
    assert parts["short"] == ["supine_release"]
    assert {"side_lying_release", "knee_to_chest", "hip_circles", "lunge"} < set(parts["full"])
    assert set(parts["stretch"]) == {"low_lunge", "figure_four", "standing_stretch"}


def test_the_longer_the_hold_the_fewer_and_the_release_stays_about_five_minutes():
    for proposed_s, passes in ((15, 6), (30, 3), (60, 2), (90, 1)):
        table = plan_timetable(find_programme("short"), find_exercise, proposed_s=proposed_s)
        (plan,) = table.parts
        assert plan.exercise.hold.passes == passes
        assert plan.target_s == proposed_s


def test_the_person_may_overrule_the_proposal():
    table = plan_timetable(find_programme("daily"), find_exercise, proposed_s=15, wanted_s=45)
    by_name = {plan.exercise.name: plan for plan in table.parts}
    assert by_name["supine_release"].target_s == 45
    assert by_name["roll_quadriceps"].target_s == 60  # not a hold that grows


@pytest.mark.parametrize("name", sorted(load_exercises()))
def test_every_exercise_runs_alone(name):
    table = plan_timetable(find_programme(name), find_exercise, proposed_s=15)
    (plan,) = table.parts
    assert plan.exercise.name == name
    assert not plan.timed


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("minutes = 3", "add up to 160 s, not to 180 s"),
        ('checklist = ["kettle"]', "kettle"),
        ("colour = 3", "colour"),
        ("minutes = ", "damaged"),
    ],
)
def test_a_damaged_programme_says_where(line, says):
    text = (
        'name = "try"\ntitle = "Try"\nsummary = "To try."\nreason = "To try."\n'
        f'{line}\n[[parts]]\nexercise = "supine_release"\nseconds = 100\n'
    )
    with pytest.raises(ProgrammeError, match=says):
        parse_programme(text, "try.toml")


def test_an_unknown_exercise_within_a_programme_is_said():
    text = (
        'name = "try"\ntitle = "Try"\nsummary = "To try."\nreason = "To try."\n'
        '[[parts]]\nexercise = "supine_releese"\nseconds = 100\n'
    )
    with pytest.raises(Exception, match="did you mean supine_release"):
        plan_timetable(parse_programme(text, "try.toml"), find_exercise, proposed_s=15)
