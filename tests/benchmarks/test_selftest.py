"""The self-test's benchmark: what counts as right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from selftest import report
from selftest_score import TrialScore, expected_answer, running_median

from posecheck.tightness.outcome import Trial

STRAIGHT = {"knee_left": 170.0, "hip_flexion_left": 5.0}
SHORT = {"knee_left": 150.0, "hip_flexion_left": 5.0}
LIFTED = {"knee_left": 170.0, "hip_flexion_left": 15.0}


def trial_score(trial: Trial, *, expected: str = "tight arched", **changed: object) -> TrialScore:
    values = {
        "name": "selftest_tight",
        "shirt": "fitting",
        "arms": "chest",
        "camera_m": 0.4,
        "roll": 0.0,
        "true_change": 5.0,
        "measured_change": 4.0,
        "expected": expected,
        "trial": trial,
        "correlation": 0.99,
        "onset_late_s": math.nan,
        "onset_flexion_error": math.nan,
    }
    return TrialScore(**{**values, **changed})


@pytest.mark.parametrize(
    ("change_cm", "end", "answer"),
    [
        (3.1, STRAIGHT, "tight arched"),
        (2.0, STRAIGHT, ""),  # between flat and arched: anything is right
        (0.9, STRAIGHT, "clear"),
        (0.9, SHORT, "tight stopped_short"),
        (0.9, LIFTED, "tight stopped_short"),
    ],
)
def test_the_expected_answer(change_cm, end, answer):
    assert expected_answer(change_cm, end, "left") == answer


def test_cannot_tell_is_never_wrong():
    assert trial_score(Trial("clear")).is_wrong
    assert not trial_score(Trial("tight", "arched")).is_wrong
    assert not trial_score(Trial("cannot_tell", "no_rest")).is_wrong
    assert not trial_score(Trial("clear"), expected="").is_wrong


def test_an_onset_is_right_by_time_or_by_hip_flexion():
    def is_right(late_s: float, flexion_error: float) -> bool:
        trial = Trial("tight", "arched")
        score = trial_score(trial, onset_late_s=late_s, onset_flexion_error=flexion_error)
        return score.is_onset_right

    assert is_right(-0.5, 20.0)
    assert is_right(0.9, -6.0)
    assert not is_right(0.6, 7.0)


def test_a_change_of_one_frame_does_not_pass_the_running_median():
    times = np.arange(30) / 10
    values = [1.0] * 30
    values[10] = 5.0
    values[20:23] = [math.nan] * 3
    medians = running_median(times, values)
    assert np.nanmax(medians) == 1.0
    assert not np.isnan(medians).any()
    assert np.isnan(running_median(times, [math.nan] * 30)).all()


def test_the_report_marks_wrong_answers():
    trials = [Trial("clear"), Trial("tight", "arched")]
    text = report([trial_score(trial) for trial in trials])
    assert text.startswith("## Sample clips")
    assert text.count("**wrong**") == 1
    assert "wrong where the truth is plain: 1 of 2" in text
