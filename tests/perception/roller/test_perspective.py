"""The geometry of a cylinder on the floor, against cases worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.perception.roller.perspective import Camera, Cylinder, axis_azimuth

CAMERA = Camera.for_frame((640, 480), pitch_deg=15.0)


def axis_on_the_floor(azimuth_deg: float, drop: float = 12.0, away: float = 40.0) -> np.ndarray:
    """(2, 3) two points at one height, 8 radii apart, in the axes of CAMERA."""
    level_away, _ = CAMERA.level_axes(np.array([0.0, 0.0, 1.0]))
    near = away * level_away + drop * CAMERA.gravity
    azimuth = math.radians(azimuth_deg)
    near_away, near_right = CAMERA.level_axes(near)
    return np.stack(
        [near, near + 8 * (math.cos(azimuth) * near_away + math.sin(azimuth) * near_right)]
    )


def test_gravity_points_down_in_the_image_of_a_level_camera():
    camera = Camera.for_frame((640, 480), pitch_deg=0.0)
    np.testing.assert_allclose(camera.gravity, [0, 1, 0], atol=1e-12)
    away, right = camera.level_axes(np.array([0.0, 0.3, 1.0]))
    np.testing.assert_allclose(away, [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(right, [1, 0, 0], atol=1e-12)


def test_gravity_points_away_from_a_camera_that_looks_straight_down():
    gravity = Camera.for_frame((640, 480), pitch_deg=90.0).gravity
    np.testing.assert_allclose(gravity, [0, 0, 1], atol=1e-12)


def test_gravity_points_to_the_left_in_an_image_turned_clockwise():
    gravity = Camera.for_frame((640, 480), pitch_deg=0.0, roll_deg=10.0).gravity
    np.testing.assert_allclose(
        gravity, [-math.sin(math.radians(10)), math.cos(math.radians(10)), 0]
    )


@pytest.mark.parametrize("azimuth", [-80.0, -45.0, -10.0, 0.0, 25.0, 60.0, 89.0])
def test_two_ends_at_one_height_give_the_azimuth(azimuth):
    ends = CAMERA.project(axis_on_the_floor(azimuth))
    assert axis_azimuth(ends, CAMERA) == pytest.approx(azimuth, abs=1e-6)


def test_an_end_above_the_horizon_gives_no_azimuth():
    assert math.isnan(axis_azimuth(np.array([[100.0, 20.0], [300.0, 300.0]]), CAMERA))


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
def test_both_ends_and_the_length_give_the_whole_cylinder(azimuth):
    points = axis_on_the_floor(azimuth)
    found = Cylinder.from_ends(CAMERA.project(points), CAMERA, 8.0)
    assert found is not None
    assert found.azimuth_deg == pytest.approx(azimuth, abs=1e-6)
    assert found.radius_px == pytest.approx(CAMERA.focal_px / points[0, 2])
    assert Cylinder.from_ends(np.array([[100.0, 20.0], [300.0, 300.0]]), CAMERA, 8.0) is None


def test_a_cylinder_is_turned_about_its_middle():
    points = axis_on_the_floor(30.0)
    ends = CAMERA.project(points)
    cylinder = Cylinder(ends[0], CAMERA.focal_px / points[0, 2], 30.0, 8.0)
    np.testing.assert_allclose(cylinder.turned_ends(CAMERA, 0.0), ends, atol=1e-6)
    turned = axis_azimuth(cylinder.turned_ends(CAMERA, 20.0), CAMERA)
    assert turned == pytest.approx(50.0, abs=3.0)  # the line of sight to its new end is another


def test_a_tilted_camera_equals_one_made_with_that_tilt():
    level = Camera.for_frame((640, 480), pitch_deg=5.0)
    np.testing.assert_allclose(
        level.tilted(12.0, 0.0).gravity, Camera.for_frame((640, 480), 17.0).gravity, atol=1e-12
    )
    np.testing.assert_allclose(
        level.tilted(0.0, -8.0).gravity, Camera.for_frame((640, 480), 5.0, -8.0).gravity, atol=1e-12
    )
