"""What one frame shows to the self-test, and why it does not show enough."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured

from posecheck.measures.lumbar import gap_cm
from posecheck.perception.back.lumbar_view import LumbarView
from posecheck.perception.back.underside import Underside
from posecheck.perception.camera_facts import CameraFacts
from posecheck.tightness.signs import LegAngles, Signs, are_mistaken, read_signs

NAN = math.nan
BACK = Underside(np.zeros((5, 2)), np.zeros((2, 2)), np.zeros(2), 1.5, 20.0, 0.3)
ANGLES = {
    "hip_flexion_left": 55.0, "knee_left": 80.0, "hip_flexion_right": 50.0, "knee_right": 85.0,
}  # fmt: skip


def frame(**changes):
    """The signs of a frame in which all is seen, but for the changes."""
    lies = replace(measured(**ANGLES), lumbar_view=LumbarView(BACK, ""), camera=CameraFacts())
    return read_signs(3.5, replace(lies, **changes))


def test_a_frame_that_shows_the_back_and_the_near_leg():
    signs = frame(near_side="right")
    assert (signs.time_s, signs.near_side, signs.unfit) == (3.5, "right", "")
    assert signs.leg("left") == LegAngles(hip_flexion=55.0, knee=80.0)
    assert signs.leg("right") == LegAngles(hip_flexion=50.0, knee=85.0)
    assert signs.gap_cm == gap_cm(BACK)
    assert signs.belly_cm == 20.0
    assert signs.underside is BACK


def test_nobody():
    signs = read_signs(2.0, None)
    assert (signs.time_s, signs.near_side, signs.unfit) == (2.0, None, "nobody")
    assert math.isnan(signs.leg("left").knee)
    assert math.isnan(signs.leg("left").hip_flexion)
    assert math.isnan(signs.gap_cm)
    assert math.isnan(signs.belly_cm)
    assert signs.underside is None
    assert math.isnan(Signs(0.0, "left", {}).leg("right").knee)


def outside(*parts):
    return CameraFacts(outside=frozenset(parts))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"posture": "prone"}, "not_supine"),
        ({"camera": CameraFacts(turned_deg=180)}, "picture_turned"),
        ({"camera": CameraFacts(others_lying=1)}, "two_people"),
        ({"off_side_deg": 25.0}, ""),
        ({"off_side_deg": 25.1}, "turned_away"),
        ({"off_side_deg": math.nan}, "turned_away"),
        ({"camera": outside(("left", "hip"))}, "out_of_view"),
        ({"camera": outside(("left", "knee"))}, "out_of_view"),
        ({"camera": outside(("left", "ankle"))}, "out_of_view"),
        ({"camera": outside(("left", "shoulder"), ("right", "ankle"))}, ""),
        ({"camera": CameraFacts(height_m=0.8)}, ""),
        ({"camera": CameraFacts(height_m=1.01)}, "camera_high"),
        ({"lumbar_view": LumbarView(None, "arm")}, "arm_in_way"),
        ({"lumbar_view": LumbarView(None, "outline")}, "back_hidden"),
        ({"lumbar_view": None}, "back_hidden"),
    ],
)
def test_what_a_frame_does_not_show(changes, reason):
    signs = frame(**changes)
    assert signs.unfit == reason
    hidden = reason in ("arm_in_way", "back_hidden")
    assert math.isnan(signs.gap_cm) == math.isnan(signs.belly_cm) == hidden
    assert (signs.underside is None) == hidden


def test_of_several_reasons_the_one_to_mend_first_is_given():
    order = [
        ({"posture": "sitting"}, "not_supine"),
        ({"camera": CameraFacts(others_lying=2, height_m=2.0)}, "two_people"),
        ({"off_side_deg": 60.0}, "turned_away"),
        ({"camera": replace(outside(("left", "knee")), height_m=2.0)}, "out_of_view"),
        ({"camera": CameraFacts(height_m=2.0)}, "camera_high"),
        ({"lumbar_view": LumbarView(None, "arm")}, "arm_in_way"),
    ]
    for first in range(len(order)):
        changes = {}
        for more, _ in reversed(order[first:]):
            changes |= more
        assert frame(**changes).unfit == order[first][1]


@pytest.mark.parametrize(
    ("tested", "other", "mistaken"),
    [
        ((55.0, 78.0), (110.0, 64.0), True),
        ((110.0, 64.0), (55.0, 78.0), False),
        ((55.0, NAN), (110.0, 64.0), True),
        ((NAN, NAN), (110.0, 64.0), False),  # the tested leg is not seen: it lies nowhere
        ((110.0, NAN), (60.0, 140.0), False),
        ((55.0, 78.0), (NAN, NAN), False),
    ],
)
def test_only_what_is_seen_of_both_legs_tells_that_they_are_mistaken(tested, other, mistaken):
    rest = LegAngles(55.0, 78.0)
    assert are_mistaken(LegAngles(*tested), LegAngles(*other), rest) == mistaken
