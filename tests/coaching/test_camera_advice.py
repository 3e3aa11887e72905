"""The one thing to change about the camera, and silence when it stands well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.camera_advice import camera_advice, camera_limits
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import measure
from posecheck.perception.body.reading import ANGLES, JOINTS, LegReading, LyingReading
from posecheck.perception.camera_facts import body_share

EXERCISE = find_exercise("supine_release")
TO_THE_RIGHT, AWAY = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])


def reading(pitch=20.0, roll=0.0, height=0.9):
    """Someone supine, head at the right, the camera at the side and turned to the feet."""
    along = np.radians(30.0)
    trunk = np.array([np.cos(along), 0.0, np.sin(along)])
    lateral = np.array([-np.sin(along), 0.0, np.cos(along)])
    leg = LegReading(-trunk, -trunk, trunk, dict.fromkeys(ANGLES, 5.0))
    joints = dict.fromkeys(("left", "right"), np.zeros((len(JOINTS), 2)))
    legs = dict.fromkeys(("left", "right"), leg)
    return LyingReading(trunk, lateral, legs, joints, pitch, roll, height)


def seen(scale=1.4, shift=(30.0, 0.0), brightness=110.0, head=TO_THE_RIGHT, **camera):
    body = lying(head=head)
    image = (body.image - (320, 240)) * scale + (320, 240) + np.array(shift)
    return replace(body, image=image, brightness=brightness, reading=reading(**camera))


def advice(body):
    return camera_advice(EXERCISE, "left", measure(body))


def test_a_camera_that_stands_well_gets_no_advice():
    assert advice(seen()) == ""


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (seen(brightness=20.0), "light"),
        (seen(shift=(-200.0, 0.0)), "feet are out"),
        (seen(scale=0.5), "nearer"),
        (seen(roll=12.0), "Level"),
        (seen(head=AWAY), "towards the camera"),
        (seen(pitch=40.0, height=1.8), "Lower"),
        (seen(pitch=5.0, height=0.2), "Raise"),
    ],
)
def test_each_fault_has_its_sentence(body, says):
    assert says in advice(body)


def test_light_goes_before_all_else():
    assert "light" in advice(seen(brightness=20.0, scale=0.5, roll=12.0))


def test_the_body_s_length_is_the_trunk_s_and_the_longer_leg_s():
    body = seen(scale=1.0)
    # 0.5 m trunk, 0.42 m thigh and shank at 250 pixels a metre, diagonal 800
    assert body_share(body) == pytest.approx((0.5 + 0.84) * 250 / 800, rel=0.02)


def test_every_limit_has_its_reason():
    assert all(fault.reason for _, fault in camera_limits())
