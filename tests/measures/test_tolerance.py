"""The shipped table of tolerances."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from skeletons import lying, read_as

from posecheck.measures.table import measure
from posecheck.measures.tolerance import load_tolerances, reading_tolerance, table_tolerance
from posecheck.perception.body.reading import ANGLES


def test_every_angle_has_a_tolerance():
    for name in ANGLES:
        assert 0 < reading_tolerance(name, 5.0) < 15
    for name in ("knee", "hip_flexion", "hip_rotation"):  # fall-out is only for someone lying
        assert 0 < table_tolerance(name, True, 20.0) < 60


def test_a_value_whose_tolerance_is_of_no_use_is_not_given():
    body = replace(lying(), reading=read_as(lying(), error_deg=4.0))
    doubtful = replace(body, reading=read_as(lying(), error_deg=40.0))
    assert not math.isnan(measure(body).value("knee", "left"))
    assert math.isnan(measure(doubtful).value("knee", "left"))
    assert measure(doubtful).tolerance("knee", "left") > 22


def test_the_row_is_chosen_by_the_angle_off_the_side():
    rows = [r for r in load_tolerances().rows if r.measure == "knee" and r.near]
    first, second = sorted(rows, key=lambda r: r.off_side_below)[:2]
    assert table_tolerance("knee", True, first.off_side_below - 0.1) == first.tolerance
    assert table_tolerance("knee", True, first.off_side_below) == second.tolerance


@pytest.mark.parametrize(
    ("name", "off_side"), [("knee", math.nan), ("knee", 91.0), ("no_such_measure", 5.0)]
)
def test_what_was_never_measured_has_none(name, off_side):
    assert math.isnan(table_tolerance(name, True, off_side))


def test_a_frame_carries_its_tolerances():
    measured = measure(lying())
    near = measured.near_side
    assert measured.tolerance("knee", near) == table_tolerance("knee", True, measured.off_side_deg)
    assert math.isnan(measured.tolerance("no_such_measure"))
