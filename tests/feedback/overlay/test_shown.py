"""The picture as it is shown, scaled and mirrored; words stay the person's own."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from drawn import find_text
from made_coaching import make_coaching, make_judgement, make_moment
from skeletons import lying

from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.feedback.overlay.shown import ShownPicture
from posecheck.feedback.overlay.style import ACCENT
from posecheck.perception.back.underside import Underside
from posecheck.perception.roller.roller import Roller
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.trial import Step

SIZES = Layout.of(640, 480).sizes
ROLLER = Roller(
    ends=np.array([[360.0, 380.0], [400.0, 180.0]]),
    diameter_px=40.0,
    confidence=1.0,
    perpendicular_ends=np.array([[380.0, 380.0], [390.0, 180.0]]),
)
UNDERSIDE = Underside(
    outline=np.array([[220.0, 250.0], [300.0, 250.0]]),
    floor=np.array([[220.0, 262.0], [300.0, 262.0]]),
    peak=np.array([260.0, 248.0]),
    hollow_cm=4.0,
    belly_cm=20.0,
    cm_per_px=0.4,
)
MIRROR = ShownPicture((640, 480), (640, 480), mirrored=True)
TEST = SelfTestState(Step.LOWERING, "left", "Lower your left leg", underside=UNDERSIDE)
SPOKEN = make_coaching(
    step="Lower your left knee",
    message="Turn your left foot out",
    judgements=(make_judgement("fallout", "fix", 5.0),),
)


def test_all_places_in_the_picture_are_mirrored():
    moment = make_moment(SPOKEN, lying(), roller=ROLLER, selftest=TEST)
    moment.frame.image[:, 0] = 7
    mirrored = MIRROR.show(moment)
    assert (mirrored.frame.image[:, 639] == 7).all()
    for before, after in (
        (moment.body.image, mirrored.body.image),
        (moment.roller.ends, mirrored.roller.ends),
        (moment.roller.perpendicular_ends, mirrored.roller.perpendicular_ends),
        (moment.selftest.underside.outline, mirrored.selftest.underside.outline),
        (moment.selftest.underside.floor, mirrored.selftest.underside.floor),
        (moment.selftest.underside.peak, mirrored.selftest.underside.peak),
    ):
        assert (after[..., 0] == 639 - before[..., 0]).all()
        assert (after[..., 1] == before[..., 1]).all()


def test_in_a_smaller_picture_all_places_are_scaled():
    moment = make_moment(SPOKEN, lying(), roller=ROLLER, selftest=TEST)
    smaller = ShownPicture((640, 480), (320, 240)).show(moment)
    assert smaller.frame.size == (320, 240)
    for before, after in (
        (moment.body.image, smaller.body.image),
        (moment.roller.ends, smaller.roller.ends),
        (moment.selftest.underside.floor, smaller.selftest.underside.floor),
    ):
        assert np.allclose(after + 0.5, (before + 0.5) / 2)


@pytest.mark.parametrize("mirrored", [False, True])
def test_places_are_found_again_in_the_frame(mirrored):
    shown = ShownPicture((1920, 1080), (1402, 788), mirrored)
    places = np.array([[0.0, 0.0], [960.5, 300.25], [1919.0, 1079.0]])
    assert np.allclose(shown.to_frame(shown.to_shown(places)), places)


def test_verdicts_and_texts_are_the_same_objects():
    moment = make_moment(SPOKEN, lying(), selftest=TEST)
    mirrored = MIRROR.show(moment)
    assert mirrored.coaching is moment.coaching
    assert mirrored.measurements is moment.measurements
    for name in (field.name for field in fields(TEST) if field.name != "underside"):
        assert getattr(mirrored.selftest, name) is getattr(TEST, name)


def test_on_a_grey_frame_without_a_person_a_mirrored_picture_is_the_same():
    """Words and numbers are all that is drawn: none is turned, none changes its side."""
    for more in ({}, {"selftest": TEST}):
        moment = make_moment(SPOKEN, **more)
        moment = replace(moment, selftest=moment.selftest and replace(TEST, underside=None))
        plain, mirrored = Overlay().draw(moment), Overlay(mirrored=True).draw(moment)
        assert (plain == mirrored).all()
        assert find_text(mirrored, "Left side", SIZES.label, ACCENT) or more


def test_the_header_of_a_mirrored_practice_names_the_persons_own_sides():
    table = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
    sides = {"left": SideTotal(45.0, 60.0, True), "right": SideTotal(10.0, 60.0, True)}
    state = PracticeState(Stage.EXERCISE, 0.0, table, 3, 300.0, SPOKEN, sides=sides)
    moment = make_moment(SPOKEN, practice=state)
    plain, mirrored = (PracticeOverlay(mirrored=way).draw(moment) for way in (False, True))
    assert (plain == mirrored).all()
    left, right = (find_text(mirrored, text, SIZES.small) for text in ("Left 0:45", "Right 0:10"))
    assert left[0] < right[0]


def test_a_mirrored_practice_mirrors_the_person():
    table = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
    state = PracticeState(Stage.EXERCISE, 0.0, table, 3, 300.0, SPOKEN)
    moment = make_moment(SPOKEN, lying(), practice=state)
    plain, mirrored = (PracticeOverlay(mirrored=way).draw(moment) for way in (False, True))
    assert (plain != mirrored).any()
