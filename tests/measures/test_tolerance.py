"""The shipped table of tolerances."""

from __future__ import annotations

import math

import pytest
from skeletons import lying

from posecheck.measures.table import MEASURES_BY_NAME, measure
from posecheck.measures.tolerance import load_tolerances, tolerance_of


def test_every_measure_has_a_tolerance_near_the_side_view():
    for name in MEASURES_BY_NAME:
        assert 0 < tolerance_of(name, True, 5.0) < 60


def test_the_row_is_chosen_by_the_angle_off_the_side():
    rows = [r for r in load_tolerances().rows if r.measure == "knee" and r.near]
    first, second = sorted(rows, key=lambda r: r.off_side_below)[:2]
    assert tolerance_of("knee", True, first.off_side_below - 0.1) == first.tolerance
    assert tolerance_of("knee", True, first.off_side_below) == second.tolerance


@pytest.mark.parametrize(
    ("name", "off_side"), [("knee", math.nan), ("knee", 91.0), ("no_such_measure", 5.0)]
)
def test_what_was_never_measured_has_none(name, off_side):
    assert math.isnan(tolerance_of(name, True, off_side))


def test_a_frame_carries_its_tolerances():
    measured = measure(lying())
    near = measured.near_side
    assert measured.tolerance("knee", near) == tolerance_of("knee", True, measured.off_side_deg)
    assert math.isnan(measured.tolerance("lumbar_gap_cm"))
