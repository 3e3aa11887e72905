"""May a number be trusted here? That follows from how much was seen, and how exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.exercises.library import find_exercise
from posecheck.feedback.report.trust import judge_trust

CHECKS = {check.name: check for check in find_exercise("supine_release").checks}


def trust(name, values, tolerance):
    values = np.asarray(values, float)
    everything = np.ones(len(values), bool)
    tolerances = np.full(len(values), tolerance)
    return judge_trust(CHECKS[name], None, values, tolerances, np.isfinite(values), everything)


@pytest.mark.parametrize(
    ("values", "tolerance", "answer", "reason"),
    [
        ([4.0] * 10, 5.0, "yes", "farther from its limits than its error"),
        ([11.0] * 10, 9.0, "care", "nearer to a limit than its error"),
        ([4.0] * 10, math.nan, "care", "error is not known"),
        ([4.0] * 4 + [math.nan] * 6, 5.0, "no", "Seen only 40 % of the time"),
        ([math.nan] * 10, 5.0, "no", "not seen at all"),
    ],
)
def test_the_answer(values, tolerance, answer, reason):
    found = trust("roller_angle", values, tolerance)
    assert found.answer == answer
    assert reason in found.reason


def test_the_value_is_shown_with_its_tolerance():
    assert trust("roller_angle", [4.0] * 9 + [40.0], 5.0).value == "4° ±5°"
    assert trust("roller_position", [0.35] * 3, 0.07).value == "0.35 ±0.07"
    assert trust("roller_angle", [math.nan], 5.0).value == ""


def test_only_the_time_that_is_asked_about_counts():
    values = np.array([math.nan] * 90 + [45.0] * 10)
    counted = np.arange(100) >= 90
    found = judge_trust(CHECKS["fallout"], "left", values, np.full(100, 6.0), counted, counted)
    assert found.answer == "yes"


def test_what_the_check_did_not_judge_was_not_seen():
    """A value from a view in which the check cannot see: the timeline says so, and so does this."""
    values, everything = np.full(10, 45.0), np.ones(10, bool)
    judged = np.arange(10) < 8
    found = judge_trust(CHECKS["fallout"], "left", values, np.full(10, 6.0), judged, everything)
    assert found.reason.startswith("Seen 80 % of the time.")


def test_what_depends_on_a_roller_asks_for_a_look_unless_it_is_useless():
    assert trust("roller_angle", [4.0] * 10, 5.0).needs_look
    assert not trust("roller_angle", [math.nan] * 10, 5.0).needs_look
    assert not trust("knee", [80.0] * 10, 5.0).needs_look
