"""Where somebody rests on the roller, for people and cameras put together by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from skeletons import lying, read_as

from posecheck.perception.estimate import CONSISTENT_WITHIN, UNKNOWN, Estimate, fuse
from posecheck.perception.roller.perspective import Camera, Cylinder
from posecheck.perception.roller.resting import (
    HEIGHT_ON_BACK,
    HEIGHT_ON_SIDE,
    MAX_SHIFT,
    place_under_trunk,
    resting_position,
)
from posecheck.perception.roller.roller import Roller

CAMERA = Camera.for_frame((640, 480), pitch_deg=15.0)
TRUNK_LENGTH = 7.5
"""In radii of the roller."""


def unit(azimuth_deg: float, slope: float = 0.0) -> np.ndarray:
    """In level axes (x right, y down, z away), to the right of straight ahead."""
    azimuth = math.radians(azimuth_deg)
    vector = np.array([math.sin(azimuth), -slope, math.cos(azimuth)])
    return vector / np.linalg.norm(vector)


def seen(position: float, roller_deg: float, trunk_deg: float, on_side: bool = False):
    """A cylinder, and a body whose trunk crosses it at ``position``. Both directions are measured
    from the camera's own straight ahead."""
    ahead, right = CAMERA.level_axes(np.array([0.0, 0.0, 1.0]))
    to_camera = np.column_stack([right, CAMERA.gravity, ahead])
    near = np.array([2.0, 12.0, 32.0])
    axis = unit(roller_deg)
    at_shoulders, more = HEIGHT_ON_SIDE if on_side else HEIGHT_ON_BACK
    over_top = TRUNK_LENGTH * (at_shoulders + more * position)
    crossed = near + 3.0 * axis - (0.0, 1.0 + over_top, 0.0)
    trunk = unit(trunk_deg, slope=0.1)
    shoulders = crossed + position * TRUNK_LENGTH * trunk
    hips = shoulders - TRUNK_LENGTH * trunk
    body = lying()
    reading = read_as(body)
    places = CAMERA.project(np.stack([shoulders, hips]) @ to_camera.T)
    joints = {side: np.vstack([places, rest[2:]]) for side, rest in reading.joints.items()}
    lateral = np.array([0.0, 1.0, 0.0]) if on_side else unit(trunk_deg + 90.0)
    reading = replace(reading, trunk=trunk, lateral=lateral, joints=joints)
    ends = CAMERA.project(np.stack([near, near + 8.0 * axis]) @ to_camera.T)
    cylinder = Cylinder.from_ends(ends, CAMERA, 8.0)
    assert cylinder is not None
    return cylinder, replace(body, reading=reading)


@pytest.mark.parametrize("on_side", [False, True])
@pytest.mark.parametrize("trunk_deg", [60.0, 90.0, 120.0, -70.0])
@pytest.mark.parametrize("turn", [-30.0, 0.0, 20.0])
@pytest.mark.parametrize("position", [0.0, 0.3, 1.0])
def test_the_crossing_is_found(position, turn, trunk_deg, on_side):
    cylinder, body = seen(position, trunk_deg + 90.0 + turn, trunk_deg, on_side)
    found, _ = resting_position(cylinder, CAMERA, body)
    assert found == pytest.approx(position, abs=1e-6)


@pytest.mark.parametrize("away", [-12.0, 0.0, 12.0])
@pytest.mark.parametrize("length", [6.0, 13.0])
@pytest.mark.parametrize("turn", [0.0, 20.0])
def test_the_turn_does_not_depend_on_where_the_roller_lies(turn, length, away):
    ahead, right = CAMERA.level_axes(np.array([0.0, 0.0, 1.0]))
    near, axis = np.array([away, 12.0, 32.0]), unit(10.0)
    points = np.stack([near, near + length * axis]) @ np.stack([right, CAMERA.gravity, ahead])
    cylinder = Cylinder.from_ends(CAMERA.project(points), CAMERA, length)
    assert cylinder is not None
    x, _, z = near + length / 2 * axis
    to_middle = math.degrees(math.atan2(x, z))
    detection = SimpleNamespace(trunk_azimuth_deg=10.0 - 90.0 - turn - to_middle)
    roller = Roller(ends=cylinder.ends(CAMERA), diameter_px=20.0, confidence=1.0)
    placed = place_under_trunk(
        roller, cylinder, CAMERA, detection, lying(), turn_error_deg=3.0, position=UNKNOWN
    )
    assert placed.off_perpendicular_deg == pytest.approx(turn, abs=1e-6)


def test_the_error_grows_the_more_the_trunk_lies_along_the_line_of_sight():
    errors = []
    for trunk_deg in (90.0, 60.0, 30.0):
        cylinder, body = seen(0.4, trunk_deg + 90.0, trunk_deg)
        errors.append(resting_position(cylinder, CAMERA, body)[1])
    assert 0.05 < errors[0] < errors[1] < errors[2]


def test_without_a_reading_the_position_is_unknown():
    cylinder, body = seen(0.4, 0.0, 90.0)
    assert np.isnan(resting_position(cylinder, CAMERA, replace(body, reading=None))).all()


def test_hips_and_shoulders_in_one_place_give_no_position():
    cylinder, body = seen(0.4, 180.0, 90.0)
    assert body.reading is not None
    joints = {side: np.full_like(places, 200.0) for side, places in body.reading.joints.items()}
    body = replace(body, reading=replace(body.reading, joints=joints))
    assert np.isnan(resting_position(cylinder, CAMERA, body)).all()
    assert resting_position(cylinder, CAMERA, body, network=Estimate(0.4, 0.1)) == (0.4, 0.1)


def test_two_estimates_are_weighted_by_their_variances():
    first = Estimate(0.4, 0.1)
    assert fuse(first, Estimate(0.5, 0.1), max_shift=MAX_SHIFT) == pytest.approx(
        (0.45, 0.1 / math.sqrt(2))
    )
    assert fuse(first, Estimate(0.5, 0.2), max_shift=MAX_SHIFT) == pytest.approx(
        (0.42, 0.1 * math.sqrt(0.8))
    )
    # 14 times as far apart as their joint error
    far_apart = fuse(first, Estimate(2.4, 0.1), max_shift=MAX_SHIFT)
    assert far_apart == pytest.approx((0.4 + MAX_SHIFT / 2, 1.0 / CONSISTENT_WITHIN))


def test_an_unknown_estimate_changes_nothing():
    known = Estimate(0.5, 0.2)
    assert fuse(known, UNKNOWN, max_shift=MAX_SHIFT) == known
    assert fuse(UNKNOWN, known, max_shift=MAX_SHIFT) == known
