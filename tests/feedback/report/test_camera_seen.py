"""Advice on camera and light: only what the recording supports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from skeletons import lying

from posecheck.exercises.library import find_exercise
from posecheck.feedback.report.camera_seen import CameraSeen
from posecheck.measures.table import measure
from posecheck.perception.camera_facts import CameraFacts

SUPINE = find_exercise("supine_release")
GOOD = CameraFacts(brightness=120.0, body_share=0.5, roll_deg=0.0, height_m=0.9)


def watch(*cameras: CameraFacts | None, view: str = "side") -> CameraSeen:
    seen = CameraSeen()
    for camera in cameras:
        measured = camera and replace(measure(lying()), camera=camera, view=view)
        seen.add(measured, SUPINE, "left")
    return seen


def test_a_camera_that_stands_well_gets_no_advice():
    assert watch(*[GOOD] * 10).find_advice() == []


def test_a_dark_picture_is_said_with_its_share_of_the_time():
    dark = replace(GOOD, brightness=20.0)
    (advice,) = watch(*[dark] * 6, *[GOOD] * 4).find_advice()
    assert advice == "Put more light on yourself: the picture is too dark. (60 % of the time)"


def test_a_moment_is_no_advice():
    high = replace(GOOD, height_m=2.0)
    assert watch(high, *[GOOD] * 19).find_advice() == []


def test_a_view_that_the_exercise_cannot_be_seen_from_is_said_for_the_working_side():
    (advice,) = watch(*[GOOD] * 10, view="foot_end").find_advice()
    assert advice.startswith("Lie with your left side towards the camera")


def test_a_time_without_anybody_is_said():
    (advice,) = watch(*[None] * 3, *[GOOD] * 7).find_advice()
    assert advice.startswith("Nobody was seen for 30 % of the time")
    (gone,) = watch(*[GOOD] * 7, *[None] * 3).find_advice()
    assert gone == advice
    assert "from beginning to end" in gone, "also where somebody leaves"


def test_what_was_seen_stands_beside_what_is_asked_for():
    facts = dict(watch(*[GOOD] * 10).describe(SUPINE.camera_height_m, SUPINE.views))
    assert facts["Seen"] == "from the side (100 %); asked for: from the side or obliquely"
    assert facts["Lens above the floor"] == "about 0.9 m (±0.2 m); usable: 0.5 to 1.3 m"
    assert facts["Light on the person"] == "120 of 255, enough (40 or more)"


@pytest.mark.parametrize("cameras", [(), (None, None), (CameraFacts(),)])
def test_what_is_not_known_is_not_said(cameras):
    facts = dict(watch(*cameras).describe((0.5, 1.0), ()))
    assert "Lens above the floor" not in facts
    assert "Light on the person" not in facts
