"""A side that is left: what is then asked of the other one."""

from __future__ import annotations

import pytest

from posecheck.coaching.goals.progress import Repetition
from posecheck.coaching.goals.sides import SidesToDo
from posecheck.exercises.library import find_exercise


def sides(exercise, target_s=None, **done):
    """Both sides of an exercise; ``done`` is seconds, or circles outward and inward."""
    found = SidesToDo(find_exercise(exercise), ("left", "right"), target_s)
    for side, amount in done.items():
        if isinstance(amount, tuple):
            for name, count in zip(("outward circle", "inward circle"), amount, strict=True):
                for _ in range(count):
                    found[side]._add(Repetition(name, side, 0.0, 1.0))
        else:
            for i in range(10 * amount + 1):
                found[side].update(i / 10, None, True, 1.0)
    return found


def test_the_other_side_is_asked_for_as_much_and_no_more():
    practised = sides("supine_release", 10.0, left=6, right=2)
    assert practised.leave("left")
    assert practised.to_do() == ["right"]
    assert practised["right"].progress(0.0).target == pytest.approx(6.0)
    assert practised["right"].amounts() == {"": pytest.approx(2.0)}
    assert practised.counting("right") == ["right"]


def test_where_this_side_has_nothing_the_other_side_s_goal_stays():
    practised = sides("supine_release", 10.0, right=2)
    assert practised.leave("left")
    assert practised["right"].progress(0.0).target == 10.0


def test_nothing_is_left_where_the_other_side_has_as_much_or_is_complete():
    for right in (6, 8, 10):
        practised = sides("supine_release", 10.0, left=6, right=right)
        assert not practised.leave("left")
        assert "left" in practised.to_do()


def test_circles_are_asked_for_in_each_direction():
    practised = sides("hip_circles", left=(3, 0), right=(1, 2))
    assert practised.leave("left")
    progress = practised["right"].progress(0.0)
    assert [(part.name, part.done, part.target) for part in progress.parts] == [
        ("outward", 1, 3),
        ("inward", 2, 2),  # what is done stays
    ]
    assert not progress.complete
