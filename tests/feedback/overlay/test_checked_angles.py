"""The angles that an exercise checks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawn import annotated, count_colour, find_text
from made_coaching import make_coaching, make_judgement, make_moment
from skeletons import lying

from posecheck.anatomy import Landmark
from posecheck.feedback.overlay.checked_angles import CheckedAngleAnnotator
from posecheck.feedback.overlay.joint_angle import KNEE, arc_radius, find_joint_angle
from posecheck.feedback.overlay.style import DARK, FIX, GOOD, Sizes

SIZES = Sizes.of(640, 480)
BODY = lying(knee=65.0)


def angles(*judgements, body=BODY):
    return annotated(
        CheckedAngleAnnotator(), make_moment(make_coaching(judgements=judgements), body)
    )


@pytest.mark.parametrize(("verdict", "colour"), [("good", GOOD), ("fix", FIX)])
def test_the_knee_has_its_degrees_and_an_arc_in_the_colour_of_the_verdict(verdict, colour):
    image = angles(make_judgement("knee", verdict, 65.4))
    assert find_text(image, "65°", SIZES.small, colour)
    angle = find_joint_angle(BODY, "left", KNEE)
    middle = math.radians(angle.start_deg + angle.sweep_deg / 2)
    x, y = angle.vertex + arc_radius(SIZES) * np.array([math.cos(middle), math.sin(middle)])
    part = image[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3]
    assert count_colour(part, colour, 40) > 3


def test_the_degrees_stand_on_a_dark_ground():
    image = angles(make_judgement("knee", "good", 65.0))
    x, y = find_text(image, "65°", SIZES.small, GOOD)
    assert image[y, x - 1].max() < 64
    assert DARK[0] < 64


@pytest.mark.parametrize(
    ("check", "exercise", "right", "wrong"),
    [("knee", "supine_release", 80, 140), ("back_hip", "low_lunge", 170, 120)],
)
def test_a_green_band_shows_which_angles_are_right(check, exercise, right, wrong):
    """``right`` and ``wrong`` are angles between the two limbs."""
    judgement = make_judgement(check, "fix", 40.0, exercise=exercise)
    image = angles(judgement)
    parts = ("hip", "knee", "ankle") if check == "knee" else ("shoulder", "hip", "knee")
    angle = find_joint_angle(BODY, "left", parts)
    radius = arc_radius(SIZES) + 2 * SIZES.line
    found = []
    for degrees in (right, wrong):
        at = math.radians(angle.start_deg + math.copysign(degrees, angle.sweep_deg))
        x, y = angle.vertex + radius * np.array([math.cos(at), math.sin(at)])
        part = image[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3]
        found.append(count_colour(part, GOOD, 60) > 0)
    assert found == [True, False]


def test_the_sides_are_the_persons_own():
    image = angles(make_judgement("knee", "good", 65.0))
    moved = BODY.image.copy()
    moved[Landmark.LEFT_KNEE, 1] -= 60
    other = angles(make_judgement("knee", "good", 65.0), body=replace(BODY, image=moved))
    place, moved_place = (find_text(i, "65°", SIZES.small, GOOD) for i in (image, other))
    assert moved_place[1] < place[1] - 30


def test_what_cannot_be_seen_is_not_drawn():
    image = angles(make_judgement("knee", "cannot_see"))
    assert (image == 128).all()
