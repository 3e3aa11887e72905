"""The angles of the leg that the self-test tests."""

from __future__ import annotations

import math
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from drawn import annotated, count_colour
from made_coaching import make_moment
from skeletons import lying

from posecheck.anatomy import Landmark
from posecheck.feedback.overlay.style import ACCENT, GOOD
from posecheck.feedback.overlay.tested_leg import TestedLegAnnotator as Annotator
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.signs import LegAngles
from posecheck.tightness.trial import Step

BODY = lying()


def leg(hip_flexion, knee, step=Step.LOWERING, body=BODY):
    state = SelfTestState(step, "left", "Lower your leg", leg=LegAngles(hip_flexion, knee))
    return annotated(Annotator(), make_moment(body=body, selftest=state))


@pytest.mark.parametrize(
    ("angles", "colour"),
    [((60.0, nan), ACCENT), ((3.0, nan), GOOD), ((nan, 90.0), ACCENT), ((nan, 176.0), GOOD)],
)
def test_each_angle_has_its_arc_green_once_it_is_straight(angles, colour):
    image = leg(*angles)
    other = GOOD if colour == ACCENT else ACCENT
    assert count_colour(image, colour, 40) > 30
    assert count_colour(image, other, 40) == 0
    part = "knee" if math.isnan(angles[0]) else "hip"
    y, x = np.argwhere((image != 128).any(axis=2)).mean(axis=0)
    assert np.linalg.norm(BODY.point(Landmark.of("left", part)) - (x, y)) < 60


def test_it_is_the_tested_leg_not_the_other():
    moved = BODY.image.copy()
    moved[Landmark.RIGHT_KNEE] += 80
    other = replace(BODY, image=moved)
    assert (leg(60.0, 90.0) == leg(60.0, 90.0, body=other)).all()


@pytest.mark.parametrize("step", [Step.SET_UP, Step.DONE])
def test_before_and_after_the_test_there_is_nothing(step):
    assert (leg(60.0, 90.0, step) == 128).all()
