"""Side, step and the list of checks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import annotated, find_text
from made_coaching import make_coaching, make_judgement, make_moment
from skeletons import lying

from posecheck.anatomy import SIDES, Landmark
from posecheck.coaching.goals.pace import PacePoint
from posecheck.coaching.goals.progress import Progress
from posecheck.feedback.overlay.status import StatusAnnotator, breath_text
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, WHITE, Sizes
from posecheck.feedback.overlay.text import fit_text
from posecheck.measures.table import Measurements
from posecheck.perception.breath.tracker import Breath

SIZES = Sizes.of(640, 480)
PARTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot_index")
WRONG = make_judgement("fallout", "fix", 5.4, 6.2)
RIGHT = make_judgement("knee", "good", 65.0)
HIDDEN = make_judgement("roller_angle", "cannot_see")
WRONG_TEXT = f"! {WRONG.check.title} 5° ±6"
RIGHT_TEXT = f"✓ {RIGHT.check.title} 65°"


def status(body=None, **changes):
    return annotated(StatusAnnotator(), make_moment(make_coaching(**changes), body))


def test_top_left_stand_the_side_and_the_step():
    image = status(side="right", step="Bend your knees")
    assert find_text(image, "Right side", SIZES.label, ACCENT) == (SIZES.margin, SIZES.margin // 2)
    assert find_text(image, "Bend your knees", SIZES.step)


def test_where_both_sides_do_the_same_it_says_so():
    image = status(progress=Progress("breaths", None, 1.0, 5.0, False))
    assert find_text(image, "Both sides", SIZES.label, ACCENT)


@pytest.mark.parametrize("message", ["", "Lower your knee"])
def test_in_an_upright_frame_the_step_stands_below_the_ring_but_not_with_a_message(message):
    coaching, size = make_coaching(step="Bend your knees", message=message), (480, 640)
    image = annotated(StatusAnnotator(), make_moment(coaching, size=size))
    sizes = Sizes.of(*size)
    rows, letters = fit_text("Bend your knees", sizes.step, 480 - 4 * sizes.margin, 3)
    found = find_text(image, rows[0], letters)
    assert find_text(image, "Left side", sizes.label, ACCENT)
    assert (found is None) == bool(message)
    assert found is None or found[1] > 2 * sizes.ring


def test_each_check_that_is_seen_has_its_sign_value_and_tolerance():
    image = status(judgements=(WRONG, RIGHT, HIDDEN))
    assert find_text(image, WRONG_TEXT, SIZES.small, FIX)
    assert find_text(image, RIGHT_TEXT, SIZES.small, GOOD)
    assert not find_text(image, f"? {HIDDEN.check.title}", SIZES.small, (150, 156, 165))


def body_with(places):
    """A body in the middle of the picture, with some of its landmarks elsewhere."""
    body = lying()
    image = np.full_like(body.image, 320.0)
    image[:, 1] = 240.0
    for place, parts in places.items():
        for part in parts:
            image[Landmark[part]] = place
    return replace(body, image=image)


def test_where_the_list_would_hide_the_person_it_names_only_what_to_correct():
    judgements = (WRONG, *[RIGHT] * 9)
    left, right = ([Landmark.of(side, part).name for part in PARTS] for side in SIDES)
    body = body_with({(60, 230): left, (580, 230): right})  # half of the bones in each corner
    image = status(body, judgements=judgements)
    assert find_text(image, WRONG_TEXT, SIZES.small, FIX)
    assert not find_text(image, RIGHT_TEXT, SIZES.small, GOOD)


def test_the_list_leaves_the_corner_where_it_hides_the_person_and_does_not_jump_for_little():
    corners = [(20, 360), (600, 360), (20, 100), (600, 200)]
    annotator = StatusAnnotator()

    def place(body):
        moment = make_moment(make_coaching(judgements=(WRONG,)), body)
        return find_text(annotated(annotator, moment), WRONG_TEXT, SIZES.small, FIX)

    first = place(body_with({}))
    assert first[1] > 240
    # where it is it hides an arm; in each other corner it would hide half as much
    arm = ("LEFT_SHOULDER", "LEFT_ELBOW", "LEFT_WRIST")
    forearm_and_feet = (
        ("RIGHT_ELBOW", "RIGHT_WRIST"),
        ("LEFT_ANKLE", "LEFT_FOOT_INDEX"),
        ("RIGHT_ANKLE", "RIGHT_FOOT_INDEX"),
    )
    elsewhere = dict(zip(corners[1:], forearm_and_feet, strict=True))
    assert place(body_with({corners[0]: arm, **elsewhere})) == first
    assert place(body_with({corners[0]: arm})) != first


def test_the_measured_breath_is_listed_while_there_is_a_pace():
    breath = Breath("in", 5.6, confidence=0.9)
    measurements = Measurements("supine", "side", 0.0, "left", {}, {}, breath=breath)
    pace = PacePoint("in", 0.5, 2.0, 1)
    for advice, colour in (("", WHITE), ("Breathe on", FIX)):
        coaching = make_coaching(pace=pace, advice=advice)
        moment = replace(make_moment(coaching), measurements=measurements)
        image = annotated(StatusAnnotator(), moment)
        assert find_text(image, "Breathing in, 6 a minute", SIZES.small, colour)


def test_the_breath_in_words():
    seen = Breath("in", 5.6, confidence=0.9)
    assert breath_text(seen) == "Breathing in, 6 a minute"
    assert breath_text(replace(seen, rate_per_min=float("nan"))) == "Breathing in"
    assert breath_text(replace(seen, confidence=0.2)) == ""
    assert breath_text(None) == ""
