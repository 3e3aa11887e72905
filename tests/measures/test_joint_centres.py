"""Where the joints' centres lie in the picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, read_as

from posecheck.anatomy import SIDES, Landmark, opposite
from posecheck.measures.joint_centres import hip_centre, knee_centre
from posecheck.perception.body.reading import JOINTS
from posecheck.perception.scene import Scene, scene_of

AWAY_PX = np.array([0.0, 8.0])
"""Half of the way from MediaPipe's marks of the hips to those of the reading."""


def test_the_centre_of_a_bent_knee_lies_deeper_than_its_mark():
    # thigh and shank of length 1 at a right angle: the bend's line has length 2 cos 45
    centre = knee_centre(np.array([1.0, 0.0]), np.zeros(2), np.array([0.0, 1.0]))
    assert centre == pytest.approx([0.05, 0.05])
    # twice as deep in a thigh twice as long
    centre = knee_centre(np.array([2.0, 0.0]), np.zeros(2), np.array([0.0, 1.0]))
    assert centre == pytest.approx([0.1, 0.1])


def test_the_centre_of_a_straight_knee_is_its_mark():
    centre = knee_centre(np.array([-2.0, 0.0]), np.zeros(2), np.array([1.5, 0.0]))
    assert centre == pytest.approx([0.0, 0.0])


def contradicted(hip_flexion: float) -> Scene:
    """Somebody on the back whose hips lie deeper in the reading than MediaPipe marks them."""
    body = lying()
    image = body.image.copy()
    turn = np.radians(hip_flexion)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    for side in SIDES:
        shoulder, hip = (image[Landmark.of(side, part)] for part in ("shoulder", "hip"))
        image[Landmark.of(side, "knee")] = hip + 0.8 * rotation @ (hip - shoulder)
    body = replace(body, image=image)
    reading = read_as(body)
    joints = {side: places.copy() for side, places in reading.joints.items()}
    for places in joints.values():
        places[JOINTS.index("hip")] += 2 * AWAY_PX
    return scene_of(replace(body, reading=replace(reading, joints=joints)))


@pytest.mark.parametrize(("flexion", "share"), [(10, 0.0), (25, 0.0), (45, 0.5), (75, 1.0)])
def test_the_near_hip_of_a_thigh_that_is_little_flexed_is_where_it_is_marked(flexion, share):
    scene = contradicted(flexion)
    marked = scene.body.point(Landmark.of(scene.near_side, "hip"))
    moved = hip_centre(scene, scene.near_side) - marked
    assert moved == pytest.approx(share * AWAY_PX, abs=0.1)


@pytest.mark.parametrize("flexion", [10, 110])
def test_a_far_hip_is_half_way_to_the_readings(flexion):
    scene = contradicted(flexion)
    far = opposite(scene.near_side)
    marked = scene.body.point(Landmark.of(far, "hip"))
    assert hip_centre(scene, far) - marked == pytest.approx(AWAY_PX)


@pytest.mark.parametrize("side", SIDES)
def test_without_a_reading_a_hip_is_where_it_is_marked(side):
    scene = scene_of(lying())
    marked = scene.body.point(Landmark.of(side, "hip"))
    assert hip_centre(scene, side) == pytest.approx(marked)
