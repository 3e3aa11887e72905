"""The angles of the leg that the self-test tests."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import annotated, count_colour, find_text
from made_coaching import make_moment
from skeletons import lying

from posecheck.anatomy import Landmark
from posecheck.feedback.overlay.style import ACCENT, GOOD, Sizes
from posecheck.feedback.overlay.tested_leg import TestedLegAnnotator as Annotator
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.signs import LegAngles
from posecheck.tightness.trial import Step

SIZES = Sizes.of(640, 480)
BODY = lying()


def leg(hip_flexion, knee, step=Step.LOWERING, body=BODY):
    state = SelfTestState(step, "left", "Lower your leg", leg=LegAngles(hip_flexion, knee))
    return annotated(Annotator(), make_moment(body=body, selftest=state))


@pytest.mark.parametrize(
    ("angles", "hip_colour", "knee_colour"),
    [((60.0, 90.0), ACCENT, ACCENT), ((60.0, 176.0), ACCENT, GOOD), ((3.0, 90.0), GOOD, ACCENT)],
)
def test_each_angle_has_its_degrees_green_once_it_is_straight(angles, hip_colour, knee_colour):
    image = leg(*angles)
    for degrees, colour, part in zip(
        angles, (hip_colour, knee_colour), ("hip", "knee"), strict=True
    ):
        x, y = find_text(image, f"{degrees:.0f}°", SIZES.small, colour)
        joint = BODY.point(Landmark.of("left", part))
        assert abs(x - joint[0]) < 110
        assert abs(y - joint[1]) < 110


def test_each_angle_has_its_arc():
    nan = float("nan")
    hip, knee = leg(60.0, nan), leg(nan, 90.0)
    label = {}
    for name, image, text in (("hip", hip, "60°"), ("knee", knee, "90°")):
        x, y = find_text(image, text, SIZES.small, ACCENT)
        image[y - 10 : y + 40, x - 10 : x + 60] = 128
        label[name] = count_colour(image, ACCENT, 40)
    assert min(label.values()) > 30


def test_it_is_the_tested_leg_not_the_other():
    moved = BODY.image.copy()
    moved[Landmark.RIGHT_KNEE] += 80
    other = replace(BODY, image=moved)
    assert (leg(60.0, 90.0) == leg(60.0, 90.0, body=other)).all()


@pytest.mark.parametrize("step", [Step.SET_UP, Step.DONE])
def test_before_and_after_the_test_there_is_nothing(step):
    assert (leg(60.0, 90.0, step) == 128).all()
