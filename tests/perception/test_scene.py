"""The scene of one frame: which source gives the view, the bones, the hip."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, read_as, standing

from posecheck.anatomy import SIDES, Landmark
from posecheck.perception.body.reading import JOINTS
from posecheck.perception.scene import SHOULDER_OVERHANG, scene_of


def test_only_the_reading_knows_that_the_camera_looks_from_above():
    body = lying()
    assert scene_of(body).view == "side"
    level, above = (replace(read_as(body), camera_pitch_deg=pitch) for pitch in (10.0, 75.0))
    assert scene_of(replace(body, reading=level)).view == "side"
    assert scene_of(replace(body, reading=above)).view == "top"


def test_the_view_is_mediapipes_and_near_side_and_turn_are_the_readings():
    body = lying()
    turned = np.deg2rad(40.0)  # about the vertical, so that the right side looks to the head
    c, s = np.cos(turned), np.sin(turned)
    turn = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    reading = read_as(body)
    reading = replace(reading, trunk=turn @ reading.trunk, lateral=-(turn @ reading.lateral))
    plain, read = scene_of(body), scene_of(replace(body, reading=reading))
    assert read.view == plain.view == "side"
    assert plain.off_side_deg == pytest.approx(0.0, abs=0.01)
    assert read.off_side_deg == pytest.approx(40.0)
    assert {plain.near_side, read.near_side} == set(SIDES)


def test_the_posture_that_the_body_brings_wins():
    assert scene_of(replace(standing(), posture="supine")).posture == "supine"
    assert scene_of(standing()).posture == "standing"


@pytest.mark.parametrize("side", SIDES)
def test_the_bones_are_the_readings_else_those_of_the_world_landmarks(side):
    body = lying(fallout={side: 30.0})
    places = {p: body.world[Landmark.of(side, p)] for p in (*JOINTS, "heel")}
    expected = (
        places["knee"] - places["hip"],
        places["ankle"] - places["knee"],
        places["foot_index"] - places["heel"],
    )
    for found, bone in zip(scene_of(body).bones(side), expected, strict=True):
        assert np.array_equal(found, bone)
    unread = replace(body, world=np.zeros_like(body.world) + body.world * 0.5)
    read = replace(unread, reading=read_as(body))
    for found, bone in zip(scene_of(read).bones(side), expected, strict=True):
        assert np.array_equal(found, bone)


@pytest.mark.parametrize("side", SIDES)
def test_the_hip_is_half_way_between_landmark_and_reading(side):
    body = lying()
    hip = body.point(Landmark.of(side, "hip"))
    assert np.array_equal(scene_of(body).hip(side), hip)
    reading = read_as(body)
    reading.joints[side][JOINTS.index("hip")] = hip + np.array([4.0, 10.0])
    found = scene_of(replace(body, reading=reading)).hip(side)
    assert found - hip == pytest.approx([2.0, 5.0])


@pytest.mark.parametrize(("side", "sign"), [("left", -1.0), ("right", 1.0)])
def test_the_flank_leads_from_hip_to_shoulder(side, sign):
    body = lying()
    ends = (body.world[Landmark.of(side, part)] for part in ("hip", "shoulder"))
    hip, shoulder = ends
    assert np.array_equal(scene_of(body).flank(side), shoulder - hip)
    reading = read_as(body)
    flank = scene_of(replace(body, reading=reading)).flank(side)
    assert flank == pytest.approx(reading.trunk + sign * SHOULDER_OVERHANG * reading.lateral)


def test_a_camera_that_looks_down_sees_heights_foreshortened():
    scene = scene_of(replace(lying(), reading=replace(read_as(lying()), camera_pitch_deg=60.0)))
    assert scene.in_picture(np.array([0.3, 0.0, 0.0])) == pytest.approx([0.3, 0.0])
    assert scene.in_picture(np.array([0.0, 1.0, 0.0])) == pytest.approx([0.0, 0.5])
    assert abs(scene.in_picture(np.array([0.0, 0.0, 1.0]))[1]) == pytest.approx(np.sqrt(0.75))
