"""Where somebody rests on the roller, against people and cameras put together by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, read_as

from posecheck.perception.roller.perspective import Camera, Cylinder
from posecheck.perception.roller.resting import (
    AGREE,
    MOST_MOVED,
    OVER_LYING,
    OVER_ON_SIDE,
    UNKNOWN,
    resting_place,
    weighed,
)

CAMERA = Camera.of((640, 480), pitch_deg=15.0)
TRUNK_LENGTH = 7.5
"""In radii of the roller."""


def unit(azimuth_deg: float, slope: float = 0.0) -> np.ndarray:
    """In level axes (x right, y down, z away): to the right of straight ahead by so much."""
    azimuth = math.radians(azimuth_deg)
    vector = np.array([math.sin(azimuth), -slope, math.cos(azimuth)])
    return vector / np.linalg.norm(vector)


def seen(position: float, roller_deg: float, trunk_deg: float, on_side: bool = False):
    """The cylinder, and the body whose trunk crosses it at ``position``; both directions are told
    from the camera's own straight ahead."""
    ahead, right = CAMERA.level_axes(np.array([0.0, 0.0, 1.0]))
    to_camera = np.column_stack([right, CAMERA.gravity, ahead])
    near = np.array([2.0, 12.0, 32.0])
    axis = unit(roller_deg)
    at_shoulders, more = OVER_ON_SIDE if on_side else OVER_LYING
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
    cylinder = Cylinder.between(ends, CAMERA, 8.0)
    assert cylinder is not None
    return cylinder, replace(body, reading=reading)


@pytest.mark.parametrize("on_side", [False, True])
@pytest.mark.parametrize("trunk_deg", [60.0, 90.0, 120.0, -70.0])
@pytest.mark.parametrize("turn", [-30.0, 0.0, 20.0])
@pytest.mark.parametrize("position", [0.0, 0.3, 1.0])
def test_the_crossing_is_found_again(position, turn, trunk_deg, on_side):
    cylinder, body = seen(position, trunk_deg + 90.0 + turn, trunk_deg, on_side)
    found, _ = resting_place(cylinder, CAMERA, body)
    assert found == pytest.approx(position, abs=1e-6)


def test_the_more_along_the_line_of_sight_the_trunk_lies_the_less_is_known():
    errors = []
    for trunk_deg in (90.0, 60.0, 30.0):
        cylinder, body = seen(0.4, trunk_deg + 90.0, trunk_deg)
        errors.append(resting_place(cylinder, CAMERA, body)[1])
    assert 0.05 < errors[0] < errors[1] < errors[2]


def test_without_a_reading_nothing_is_known():
    cylinder, body = seen(0.4, 0.0, 90.0)
    assert np.isnan(resting_place(cylinder, CAMERA, replace(body, reading=None))).all()


def test_hips_and_shoulders_in_one_place_tell_nothing():
    cylinder, body = seen(0.4, 180.0, 90.0)
    assert body.reading is not None
    joints = {side: np.full_like(places, 200.0) for side, places in body.reading.joints.items()}
    body = replace(body, reading=replace(body.reading, joints=joints))
    assert np.isnan(resting_place(cylinder, CAMERA, body)).all()
    assert resting_place(cylinder, CAMERA, body, said=(0.4, 0.1)) == (0.4, 0.1)


def test_two_opinions_are_weighed_by_how_sure_they_are():
    assert weighed((0.4, 0.1), (0.5, 0.1), most=MOST_MOVED) == pytest.approx(
        (0.45, 0.1 / math.sqrt(2))
    )
    assert weighed((0.4, 0.1), (0.5, 0.2), most=MOST_MOVED) == pytest.approx(
        (0.42, 0.1 * math.sqrt(0.8))
    )
    far_apart = weighed((0.4, 0.1), (2.4, 0.1), most=MOST_MOVED)
    assert far_apart == pytest.approx((0.4 + MOST_MOVED / 2, 1.0 / AGREE))  # 14 times as far apart
    assert weighed((0.4, 0.1), UNKNOWN, most=MOST_MOVED) == (0.4, 0.1)
    assert weighed(UNKNOWN, (0.5, 0.2), most=MOST_MOVED) == (0.5, 0.2)
