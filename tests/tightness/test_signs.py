"""What one frame shows to the self-test, and why another does not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from made_measurements import measured
from made_selftest import UNDERSIDE

from posecheck.measures.lumbar import gap_cm
from posecheck.perception.back.lumbar_view import LumbarView
from posecheck.perception.camera_facts import CameraFacts
from posecheck.tightness.signs import LegAngles, Signs, read_signs

ANGLES = {
    "hip_flexion_left": 50.0,
    "knee_left": 80.0,
    "hip_flexion_right": 40.0,
    "knee_right": 70.0,
    "hip_flexion": 1.0,
    "knee": 2.0,
}
CAMERA = CameraFacts(height_m=0.4)
SEEN = replace(measured(**ANGLES), camera=CAMERA, lumbar_view=LumbarView(UNDERSIDE, ""))


def test_the_signs_of_a_frame_that_shows_all():
    signs = read_signs(2.5, SEEN)
    assert (signs.time_s, signs.near_side, signs.unfit) == (2.5, "left", "")
    assert signs.legs == {"left": LegAngles(50.0, 80.0), "right": LegAngles(40.0, 70.0)}
    assert signs.gap_cm == gap_cm(UNDERSIDE)
    assert signs.belly_cm == 20.0
    assert signs.underside is UNDERSIDE


def test_nobody_shows_nothing():
    signs = read_signs(2.5, None)
    assert (signs.time_s, signs.near_side, signs.unfit) == (2.5, None, "nobody")
    assert math.isnan(signs.gap_cm)
    assert math.isnan(Signs(0.0).leg("left").knee)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"posture": "prone"}, "not_supine"),
        ({"camera": replace(CAMERA, others_lying=1)}, "two_people"),
        ({"off_side_deg": 89.0}, "turned_away"),
        ({"off_side_deg": math.nan}, "turned_away"),
        *(
            ({"camera": replace(CAMERA, outside=frozenset({("left", part)}))}, "out_of_view")
            for part in ("hip", "knee", "ankle")
        ),
        ({"camera": replace(CAMERA, outside=frozenset({("right", "ankle")}))}, ""),
        ({"camera": replace(CAMERA, height_m=0.8)}, ""),
        ({"camera": replace(CAMERA, height_m=0.81)}, "camera_high"),
        ({"lumbar_view": LumbarView(None, "arm")}, "arm_in_way"),
        ({"lumbar_view": LumbarView(None, "outline")}, "back_hidden"),
        ({"lumbar_view": None}, "back_hidden"),
    ],
)
def test_the_reason_why_a_frame_cannot_be_used(changes, reason):
    signs = read_signs(0.0, replace(SEEN, **changes))
    assert signs.unfit == reason
    if not reason or "lumbar_view" not in changes:
        assert signs.gap_cm == gap_cm(UNDERSIDE)
    else:
        assert math.isnan(signs.gap_cm)
        assert math.isnan(signs.belly_cm)
