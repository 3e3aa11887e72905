"""The one thing to change about the camera, and silence when it stands well."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured
from skeletons import lying

from posecheck.coaching.camera_advice import camera_limits, choose_camera_advice
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Phase
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import measure
from posecheck.perception.body.reading import ANGLES, JOINTS, LegReading, LyingReading
from posecheck.perception.camera_facts import CameraFacts, body_share

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
    return choose_camera_advice(EXERCISE, "left", measure(body))


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


GOOD = CameraFacts(brightness=110, body_share=0.5, roll_deg=0.0, height_m=1.0)


def advice_for(view="side", exercise=EXERCISE, side="left", **changes):
    frame = replace(measured(view=view), camera=replace(GOOD, **changes))
    return choose_camera_advice(exercise, side, frame)


@pytest.mark.parametrize(
    ("at_the_limit", "beyond_it", "says"),
    [
        ({"brightness": 40}, {"brightness": 39}, "light"),
        ({"body_share": 0.28}, {"body_share": 0.27}, "nearer"),
        ({"roll_deg": 8.0}, {"roll_deg": 8.1}, "Level"),
        ({"roll_deg": -8.0}, {"roll_deg": -8.1}, "Level"),
        # asked for 0.8 to 1.2 m; the height is known to 0.2 m
        ({"height_m": 1.39}, {"height_m": 1.41}, "Lower"),
        ({"height_m": 0.61}, {"height_m": 0.59}, "Raise"),
    ],
)
def test_the_limits(at_the_limit, beyond_it, says):
    exercise = EXERCISE.model_copy(update={"camera_height_m": (0.8, 1.2)})
    assert advice_for(exercise=exercise, **at_the_limit) == ""
    assert says in advice_for(exercise=exercise, **beyond_it)


def test_what_is_unknown_is_no_fault():
    unknown = dict.fromkeys(("brightness", "body_share", "roll_deg", "height_m"), math.nan)
    assert advice_for("unknown", **unknown) == ""


def test_an_exercise_without_a_height_asks_for_none():
    anywhere = EXERCISE.model_copy(update={"camera_height_m": None})
    assert advice_for(exercise=anywhere, height_m=3.0) == ""


def test_only_the_working_side_must_be_in_the_picture():
    far_knee = frozenset({("right", "knee")})
    assert advice_for(outside=far_knee) == ""
    assert advice_for(side="right", outside=far_knee) == (
        "Move back: your knees are out of the picture"
    )


@pytest.mark.parametrize("name", ["low_lunge", "lunge", "standing_stretch", "figure_four"])
def test_both_legs_must_be_in_the_picture_where_both_are_looked_at(name):
    cut_off = CameraFacts(outside=frozenset({("right", "ankle")}))
    lunging = replace(measured("lunge"), camera=cut_off)
    assert "feet are out" in choose_camera_advice(find_exercise(name), "left", lunging)
    assert "feet are out" in choose_camera_advice(find_exercise(name), "right", lunging)


def test_of_several_parts_the_lowest_is_named():
    cut = frozenset({("left", "ankle"), ("left", "knee"), ("left", "shoulder")})
    assert advice_for(outside=cut) == "Move back: your feet are out of the picture"
    no_feet = EXERCISE.model_copy(update={"parts_in_view": ("shoulder", "hip")})
    assert advice_for(exercise=no_feet, outside=cut) == (
        "Move back: your shoulders are out of the picture"
    )
    hips = frozenset({("left", "hip")})
    assert "hips are" in advice_for(outside=hips)


def test_the_view_is_asked_for_before_the_size():
    assert advice_for("head_end", body_share=0.1) == EXERCISE.wrong_view
    assert "nearer" in advice_for("oblique", body_share=0.1)


@pytest.mark.parametrize(("degrees", "how"), [(90, "on its side"), (180, "upside down")])
def test_a_turned_picture_is_said_before_all_else(degrees, how):
    camera = CameraFacts(turned_deg=degrees, brightness=1.0)
    turned = replace(measured("prone"), camera=camera)
    text = choose_camera_advice(EXERCISE, "left", turned)
    assert how in text
    assert str(degrees) in text
    session = ExerciseSession(EXERCISE)
    coaching = [session.update(i / 10, turned) for i in range(30)][-1]
    assert coaching.phase is Phase.NOT_IN_VIEW
    assert coaching.message == text
