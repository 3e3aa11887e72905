"""One leg's tests as numbers; days in a row; left and right."""

from __future__ import annotations

from datetime import date, datetime, timedelta

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
    latest_side_difference,
    leg_measurements,
    most_corrected,
    streak,
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


def test_one_legs_tests_as_numbers_without_those_that_could_not_tell():
    tests = [
        _test(9, 40.0, 20.0),
        PastSelftest(datetime(2026, 3, 25), (LegOutcome("left", "cannot_tell"),)),
        _test(0, 30.0),
    ]
    measured = leg_measurements(tests, "left")
    assert [(m.taken, m.hip_flexion) for m in measured] == [
        (tests[0].taken, 40.0),
        (tests[2].taken, 30.0),
    ]
    assert [m.hip_flexion for m in leg_measurements(tests, "right")] == [20.0]


def test_the_tighter_side_is_named_from_one_test_only():
    assert latest_side_difference([]) is None
    assert latest_side_difference([_test(3, 20.0), _test(0, None, 40.0)]) is None
    tests = [_test(5, 10.0, 12.0), _test(3, 20.0, 40.0), _test(0, 20.0)]
    difference = latest_side_difference(tests)
    assert (difference.difference_deg, difference.is_real) == (20.0, True)


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
