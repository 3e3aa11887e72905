"""Worked examples of the angles between vectors."""

from __future__ import annotations

import math

import pytest

from posecheck.geometry import (
    angle_at,
    angle_between,
    rejection,
    turn_about,
    wrap_axis_degrees,
    wrap_degrees,
)


@pytest.mark.parametrize(
    ("a", "vertex", "b", "expected"),
    [
        ((1, 0), (0, 0), (0, 1), 90),
        ((-1, 0), (0, 0), (1, 0), 180),  # in line
        ((1, 0), (0, 0), (1, 1), 45),
        ((1, 0, 0), (0, 0, 0), (1, 0, 0), 0),
    ],
)
def test_angle_at(a, vertex, b, expected):
    assert angle_at(a, vertex, b) == pytest.approx(expected)


@pytest.mark.parametrize(("turn", "expected"), [(10, 10), (190, -170), (-190, 170), (720, 0)])
def test_a_direction_is_wrapped_to_180_degrees(turn, expected):
    assert wrap_degrees(turn) == pytest.approx(expected)


@pytest.mark.parametrize(("turn", "expected"), [(10, 10), (100, -80), (-100, 80), (180, 0)])
def test_an_axis_is_wrapped_to_90_degrees(turn, expected):
    assert wrap_axis_degrees(turn) == pytest.approx(expected)


def test_a_vector_without_length_has_no_angle():
    assert math.isnan(angle_between((0, 0), (1, 0)))
    assert math.isnan(turn_about((0, 0, 1), (0, 0, 1), (1, 0, 0)))


def test_turn_is_right_handed_and_ignores_what_lies_along_the_axis():
    assert turn_about((0, 0, 2), (1, 0, 5), (0, 1, -3)) == pytest.approx(90)
    assert turn_about((0, 0, -2), (1, 0, 0), (0, 1, 0)) == pytest.approx(-90)


def test_the_rejection_is_perpendicular_to_the_axis():
    assert rejection((3, 4, 0), (0, 1, 0)) == pytest.approx((3, 0, 0))
