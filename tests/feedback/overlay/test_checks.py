"""The list of checks."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest
from drawn import annotated, find_text
from made_coaching import make_coaching, make_judgement, make_moment

from posecheck.coaching.goals.pace import PacePoint
from posecheck.coaching.judge import Judgement
from posecheck.exercises.library import load_exercises
from posecheck.feedback.overlay.checks import ChecksAnnotator, breath_text
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.style import FIX, GOOD, UNSEEN, WHITE
from posecheck.measures.table import Measurements
from posecheck.perception.breath.tracker import Breath

SIZES = Layout.of(640, 480).sizes
WRONG = make_judgement("fallout", "fix", 5.4, 6.2)
RIGHT = make_judgement("knee", "good", 65.0)
HIDDEN = make_judgement("roller_angle", "cannot_see")
WRONG_TEXT = f"! {WRONG.check.title} 5° ±6"
WITH_CHECKS = [exercise for exercise in load_exercises().values() if exercise.checks]
RIGHT_TEXT = f"✓ {RIGHT.check.title} 65°"


def checks(**changes):
    return annotated(ChecksAnnotator(), make_moment(make_coaching(**changes)))


def test_each_check_that_is_seen_has_its_sign_value_and_tolerance():
    image = checks(judgements=(WRONG, RIGHT, HIDDEN))
    assert find_text(image, WRONG_TEXT, SIZES.small, FIX)
    assert find_text(image, RIGHT_TEXT, SIZES.small, GOOD)
    assert not find_text(image, f"? {HIDDEN.check.title}", SIZES.small, UNSEEN)


def test_a_check_that_cannot_be_seen_is_named_as_not_verified():
    image = checks(unverified=("Knee bent",))
    assert find_text(image, "? not verified: Knee bent", SIZES.small, UNSEEN)


@pytest.mark.parametrize("size", [(640, 480), (640, 352), (1920, 1080), (480, 854), (320, 240)])
@pytest.mark.parametrize("exercise", WITH_CHECKS, ids=lambda e: e.name)
def test_the_whole_list_of_every_exercise_has_room(exercise, size):
    layout = Layout.of(*size)
    judgements = tuple(
        Judgement(check, None, "fix" if i else "good", 100.0 if check.measure else nan, 10.0)
        for i, check in enumerate(exercise.checks)
    )
    moment = make_moment(make_coaching(judgements=judgements), size=size)
    image = annotated(ChecksAnnotator(), moment)
    area = layout.areas[Area.CHECKS]
    assert image.shape[:2] == (area.height, area.width)
    margin = layout.sizes.margin // 2
    assert (image[-margin:] == image[-1, 0]).all()  # no row is cut off
    first = exercise.checks[0].title.split()[0]
    assert find_text(image, f"✓ {first}", layout.sizes.small, GOOD)


def test_without_room_for_all_what_must_be_corrected_stays():
    image = checks(judgements=(*[RIGHT] * 20, WRONG))
    assert find_text(image, WRONG_TEXT, SIZES.small, FIX)


def test_the_measured_breath_is_listed_while_there_is_a_pace():
    breath = Breath("in", 5.6, confidence=0.9)
    measurements = Measurements("supine", "side", 0.0, "left", {}, {}, breath=breath)
    pace = PacePoint("in", 0.5, 2.0, 1)
    for advice, colour in (("", WHITE), ("Breathe on", FIX)):
        coaching = make_coaching(pace=pace, advice=advice)
        moment = replace(make_moment(coaching), measurements=measurements)
        image = annotated(ChecksAnnotator(), moment)
        assert find_text(image, "Breathing in, 6 a minute", SIZES.small, colour)


def test_the_breath_in_words():
    seen = Breath("in", 5.6, confidence=0.9)
    assert breath_text(seen) == "Breathing in, 6 a minute"
    assert breath_text(replace(seen, rate_per_min=float("nan"))) == "Breathing in"
    assert breath_text(replace(seen, confidence=0.2)) == ""
    assert breath_text(None) == ""
