"""The geometry of a cylinder on the floor, against cases worked out by hand."""

import math

import numpy as np
import pytest

from posecheck.perception.roller.perspective import Camera, Cylinder, azimuth_of

CAMERA = Camera.of((640, 480), pitch_deg=15.0)


def axis_on_the_floor(azimuth_deg: float, drop: float = 12.0, away: float = 40.0) -> np.ndarray:
    """(2, 3) two points 8 radii apart at one height, in the axes of CAMERA."""
    level_away, _ = CAMERA.level_axes(np.array([0.0, 0.0, 1.0]))
    near = away * level_away + drop * CAMERA.gravity
    azimuth = math.radians(azimuth_deg)
    near_away, near_right = CAMERA.level_axes(near)
    return np.stack(
        [near, near + 8 * (math.cos(azimuth) * near_away + math.sin(azimuth) * near_right)]
    )


def test_a_level_camera_sees_gravity_down_the_picture():
    camera = Camera.of((640, 480), pitch_deg=0.0)
    np.testing.assert_allclose(camera.gravity, [0, 1, 0], atol=1e-12)
    away, right = camera.level_axes(np.array([0.0, 0.3, 1.0]))
    np.testing.assert_allclose(away, [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(right, [1, 0, 0], atol=1e-12)


def test_a_camera_that_looks_down_sees_gravity_come_towards_the_line_of_sight():
    gravity = Camera.of((640, 480), pitch_deg=90.0).gravity
    np.testing.assert_allclose(gravity, [0, 0, 1], atol=1e-12)


def test_a_picture_turned_clockwise_has_its_down_at_the_left():
    gravity = Camera.of((640, 480), pitch_deg=0.0, roll_deg=10.0).gravity
    np.testing.assert_allclose(
        gravity, [-math.sin(math.radians(10)), math.cos(math.radians(10)), 0]
    )


@pytest.mark.parametrize("azimuth", [-80.0, -45.0, -10.0, 0.0, 25.0, 60.0, 89.0])
def test_two_ends_at_one_height_tell_the_azimuth(azimuth):
    ends = CAMERA.project(axis_on_the_floor(azimuth))
    assert azimuth_of(ends, CAMERA) == pytest.approx(azimuth, abs=1e-6)


def test_ends_above_the_horizon_tell_nothing():
    assert math.isnan(azimuth_of(np.array([[100.0, 20.0], [300.0, 300.0]]), CAMERA))


@pytest.mark.parametrize("azimuth", [-60.0, 0.0, 35.0])
def test_a_cylinder_projects_to_its_own_ends_and_radius(azimuth):
    points = axis_on_the_floor(azimuth)
    ends = CAMERA.project(points)
    cylinder = Cylinder(ends[0], CAMERA.focal_px / points[0, 2], azimuth, 8.0)
    np.testing.assert_allclose(cylinder.ends(CAMERA), ends, atol=1e-6)
    near_rim, _ = cylinder.rims(CAMERA)
    height = np.ptp(near_rim[:, 1])
    assert height == pytest.approx(2 * cylinder.radius_px, rel=0.15)  # seen 15 degrees from above
    outline = cylinder.outline(CAMERA)
    assert len(outline) >= 12


@pytest.mark.parametrize("azimuth", [-60.0, 0.0, 35.0])
def test_both_ends_and_the_length_tell_the_whole_cylinder(azimuth):
    points = axis_on_the_floor(azimuth)
    found = Cylinder.between(CAMERA.project(points), CAMERA, 8.0)
    assert found is not None
    assert found.azimuth_deg == pytest.approx(azimuth, abs=1e-6)
    assert found.radius_px == pytest.approx(CAMERA.focal_px / points[0, 2])
    assert Cylinder.between(np.array([[100.0, 20.0], [300.0, 300.0]]), CAMERA, 8.0) is None


def test_turned_by_nothing_it_stays_and_turned_square_it_is_square():
    points = axis_on_the_floor(30.0)
    ends = CAMERA.project(points)
    cylinder = Cylinder(ends[0], CAMERA.focal_px / points[0, 2], 30.0, 8.0)
    np.testing.assert_allclose(cylinder.turned(CAMERA, 0.0), ends, atol=1e-6)
    turned = azimuth_of(cylinder.turned(CAMERA, 20.0), CAMERA)
    assert turned == pytest.approx(50.0, abs=3.0)  # the line of sight to its new end is another


def test_a_tilted_camera_is_one_that_looks_so_from_the_start():
    level = Camera.of((640, 480), pitch_deg=5.0)
    np.testing.assert_allclose(
        level.tilted(12.0, 0.0).gravity, Camera.of((640, 480), 17.0).gravity, atol=1e-12
    )
    np.testing.assert_allclose(
        level.tilted(0.0, -8.0).gravity, Camera.of((640, 480), 5.0, -8.0).gravity, atol=1e-12
    )
