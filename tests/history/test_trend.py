"""One leg's tests as numbers, and left against right in the newest test."""

from __future__ import annotations

from datetime import datetime, timedelta

from posecheck.history.records import PastSelftest
from posecheck.history.trend import compare_latest_sides, leg_measurements
from posecheck.tightness.outcome import LegOutcome


def _test(days_ago, left=None, right=None, **more):
    taken = datetime(2026, 3, 30, 8) - timedelta(days=days_ago)
    legs = [
        LegOutcome(side, "tight", "arched", onset_hip_flexion=value, **more)
        for side, value in (("left", left), ("right", right))
        if value is not None
    ]
    return PastSelftest(taken, tuple(legs))


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
    assert compare_latest_sides([]) is None
    assert compare_latest_sides([_test(3, 20.0), _test(0, None, 40.0)]) is None
    tests = [_test(5, 10.0, 12.0), _test(3, 20.0, 40.0), _test(0, 20.0)]
    difference = compare_latest_sides(tests)
    assert (difference.difference_deg, difference.is_real) == (20.0, True)
