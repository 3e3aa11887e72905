"""The leg's angles on people built by hand, both sides, seen from several directions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import knees_marked_in_front, lying, standing

from posecheck.anatomy import SIDES, opposite
from posecheck.measures import leg
from posecheck.perception.scene import scene_of

AWAY = np.array([0.0, 0.0, 1.0])
TO_THE_RIGHT = np.array([1.0, 0.0, 0.0])
OBLIQUE = np.array([1.0, 0.0, 1.0]) / math.sqrt(2)


@pytest.mark.parametrize("head", [TO_THE_RIGHT, -TO_THE_RIGHT, OBLIQUE, AWAY])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("angle", [0, 20, 45, 90, -15])
def test_fall_out_is_the_turn_of_the_legs_plane(angle, side, head):
    scene = scene_of(lying(fallout={side: angle}, head=head))
    assert scene.posture == "supine"
    assert leg.fall_out(scene, side) == pytest.approx(angle, abs=0.1)
    assert leg.fall_out(scene, opposite(side)) == pytest.approx(0, abs=0.1)


def test_the_centre_of_a_bent_knee_lies_deeper_than_its_mark():
    # thigh and shank of length 1 at a right angle: the bend's line has length 2 cos 45
    centre = leg.knee_centre(np.array([1.0, 0.0]), np.zeros(2), np.array([0.0, 1.0]))
    assert centre == pytest.approx([leg.KNEE_INSET / 2] * 2)


def test_the_centre_of_a_straight_knee_is_its_mark():
    centre = leg.knee_centre(np.array([-2.0, 0.0]), np.zeros(2), np.array([1.5, 0.0]))
    assert centre == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize("head", [TO_THE_RIGHT, OBLIQUE, AWAY])
@pytest.mark.parametrize("fallout", [0, 70])
def test_knee_is_right_also_when_fallen_out(fallout, head):
    body = lying(knee=65, fallout={"left": fallout}, head=head)
    scene = scene_of(knees_marked_in_front(body))
    assert leg.knee(scene, "left") == pytest.approx(65, abs=0.1)


def bent_more_in_the_picture(head):
    """What the world landmarks say is a knee of 65 degrees; the picture shows one of 90."""
    in_space, pictured = lying(knee=65, head=head), lying(knee=90, head=head)
    return scene_of(replace(in_space, image=knees_marked_in_front(pictured).image))


def test_in_the_side_view_the_picture_tells_most_of_the_angle():
    told = 65 + leg.PICTURE_WEIGHT * (90 - 65)
    assert leg.knee(bent_more_in_the_picture(TO_THE_RIGHT), "left") == pytest.approx(told, abs=0.1)


def test_where_the_bones_point_at_the_camera_the_picture_has_no_say():
    assert leg.knee(bent_more_in_the_picture(AWAY), "left") == pytest.approx(65, abs=8)


def test_a_straight_leg_has_no_fall_out():
    assert math.isnan(leg.fall_out(scene_of(lying(knee=155)), "left"))


def test_fall_out_is_only_for_someone_on_the_back():
    scene = scene_of(standing(knee={"left": 90.0}))
    assert math.isnan(leg.fall_out(scene, "left"))


@pytest.mark.parametrize("facing", [TO_THE_RIGHT, -TO_THE_RIGHT, OBLIQUE, AWAY])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("flexion", [0, 30, 90, 120, -20])  # -20: the thigh behind the trunk
def test_hip_flexion_in_and_out_of_the_side_view(flexion, side, facing):
    scene = scene_of(standing(facing, thigh={side: flexion}, knee={side: 120.0}))
    found = leg.hip_flexion(scene, side)
    assert found == pytest.approx(flexion, abs=0.1)


@pytest.mark.parametrize("facing", [TO_THE_RIGHT, AWAY, OBLIQUE])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("turn", [0, 25, -25])
def test_hip_rotation_external_is_positive_on_both_sides(turn, side, facing):
    # a bent knee, the foot swung to the midline, is the thigh turned outward
    bent = standing(facing, thigh={side: 45.0}, knee={side: 90.0}, shank_in={side: turn})
    assert leg.hip_rotation(scene_of(bent), side) == pytest.approx(turn, abs=0.1)
    # a straight leg, the toes pointing outward, likewise
    straight = standing(facing, toes_out={side: turn})
    assert leg.hip_rotation(scene_of(straight), side) == pytest.approx(turn, abs=0.1)


def test_what_is_hidden_is_not_guessed():
    body = lying()
    hidden = scene_of(replace(body, visibility=np.full_like(body.visibility, 0.3)))
    for function in (leg.knee, leg.hip_flexion, leg.fall_out, leg.hip_rotation):
        assert math.isnan(function(hidden, "left"))
