"""The tolerances that come with the package, and the tolerance above which no value is given."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from skeletons import lying, read_as, standing

from posecheck.anatomy import SIDES, opposite
from posecheck.measures.table import measure
from posecheck.measures.tolerance import (
    is_usable,
    load_tolerances,
    reading_tolerance,
    table_tolerance,
)
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import ANGLES


def test_every_angle_has_a_tolerance():
    for name in ANGLES:
        assert 0 < reading_tolerance(name, 5.0) < 15
    for name in ("knee", "hip_flexion", "hip_rotation"):  # fall-out is only for someone lying
        assert 0 < table_tolerance(name, True, 20.0) < 60


def test_the_tolerance_of_someone_lying_is_a_multiple_of_the_expected_error():
    factor = load_tolerances().reading_factors["knee"]
    assert reading_tolerance("knee", 8.0) == pytest.approx(8.0 * factor)
    assert math.isnan(reading_tolerance("no_such_measure", 8.0))


def read_with(name: str, side: str, tolerance: float) -> Body:
    """Someone lying; that angle of that side has this tolerance, all others a small one."""
    reading = read_as(lying(), error_deg=2.0)
    error_deg = {**reading.legs[side].error_deg}
    error_deg[name] = tolerance / load_tolerances().reading_factors[name]
    legs = {**reading.legs, side: replace(reading.legs[side], error_deg=error_deg)}
    return replace(lying(), reading=replace(reading, legs=legs))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("name", "given", "withheld"),
    [
        # a third of the difference between a bent knee (50-110 degrees) and a straight one
        ("knee", 21.5, 22.5),
        ("hip_flexion", 21.5, 22.5),
        # a lowered knee has 20 degrees or more
        ("fallout", 17.5, 18.5),
        # every single camera measures it coarsely
        ("hip_rotation", 24.5, 25.5),
    ],
)
def test_a_value_with_a_tolerance_too_large_to_be_usable_is_cannot_see(name, given, withheld, side):
    good, doubtful = (measure(read_with(name, side, t)) for t in (given, withheld))
    assert not math.isnan(good.value(name, side))
    assert math.isnan(doubtful.value(name, side))
    assert doubtful.tolerance(name, side) == pytest.approx(withheld)  # the report shows why
    assert not math.isnan(doubtful.value(name, opposite(side)))


def test_a_value_whose_tolerance_has_no_limit_is_given():
    assert is_usable("hip_abduction", 1000.0)
    assert is_usable("hip_abduction", math.nan)
    assert not math.isnan(measure(standing()).value("hip_abduction", "left"))


def test_a_value_whose_tolerance_is_unknown_is_cannot_see():
    """Without a lying reading a fall-out may be anything: on photos up to 170 degrees."""
    without, read = lying(fallout={"left": 40.0}), read_with("fallout", "left", 9.0)
    assert math.isnan(measure(without).value("fallout", "left"))
    assert not math.isnan(measure(read).value("fallout", "left"))


def test_a_limit_itself_is_usable():
    assert is_usable("knee", 22.0)


def test_the_row_is_chosen_by_the_angle_off_the_side():
    for near in (True, False):
        rows = [r for r in load_tolerances().rows if r.measure == "knee" and r.near == near]
        first, second, last = sorted(rows, key=lambda r: r.off_side_below)
        assert table_tolerance("knee", near, 0.0) == first.tolerance
        assert table_tolerance("knee", near, first.off_side_below - 0.1) == first.tolerance
        assert table_tolerance("knee", near, first.off_side_below) == second.tolerance
        assert table_tolerance("knee", near, 80.0) == last.tolerance


@pytest.mark.parametrize(
    ("name", "off_side"), [("knee", math.nan), ("knee", 91.0), ("no_such_measure", 5.0)]
)
def test_what_was_never_measured_has_none(name, off_side):
    assert math.isnan(table_tolerance(name, True, off_side))


@pytest.mark.parametrize("body", [lying(), standing()])
def test_a_frame_carries_its_tolerances(body):
    measured = measure(body)
    near = measured.near_side
    for side in SIDES:
        expected = table_tolerance("knee", side == near, measured.off_side_deg)
        assert measured.tolerance("knee", side) == expected
    assert measured.tolerance("knee", "left") != measured.tolerance("knee", "right")
    assert math.isnan(measured.tolerance("no_such_measure"))


def test_a_reading_carries_its_tolerances():
    measured = measure(replace(lying(), reading=read_as(lying(), error_deg=3.0)))
    for side in SIDES:
        for name in ANGLES:
            assert measured.tolerance(name, side) == reading_tolerance(name, 3.0)
        assert math.isnan(measured.tolerance("hand_to_head", side))
