"""Only what is larger than its error is called a difference."""

from __future__ import annotations

import math

import pytest

from posecheck.feedback.comparison.difference import (
    Difference,
    combine_errors,
    error_of_mean,
    error_of_tolerance,
)


def difference(first, second, error, decimals=1):
    return Difference("Knee", "°", first, second, error, decimals)


@pytest.mark.parametrize(
    ("first", "second", "error", "finding", "text"),
    [
        (60.0, 75.0, 10.0, "higher", "higher by 15.0° (±10.0°)"),
        (75.0, 60.0, 10.0, "lower", "lower by 15.0° (±10.0°)"),
        (60.0, 69.9, 10.0, "no_change", "no difference beyond the error (±10.0°)"),
        (60.0, 70.0, 10.0, "no_change", "no difference beyond the error (±10.0°)"),
        (60.0, math.nan, 10.0, "not_known", "cannot tell: not seen in both"),
        (60.0, 90.0, math.nan, "not_known", "cannot tell: the error is not known"),
    ],
)
def test_what_may_be_said(first, second, error, finding, text):
    found = difference(first, second, error)
    assert (found.finding, found.describe()) == (finding, text)
    assert found.is_real == (finding in ("higher", "lower"))


def test_first_and_second_change_places():
    for first, second, error in ((60.0, 75.0, 10.0), (60.0, 65.0, 10.0)):
        one, other = difference(first, second, error), difference(second, first, error)
        assert one.difference == -other.difference
        assert one.is_real == other.is_real


def test_an_error_is_never_rounded_down():
    assert "±6.1°" in difference(0.0, 10.0, 6.01).describe()
    assert "±6.0°" in difference(0.0, 10.0, 6.0).describe()
    assert "(±2)" in Difference("Counted", "", 3, 9, 1.2).describe()


def test_what_is_not_known_is_a_dash_and_zero_has_no_sign():
    assert difference(math.nan, -0.01, 1.0).describe_first() == "-"
    assert difference(math.nan, -0.01, 1.0).describe_second() == "0.0°"


def test_errors_add_as_squares():
    assert combine_errors(3.0, 4.0) == 5.0
    assert error_of_tolerance(5.0) == pytest.approx(9.8)  # 1.96 standard deviations


def test_the_error_of_a_mean_shrinks_with_its_number_and_needs_two():
    assert error_of_mean([10.0, 14.0]) == pytest.approx(1.96 * 2.0)  # sd 2.83, divided by sqrt 2
    assert error_of_mean([10.0, 14.0] * 8) < 2.0
    assert math.isnan(error_of_mean([10.0]))
    assert math.isnan(error_of_mean([]))
