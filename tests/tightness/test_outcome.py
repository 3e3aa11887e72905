"""One leg's outcome: built from its trials, as sentence, as JSON."""

from __future__ import annotations

import math

import pytest

from posecheck.tightness.outcome import LegOutcome, Trial, to_json


def arched(flexion, knee=170.0, rise=5.0, at_s=9.0):
    return Trial("tight", "arched", at_s, flexion, knee, rise, 1.0, 175.0)


def stopped(flexion, knee=150.0, rise=0.2):
    return Trial(
        "tight", "stopped_short", gap_change_cm=rise, end_hip_flexion=flexion, end_knee=knee
    )


CLEAR = Trial("clear", gap_change_cm=0.4, end_hip_flexion=3.0, end_knee=176.0)
UNSEEN = Trial("cannot_tell", "back_hidden", gap_change_cm=1.0)


def outcome(*trials):
    return LegOutcome.from_trials("left", trials)


def same(found, **expected):
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, nan_ok=True), name


def test_the_median_of_the_arched_trials_and_their_range():
    trials = arched(28, 165, 4, 9), arched(32, 168, 6, 8), arched(31, 171, 5.5, 7)
    found = outcome(*trials)
    assert (found.side, found.result, found.reason) == ("left", "tight", "arched")
    same(found, onset_s=7, onset_hip_flexion=31, onset_knee=168, gap_change_cm=5.5, spread_deg=4)
    assert found.trials == trials


@pytest.mark.parametrize("made", [arched, stopped])
def test_of_two_trials_the_mean(made):
    same(outcome(made(28, 165), made(32, 168)), onset_hip_flexion=30, onset_knee=166.5)


def test_one_trial_has_no_range():
    same(outcome(arched(30)), onset_hip_flexion=30, spread_deg=math.nan)


def test_tests_of_the_same_leg_lie_within_4_9_degrees_of_their_mean():
    assert outcome(CLEAR).tolerance_deg == pytest.approx(1.96 * 2.5)


def test_a_leg_that_stopped_short_has_the_angles_where_it_stopped():
    found = outcome(stopped(25, 150), stopped(18, 140), stopped(24, 152))
    assert (found.result, found.reason) == ("tight", "stopped_short")
    same(found, onset_s=math.nan, onset_hip_flexion=24, onset_knee=150, spread_deg=7)


def test_a_back_that_rose_in_one_trial_of_three():
    found = outcome(stopped(10), arched(28), arched(32))
    assert found.reason == "arched"
    same(found, onset_hip_flexion=30, spread_deg=22)


def test_a_clear_leg_has_no_onset_and_no_range():
    found = outcome(CLEAR, CLEAR)
    assert (found.result, found.reason) == ("clear", "")
    same(found, onset_s=math.nan, onset_hip_flexion=math.nan, onset_knee=math.nan)
    same(found, gap_change_cm=0.4, spread_deg=math.nan)


def test_a_trial_that_cannot_tell_counts_only_when_no_trial_can():
    found = outcome(UNSEEN, arched(30), UNSEEN)
    assert found.result == "tight"
    same(found, gap_change_cm=5.0, spread_deg=math.nan)
    found = outcome(UNSEEN, Trial("cannot_tell", "too_fast", gap_change_cm=3.0))
    assert (found.result, found.reason) == ("cannot_tell", "too_fast")
    same(found, onset_hip_flexion=math.nan, onset_knee=math.nan, gap_change_cm=2.0)


def test_trials_that_contradict_each_other_tell_nothing():
    found = outcome(arched(30), CLEAR, arched(40))
    assert (found.result, found.reason) == ("cannot_tell", "disagree")
    same(found, onset_hip_flexion=math.nan, gap_change_cm=math.nan, spread_deg=math.nan)


def test_an_angle_that_was_not_seen_is_left_out():
    trials = arched(math.nan), arched(30)
    same(outcome(*trials), onset_hip_flexion=30, spread_deg=math.nan)
    assert "with the hip" not in outcome(arched(math.nan)).sentence()


@pytest.mark.parametrize(
    ("trials", "sentence"),
    [
        ([CLEAR], "Left: clear. The leg lies straight on the floor and the back stayed flat."),
        (
            [arched(30)],
            "Left: tight. The back rose from the floor with the hip still 30° bent, the knee at "
            "170°, by 5 cm in the end.",
        ),
        (
            [arched(math.nan, math.nan)],
            "Left: tight. The back rose from the floor, by 5 cm in the end.",
        ),
        (
            [stopped(25)],
            "Left: tight. The back stayed flat, but the leg stopped short (hip 25°, knee 150°). "
            "Weak control of the trunk can look the same.",
        ),
        (
            [Trial("cannot_tell", "too_fast")],
            "Left: cannot tell, the leg came down too fast. "
            "Lower the leg more slowly, in about five seconds.",
        ),
    ],
)
def test_the_outcome_in_plain_sentences(trials, sentence):
    assert outcome(*trials).sentence() == sentence


def test_a_reason_that_is_not_known_any_more_does_no_harm():
    assert LegOutcome("right", "cannot_tell", "gone").sentence() == "Right: cannot tell."


def test_the_json_of_an_arched_leg():
    found = outcome(arched(28.04, 165.06), arched(32.5), UNSEEN).to_json()
    trials = found.pop("trials")
    assert found.pop("explanation").startswith("Left: tight. The back rose")
    assert found == {
        "result": "tight",
        "reason": "arched",
        "onset_s": 9.0,
        "onset_hip_flexion": 30.3,
        "onset_knee": 167.5,
        "gap_change_cm": 5.0,
        "onset_hip_flexion_range": [28.0, 32.5],
        "errors": {
            "repeat_hip_flexion": 4.9,
            "repeat_gap_change_cm": 1.0,
            "truth_hip_flexion": 7.0,
            "truth_gap_change_cm": 2.2,
        },
    }
    assert trials[0] == {
        "result": "tight",
        "reason": "arched",
        "onset_s": 9.0,
        "onset_hip_flexion": 28.0,
        "onset_knee": 165.1,
        "gap_change_cm": 5.0,
        "end_hip_flexion": 1.0,
        "end_knee": 175.0,
    }
    assert [trial["result"] for trial in trials] == ["tight", "tight", "cannot_tell"]


def test_the_json_has_an_onset_only_where_the_back_rose():
    """An angle at which the leg stopped short is no onset."""
    found = outcome(stopped(25)).to_json()
    assert (found["result"], found["reason"]) == ("tight", "stopped_short")
    assert found["onset_s"] is found["onset_hip_flexion"] is found["onset_knee"] is None
    assert found["onset_hip_flexion_range"] == [None, None]
    assert outcome(CLEAR).to_json()["reason"] is None


def test_a_leg_that_was_not_tested_is_null():
    assert list(to_json({"right": outcome(CLEAR)})) == ["left", "right"]
    assert to_json({"right": outcome(CLEAR)})["left"] is None
