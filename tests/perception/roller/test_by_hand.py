"""The ends of a marked roller are tracked and do not drift; how well they give its direction."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from posecheck.perception.roller.by_hand import azimuth_error
from posecheck.perception.roller.end_tracker import EndTracker
from posecheck.perception.roller.perspective import Camera, Cylinder

ENDS = np.array([[150.0, 170.0], [230.0, 150.0]])


def room(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(60, 200, (60, 80, 3), np.uint8)
    return cv2.resize(coarse, (320, 240), interpolation=cv2.INTER_CUBIC)


def noisy(picture: np.ndarray, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 4, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def with_patch(shift: tuple[float, float], turn_deg: float = 0.0) -> np.ndarray:
    """A textured patch around the ends, moved and turned, in a room that stays."""
    centre = ENDS.mean(axis=0)
    motion = cv2.getRotationMatrix2D(tuple(centre), -turn_deg, 1.0)
    motion[:, 2] += shift
    strip = np.zeros((240, 320), np.uint8)
    cv2.line(strip, (150, 170), (230, 150), 255, 40)
    piece = cv2.warpAffine(room(1), motion, (320, 240), flags=cv2.INTER_LINEAR)
    where = cv2.warpAffine(strip, motion, (320, 240))
    return np.where(where[..., None] > 127, piece, room(0))


def test_the_ends_stay_on_a_roller_that_lies_still():
    tracker = EndTracker(ENDS)
    ends = None
    for seed in range(150):
        ends = tracker.update(noisy(room(), seed))
    assert ends is not None
    assert np.abs(ends - ENDS).max() < 1.0


def test_the_ends_follow_a_roller_that_is_moved_and_turned():
    tracker = EndTracker(ENDS)
    ends = None
    for k in range(21):
        ends = tracker.update(noisy(with_patch((0.8 * k, 0.3 * k), 0.7 * k), k))
    assert ends is not None
    assert np.abs(ends.mean(axis=0) - ENDS.mean(axis=0) - (16.0, 6.0)).max() < 3.0
    way = ends[1] - ends[0]
    turned = np.degrees(np.arctan2(way[1], way[0])) - np.degrees(np.arctan2(-20.0, 80.0))
    assert abs(turned - 14.0) < 4.0


def test_ends_outside_the_frame_are_lost():
    tracker = EndTracker(ENDS + 1000.0)
    assert tracker.update(room()) is None


@pytest.mark.parametrize("away", [24.0, 48.0])
def test_the_flatter_the_axis_looks_the_larger_is_the_error_of_its_direction(away):
    camera = Camera.for_frame((640, 480), pitch_deg=10.0)
    errors = []
    for drop in (20.0, 12.0, 6.0):  # how high the camera stands over it, in radii
        near = np.array([0.0, drop, away])
        points = np.stack([near, near + 8.0 * np.array([0.3, 0.0, 0.95])])
        ahead, right = camera.level_axes(np.array([0.0, 0.0, 1.0]))
        ends = camera.project(points @ np.stack([right, camera.gravity, ahead]))
        cylinder = Cylinder.from_ends(ends, camera, 8.0)
        assert cylinder is not None
        errors.append(azimuth_error(cylinder, camera))
    assert errors[0] < errors[1] < errors[2]
    assert errors[0] < 12.0
