"""The angles that an exercise checks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawn import annotated, count_colour
from made_coaching import make_coaching, make_judgement, make_moment
from skeletons import lying

from posecheck.anatomy import Landmark
from posecheck.feedback.overlay.checked_angles import CheckedAngleAnnotator
from posecheck.feedback.overlay.joint_angle import KNEE, arc_radius, find_joint_angle
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.style import FIX, GOOD

SIZES = Layout.of(640, 480).sizes
BODY = lying(knee=65.0)


def angles(*judgements, body=BODY):
    return annotated(
        CheckedAngleAnnotator(), make_moment(make_coaching(judgements=judgements), body)
    )


@pytest.mark.parametrize(("verdict", "colour"), [("good", GOOD), ("fix", FIX)])
def test_the_knee_has_an_arc_in_the_colour_of_the_verdict(verdict, colour):
    image = angles(make_judgement("knee", verdict, 65.4))
    angle = find_joint_angle(BODY, "left", KNEE)
    middle = math.radians(angle.start_deg + angle.sweep_deg / 2)
    x, y = angle.vertex + arc_radius(SIZES) * np.array([math.cos(middle), math.sin(middle)])
    part = image[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3]
    assert count_colour(part, colour, 40) > 3


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
    places = []
    for raised in (0, 60):
        moved = BODY.image.copy()
        moved[Landmark.LEFT_KNEE, 1] -= raised
        image = angles(make_judgement("knee", "fix", 40.0), body=replace(BODY, image=moved))
        is_fix = (np.abs(image.astype(int) - FIX).max(axis=2) < 20).any(axis=1)
        places.append(np.flatnonzero(is_fix).mean())
    assert places[1] < places[0] - 30


def test_what_cannot_be_seen_is_not_drawn():
    image = angles(make_judgement("knee", "cannot_see"))
    assert (image == 128).all()
