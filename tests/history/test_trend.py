"""The trend says better only beyond the measurement's error; days in a row; left and right."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from posecheck.history.records import (
    PastCorrection,
    PastHold,
    PastRepetitions,
    PastSelftest,
    PastSession,
)
from posecheck.history.trend import (
    balance,
    is_uneven,
    latest_change,
    most_corrected,
    side_difference,
    streak,
    trend,
)
from posecheck.selftest.outcome import LegOutcome

TODAY = date(2026, 3, 30)


def _test(days_ago, left=None, right=None, **more):
    taken = datetime(2026, 3, 30, 8) - timedelta(days=days_ago)
    legs = [
        LegOutcome(side, "tight", "arched", onset_hip_flexion=value, **more)
        for side, value in (("left", left), ("right", right))
        if value is not None
    ]
    return PastSelftest(taken, tuple(legs))


def _session(days_ago, left=0.0, right=0.0, **more):
    holds = tuple(
        PastHold("supine_release", side, held, 30.0, False)
        for side, held in (("left", left), ("right", right))
        if held
    )
    started = datetime(2026, 3, 30, 8) - timedelta(days=days_ago)
    return PastSession(days_ago, "daily", started, 300.0, holds=holds, **more)


@pytest.mark.parametrize(
    ("before", "after", "more", "real"),
    [
        (30.0, 24.0, {}, False),  # within the detectable change
        (30.0, 22.0, {}, True),
        (22.0, 30.0, {}, True),
        (30.0, 22.0, {"tolerance_deg": 8.0}, False),  # the tests themselves are less sure
        (30.0, 22.0, {"spread_deg": 8.0}, False),
        (40.0, 22.0, {"tolerance_deg": 8.0}, True),
    ],
)
def test_a_change_is_real_only_beyond_the_error(before, after, more, real):
    change = latest_change(trend([_test(20, before, **more), _test(0, after, **more)], "left"))
    assert change.difference == after - before
    assert change.is_real is real


def test_the_last_test_is_compared_with_the_one_of_two_weeks_before():
    tests = [_test(40, 50.0), _test(15, 40.0), _test(7, 30.0), _test(0, 20.0)]
    assert latest_change(trend(tests, "left")).before.hip_flexion == 40.0
    assert latest_change(trend(tests[2:], "left")).before.hip_flexion == 30.0
    assert latest_change(trend(tests[3:], "left")) is None


def test_what_could_not_be_told_is_no_point_and_a_clear_leg_is_at_zero():
    taken = datetime(2026, 3, 1)
    tests = [
        PastSelftest(taken, (LegOutcome("left", "cannot_tell", onset_hip_flexion=12.0),)),
        PastSelftest(taken, (LegOutcome("left", "clear"),)),
        PastSelftest(taken, (LegOutcome("left", "tight", "stopped_short"),)),
    ]
    (point,) = trend(tests, "left")
    assert (point.hip_flexion, point.clear) == (0.0, True)
    assert point.error > 4.0


def test_the_tighter_side_is_named_from_one_test_only():
    assert side_difference([_test(3, 20.0), _test(0, None, 40.0)]) is None
    difference = side_difference([_test(3, 10.0, 12.0), _test(0, 20.0, 40.0)])
    assert (difference.difference, difference.is_real) == (20.0, True)


def test_days_in_a_row():
    assert streak([], TODAY) == 0
    assert streak([_session(d, 10.0) for d in (4, 2, 1, 0)], TODAY) == 3
    assert streak([_session(d, 10.0) for d in (2, 1)], TODAY) == 2  # today is still to come
    assert streak([_session(2, 10.0)], TODAY) == 0
    assert streak([_session(1, 10.0), _session(1, 5.0)], TODAY) == 1
    assert streak([_session(0)], TODAY) == 0  # nothing was held in it
    counted = (PastRepetitions("knee_to_chest", "left", "knee to chest", 10),)
    assert streak([_session(0, repetitions=counted)], TODAY) == 1


def test_left_and_right_over_the_last_four_weeks():
    sessions = [_session(40, 500.0), _session(27, 60.0, 30.0), _session(0, 0.0, 28.0)]
    assert balance(sessions, TODAY) == {"left": 60.0, "right": 58.0}
    assert not is_uneven(balance(sessions, TODAY))
    assert is_uneven(balance(sessions[:2], TODAY))
    assert not is_uneven({"left": 0.0, "right": 0.0})


def test_the_sentence_that_came_most_often():
    said = (PastCorrection("supine_release", "knee", "Bend it", 2, 3.0),)
    other = (PastCorrection("supine_release", "fallout", "Lower it", 3, 1.0),)
    sessions = [_session(1, corrections=said), _session(0, corrections=other)]
    assert most_corrected(sessions, TODAY) == ("Lower it", 3)
    assert most_corrected([_session(50, corrections=said)], TODAY) is None
