"""The one rule for "is this change real?", with a worked example for every branch."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pytest

from posecheck.tightness.change import (
    SAME_TEST,
    LegMeasurement,
    compare,
    compare_sides,
    compare_with_reference,
    compute_measurement,
    describe_change,
    describe_measurement,
    describe_sides,
    find_reference,
    least_error_deg,
    smallest_detectable_change_deg,
)
from posecheck.tightness.outcome import LegOutcome, Trial

TODAY = datetime(2026, 3, 30, 8)
DETECTABLE = 1.96 * math.sqrt(2) * 2.5  # 6.93


def arched(flexion, side="left", **more):
    return LegOutcome(side, "tight", "arched", onset_hip_flexion=flexion, **more)


def stopped(flexion, side="left", knee=math.nan):
    return LegOutcome(side, "tight", "stopped_short", onset_hip_flexion=flexion, onset_knee=knee)


def clear(side="left"):
    return LegOutcome(side, "clear")


def measured(outcome, days_ago=0.0):
    return compute_measurement(outcome, TODAY - timedelta(days=days_ago))


def test_the_example_of_the_docs():
    """Onsets of 20, 30 and 21 degrees, 20 days ago, yesterday and today: the reference is the test
    of 20 days ago, and a degree more is nothing."""
    tests = [measured(arched(20), 20), measured(arched(30), 1), measured(arched(21))]
    change = compare_with_reference(tests)
    assert change.before is tests[0]
    assert change.difference_deg == 1.0
    assert change.error_deg == pytest.approx(DETECTABLE)
    assert not change.is_real
    said = "no change beyond the measurement's error (±7°) since 2026-03-10"
    assert describe_change(change) == said


# --- the error of one test


def test_the_error_of_one_test_and_of_a_difference():
    assert least_error_deg() == pytest.approx(4.9)
    assert smallest_detectable_change_deg() == pytest.approx(6.9296, abs=1e-4)


@pytest.mark.parametrize(
    ("more", "error_deg"),
    [
        ({}, 4.9),  # nothing is known of it
        ({"tolerance_deg": 3.0, "spread_deg": 4.0}, 4.9),  # no test is better than that
        ({"tolerance_deg": 6.0, "spread_deg": 4.0}, 6.0),
        ({"tolerance_deg": 4.9, "spread_deg": 9.0}, 9.0),  # its trials lay 9 degrees apart
        ({"spread_deg": 9.0}, 9.0),
    ],
)
def test_the_error_is_never_smaller_than_repeating_showed_it(more, error_deg):
    assert measured(arched(30, **more)).error_deg == pytest.approx(error_deg)


def test_the_spread_of_the_repeats_enters_the_error():
    trials = [Trial("tight", "arched", 9.0, flexion, 170.0, 5.0) for flexion in (20, 24, 30)]
    found = measured(LegOutcome.from_trials("left", trials))
    assert (found.hip_flexion, found.error_deg) == (24, 10)


def test_of_two_tests_that_do_not_differ_one_pair_in_twenty_is_called_a_change():
    """Errors of the size that was measured: a standard deviation of 2.5 degrees."""
    noise = np.random.default_rng(3).normal(30, 2.5, (4000, 2))
    real = [compare(measured(arched(a)), measured(arched(b))).is_real for a, b in noise]
    assert np.mean(real) == pytest.approx(0.05, abs=0.01)


# --- a test as a number


def test_a_leg_that_arched_or_stopped_short_has_the_angle_that_was_left():
    found = measured(arched(31), 3)
    assert (found.taken, found.hip_flexion) == (TODAY - timedelta(days=3), 31)
    assert (found.is_clear, found.back_rose) == (False, True)
    assert math.isnan(found.knee)
    found = measured(stopped(24))
    assert (found.hip_flexion, found.is_clear, found.back_rose) == (24, False, False)


def test_a_clear_leg_is_at_zero():
    found = measured(clear())
    assert (found.hip_flexion, found.is_clear, found.back_rose) == (0, True, False)


@pytest.mark.parametrize(
    "outcome",
    [
        LegOutcome("left", "cannot_tell", "disagree", onset_hip_flexion=30),
        LegOutcome("left", "cannot_tell"),
        arched(math.nan),
        stopped(math.nan),
    ],
)
def test_what_could_not_be_told_is_no_number(outcome):
    assert measured(outcome) is None


# --- the rule


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        # the back rose in both: the difference against the error of both
        (arched(30), arched(30), "no_change"),
        (arched(30), arched(30 - 6.92), "no_change"),
        (arched(30), arched(30 - 6.94), "better"),
        (arched(30), arched(30 + 6.92), "no_change"),
        (arched(30), arched(30 + 6.94), "tighter"),
        # tests that are less sure: the root of 4.9² + 8² is 9.4
        (arched(30, spread_deg=8.0), arched(21), "no_change"),
        (arched(30), arched(21, tolerance_deg=8.0), "no_change"),
        (arched(30, spread_deg=8.0), arched(20), "better"),
        # the back stayed flat in both: where the leg came to rest
        (stopped(30), stopped(22), "better"),
        (stopped(22), stopped(30), "tighter"),
        (stopped(22), stopped(27), "no_change"),
        (stopped(25), clear(), "better"),
        (clear(), stopped(25), "tighter"),
        (clear(), clear(), "no_change"),
        # the back rose before and a flat back reached further down since: better
        (arched(30), stopped(20), "better"),
        (arched(30), clear(), "better"),
        (arched(5), clear(), "no_change"),  # tight and clear, yet within the error
        # a flat back reached further down before than where it rises now: tighter
        (stopped(20), arched(30), "tighter"),
        (clear(), arched(30), "tighter"),
        (clear(), arched(5), "no_change"),
        # the leg stopped before the angle at which the back rose: nothing is known beyond it
        (arched(20), stopped(30), "not_comparable"),
        (stopped(30), arched(20), "not_comparable"),
        (arched(20), stopped(26), "no_change"),
        (stopped(26), arched(20), "no_change"),
        # a leg that stopped short at the knee; straight is 165, and the knees' error is 19.4
        (stopped(5, knee=140), clear(), "better"),
        (clear(), stopped(5, knee=140), "tighter"),
        (stopped(5, knee=150), clear(), "no_change"),
        (stopped(5, knee=110), stopped(5, knee=140), "better"),
        (stopped(5, knee=140), stopped(5, knee=155), "no_change"),
        (stopped(30, knee=110), stopped(15, knee=140), "better"),
        (stopped(30, knee=140), stopped(15, knee=110), "not_comparable"),
        (stopped(30, knee=140), stopped(30, knee=math.nan), "no_change"),
        # where the back rose, it rose before the knee was straight: the hip alone tells
        (arched(30), stopped(5, knee=110), "better"),
    ],
)
def test_the_rule(before, after, finding):
    change = compare(measured(before, 20), measured(after))
    assert change.finding == finding
    assert change.is_real is (finding in ("better", "tighter"))


def test_a_difference_as_large_as_its_error_is_no_change():
    """Errors of 3 and 4 degrees make 5 together."""
    before = LegMeasurement(TODAY, 0.0, 4.0, False, True)
    for flexion, is_real in ((5.0, False), (5.01, True), (-5.0, False), (-5.01, True)):
        after = LegMeasurement(TODAY, flexion, 3.0, False, True)
        assert compare(before, after).is_real is is_real


@pytest.mark.parametrize(
    ("before", "after", "at_least"),
    [
        (arched(30), arched(10), False),
        (stopped(30), clear(), False),
        (arched(30), clear(), True),
        (clear(), arched(30), True),
    ],
)
def test_where_the_back_rose_in_one_test_only_the_change_may_be_larger(before, after, at_least):
    assert compare(measured(before), measured(after)).is_lower_bound is at_least


# --- with which test is compared


def test_the_reference_is_the_newest_test_of_two_weeks_ago_or_more():
    tests = [measured(arched(flexion), ago) for flexion, ago in ((50, 40), (40, 15), (30, 7))]
    assert find_reference(tests, TODAY.date()) is tests[1]
    assert find_reference(tests[:1], TODAY.date()) is tests[0]


def test_without_a_test_of_two_weeks_ago_the_reference_is_the_first():
    tests = [measured(arched(flexion), ago) for flexion, ago in ((50, 13), (40, 7), (30, 1))]
    assert find_reference(tests, TODAY.date()) is tests[0]
    assert find_reference([], TODAY.date()) is None


def test_two_weeks_are_counted_in_days():
    """A test in the evening two weeks ago counts for one this morning."""
    evening = TODAY - timedelta(days=13, hours=14)
    assert evening.date() == TODAY.date() - timedelta(days=14)
    tests = [measured(arched(50), 30), compute_measurement(arched(40), evening)]
    assert find_reference(tests, TODAY.date()) is tests[1]


def test_a_single_test_is_compared_with_nothing():
    assert compare_with_reference([]) is None
    assert compare_with_reference([measured(arched(30))]) is None


def test_the_last_test_is_the_one_that_is_compared():
    tests = [measured(arched(30), 1), measured(arched(20))]
    change = compare_with_reference(tests)
    assert (change.before, change.after) == tuple(tests)


# --- left against right


def test_left_is_compared_with_right_whatever_their_order():
    for legs in ((arched(40), arched(20, "right")), (arched(20, "right"), arched(40))):
        change = compare_sides(legs)
        assert (change.before.hip_flexion, change.after.hip_flexion) == (40, 20)


@pytest.mark.parametrize(
    "legs",
    [
        (),
        (arched(30),),
        (arched(30, "right"),),
        (arched(30), LegOutcome("right", "cannot_tell", "between")),
        (LegOutcome("left", "cannot_tell", "between"), clear("right")),
    ],
)
def test_one_leg_alone_is_compared_with_nothing(legs):
    assert compare_sides(legs) is None


def test_the_sides_are_measured_at_one_time():
    change = compare_sides((arched(30), arched(20, "right")))
    assert change.before.taken == change.after.taken == SAME_TEST
    assert (change.before.hip_flexion, change.after.hip_flexion) == (30, 20)


# --- in words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (arched(34), arched(20), "14° better (±7°) since 2026-03-10"),
        (arched(20), arched(34), "14° tighter (±7°) since 2026-03-10"),
        (arched(34, spread_deg=9), arched(20), "14° better (±10°) since 2026-03-10"),
        (arched(34), arched(30), "no change beyond the measurement's error (±7°) since 2026-03-10"),
        (arched(34), clear(), "at least 34° better (±7°) since 2026-03-10"),
        (clear(), arched(34), "at least 34° tighter (±7°) since 2026-03-10"),
        (arched(5), clear(), "no change beyond the measurement's error (±7°) since 2026-03-10"),
        (clear(), clear(), "clear on 2026-03-10 too"),
        (stopped(34), clear(), "34° better (±7°) since 2026-03-10"),
        (stopped(5, knee=140), clear(), "at least 25° better at the knee (±19°) since 2026-03-10"),
        (
            stopped(30, knee=110),
            stopped(15, knee=140),
            "15° better (±7°) and 30° better at the knee (±19°) since 2026-03-10",
        ),
        (
            stopped(5, knee=150),
            clear(),
            "no change beyond the measurement's error (±7°, knee ±19°) since 2026-03-10",
        ),
        (
            stopped(30, knee=140),
            stopped(15, knee=110),
            "not comparable with 2026-03-10, because in one test the hip was straighter, in the "
            "other the knee",
        ),
        (
            arched(20),
            stopped(34),
            "not comparable with 2026-03-10, because in one test the leg stopped before it reached "
            "the angle at which the back rose in the other",
        ),
    ],
)
def test_a_change_in_words(before, after, words):
    assert describe_change(compare(measured(before, 20), measured(after))) == words


@pytest.mark.parametrize(
    ("left", "right", "sentence"),
    [
        (arched(40), arched(20, "right"), "The left side is the tighter one, by 20° (±7°)."),
        (arched(20), arched(40, "right"), "The right side is the tighter one, by 20° (±7°)."),
        (arched(40), clear("right"), "The left side is the tighter one, by at least 40° (±7°)."),
        (arched(30), arched(26, "right"), "Left and right do not differ beyond the error (±7°)."),
        (clear(), arched(5, "right"), "Left and right do not differ beyond the error (±7°)."),
        (
            stopped(5, knee=110),
            clear("right"),
            "The left side is the tighter one, by at least 55° at the knee (±19°).",
        ),
        (
            stopped(30, knee=140),
            stopped(15, "right", knee=110),
            "Left and right cannot be compared: of one leg the hip was straighter, of the other "
            "the knee.",
        ),
        (clear(), clear("right"), "No difference between the sides: both are clear."),
        (
            arched(20),
            stopped(40, "right"),
            "Left and right cannot be compared: one leg stopped before it reached the angle at "
            "which the back rose with the other.",
        ),
    ],
)
def test_left_against_right_in_words(left, right, sentence):
    assert describe_sides(compare_sides((left, right))) == sentence


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (arched(31), "31° ±5° short of straight"),
        (stopped(-0.2, knee=140), "stopped short at hip 0° ±5°, knee 140°"),
        (clear(), "clear"),
    ],
)
def test_a_test_in_words(outcome, words):
    assert describe_measurement(measured(outcome)) == words
