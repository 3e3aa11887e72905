"""What a recording adds up to: also why nothing was counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, observed, read_exactly, standing

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.goals.progress import Repetition
from posecheck.engine.results import ExerciseResults, SelfTestResults
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTest
from posecheck.video import Frame

IMAGE = np.zeros((48, 64, 3), np.uint8)


def results_of(
    exercise: str,
    body,
    frames: int = 20,
    person: int | None = None,
    step_s: float = 0.1,
    **values,
):
    session = ExerciseSession(find_exercise(exercise))
    found = ExerciseResults(session, person)
    for k in range(frames):
        seen = measure(body) if body is not None else None
        if seen is not None:
            tolerances = {**seen.tolerances, "fallout_left": 6.0}
            changed = replace(seen, values={**seen.values, **values}, tolerances=tolerances)
            seen = observed(body, changed)
        coaching = session.update(k * step_s, seen)
        found.add(Moment(Frame(IMAGE, k * step_s, k), body, seen, coaching))
    return found


@pytest.mark.parametrize(
    ("exercise", "body", "why"),
    [
        ("supine_release", None, "nobody was seen"),
        ("supine_release", standing(), "the position was not reached"),
        ("knee_to_chest", standing(), "the position was not reached"),
        ("knee_to_chest", lying(), "no repetition was complete"),
        ("movement", lying(), "no repetition was complete"),
        ("movement", None, "nobody was seen"),
    ],
)
def test_why_nothing_was_counted(exercise, body, why):
    contents = results_of(exercise, body).contents()
    assert contents["why_nothing"] == f"Nothing was counted: {why}."


def test_a_single_frame_in_position_is_no_hold():
    contents = results_of(
        "supine_release", read_exactly(lying(fallout={"left": 45.0})), frames=1
    ).contents()
    assert contents["why_nothing"] == "Nothing was counted: the position was not held."


def test_a_recording_with_a_picture_every_two_seconds_has_too_few():
    contents = results_of("supine_release", lying(), step_s=2.0).contents()
    assert contents["why_nothing"] == "Nothing was counted: it has too few pictures."


def test_the_person_who_was_asked_for_was_not_there():
    contents = results_of("supine_release", None, person=3).contents()
    assert contents["why_nothing"] == "Nothing was counted: person 3 was not seen."


def test_where_something_was_counted_nothing_is_to_be_explained():
    found = results_of("supine_release", read_exactly(lying(fallout={"left": 45.0})))
    assert "why_nothing" not in found.contents()


def test_what_could_not_be_verified_of_a_repetition():
    found = results_of("knee_to_chest", lying(), lumbar_gap_change_cm=float("nan"))
    found.record.repetitions.append(Repetition("repetition", "left", 0.5, 1.5))
    (written,) = found.contents()["repetitions"]
    titles = {check.name: check.title for check in find_exercise("knee_to_chest").checks}
    assert titles["lower_back"] in written["unverified"]


def test_a_self_test_that_was_not_recognised_says_why_and_what_to_do():
    why = SelfTestResults(SelfTest()).contents()["why_nothing"]
    assert why.startswith("No self-test was recognised: the start was not seen")
    assert "Start with both knees bent" in why
