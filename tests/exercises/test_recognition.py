"""What an exercise's file may say for its recognition."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from posecheck.exercises.library import load_exercises
from posecheck.exercises.recognition import Mark


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"measure": "wingspan"}, "there is no measure wingspan"),
        ({"measure": "knee", "min": 3, "max": 2}, "min must be below max"),
        ({"measure": "knee"}, "give min or max"),
        ({"measure": "knee", "elsewhere": 0}, "greater than 0"),
        ({"measure": "knee", "within_s": 0}, "greater than 0"),
    ],
)
def test_a_mark_that_means_nothing_is_refused(fields, says):
    with pytest.raises(ValidationError, match=says):
        Mark(reason="to try", **fields)


def test_where_the_roller_is():
    places = {name: exercise.roller_place for name, exercise in load_exercises().items()}
    assert {name for name, place in places.items() if place == "under_trunk"} == {
        "supine_release",
        "side_lying_release",
    }
    assert {name for name, place in places.items() if place == "near"} == {
        "roll_quadriceps",
        "roll_adductors",
        "roll_glutes",
    }
