"""What is remembered of a self-test, and how it is compared with the next one."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from posecheck.history.store import History
from posecheck.history.trend import compare_with_past, leg_measurements
from posecheck.tightness.change import describe_change
from posecheck.tightness.outcome import LegOutcome, Trial

ARCHED = [
    Trial("tight", "arched", 4.0, flexion, 170.0, 3.0, 5.0, 175.0) for flexion in (28.0, 32.0, 31.0)
]
SHORT = Trial("tight", "stopped_short", gap_change_cm=0.2, end_hip_flexion=25.0, end_knee=150.0)


@pytest.fixture
def history(tmp_path):
    with History.open(tmp_path / "history.sqlite3") as opened:
        yield opened


def test_the_median_trial_and_the_spread_are_remembered(history):
    outcomes = {
        "left": LegOutcome.from_trials("left", ARCHED),
        "right": LegOutcome.from_trials("right", (SHORT,)),
    }
    history.record_selftest(tuple(outcomes.values()))
    left, right = history.selftests()[0].legs
    assert (left.result, left.reason, left.onset_hip_flexion) == ("tight", "arched", 31.0)
    assert left.spread_deg == 4.0
    assert 4.0 < left.tolerance_deg < 6.0
    assert (right.reason, right.onset_hip_flexion, right.onset_knee) == (
        "stopped_short",
        25.0,
        150.0,
    )
    assert math.isnan(right.spread_deg)


def test_a_clear_leg_is_at_zero_and_one_that_could_not_be_told_is_left_out(history):
    outcomes = {
        "left": LegOutcome.from_trials(
            "left", (Trial("clear", end_hip_flexion=2.0, end_knee=175.0),)
        ),
        "right": LegOutcome.from_trials("right", (Trial("cannot_tell", "unsettled"),)),
    }
    history.record_selftest(tuple(outcomes.values()))
    (measurement,) = leg_measurements(history.selftests(), "left")
    assert (measurement.hip_flexion, measurement.is_clear) == (0.0, True)
    assert leg_measurements(history.selftests(), "right") == []


def test_the_next_test_is_compared_with_it(history):
    before = {"left": LegOutcome.from_trials("left", ARCHED)}
    history.record_selftest(tuple(before.values()), datetime(2026, 3, 2, 8))
    now = LegOutcome.from_trials(
        "left", (Trial("tight", "arched", 4.0, 20.0, 170.0, 2.0, 3.0, 175.0),)
    )
    change = compare_with_past(history.selftests(), now, datetime(2026, 3, 20, 8))
    assert describe_change(change) == "11° better (±7°) since 2026-03-02"


def test_it_is_compared_with_the_same_leg_and_only_where_both_tests_could_tell(history):
    for day, legs in (
        (2, (LegOutcome("left", "tight", "arched", onset_hip_flexion=60.0),)),
        (3, (LegOutcome("left", "cannot_tell", "between"),)),
        (4, (LegOutcome("right", "tight", "arched", onset_hip_flexion=80.0),)),
    ):
        history.record_selftest(legs, datetime(2026, 3, day, 8))
    past, taken = history.selftests(), datetime(2026, 3, 20, 8)
    now = LegOutcome("left", "tight", "arched", onset_hip_flexion=30.0)
    assert compare_with_past(past, now, taken).before.taken.day == 2
    assert compare_with_past(past, now, taken).difference_deg == -30.0
    assert compare_with_past(past, LegOutcome("left", "cannot_tell", "between"), taken) is None
    assert compare_with_past(past[2:], now, taken) is None
