"""The roller: its axis, and where it should be."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import annotated, count_colour
from made_coaching import make_coaching, make_judgement, make_moment
from skeletons import lying

from posecheck.feedback.overlay.roller import RollerAnnotator
from posecheck.feedback.overlay.style import FIX, GOOD, UNSEEN, WHITE
from posecheck.perception.roller.roller import Roller

BODY = lying()
ROLLER = Roller(
    ends=np.array([[360.0, 380.0], [400.0, 180.0]]),
    diameter_px=40.0,
    confidence=1.0,
    perpendicular_ends=np.array([[380.0, 380.0], [380.0, 180.0]]),
)


def drawn(*judgements, roller=ROLLER, body=BODY):
    coaching = make_coaching(judgements=judgements)
    return annotated(RollerAnnotator(), make_moment(coaching, body, roller=roller))


def near(image, xy, colour):
    x, y = round(xy[0]), round(xy[1])
    return count_colour(image[y - 4 : y + 5, x - 4 : x + 5], colour, 20) > 0


@pytest.mark.parametrize(
    ("judgements", "colour"),
    [
        ((), UNSEEN),
        ((make_judgement("roller_angle", "good", 2.0),), GOOD),
        ((make_judgement("roller_position", "good", 0.4),), GOOD),
        ((make_judgement("roller_angle", "fix", 30.0),), FIX),
        (
            (
                make_judgement("roller_angle", "good", 2.0),
                make_judgement("roller_position", "fix", 0.8),
            ),
            FIX,
        ),
    ],
)
def test_its_axis_has_the_colour_of_the_worse_verdict(judgements, colour):
    image = drawn(*judgements)
    near_end, far_end = ROLLER.ends
    assert near(image, near_end * 0.75 + far_end * 0.25, colour)
    assert near(image, near_end * 0.25 + far_end * 0.75, colour)


def test_a_dot_marks_the_end_nearer_the_camera():
    image = drawn()
    assert near(image, ROLLER.ends[0], WHITE)
    assert not near(image, ROLLER.ends[1], WHITE)


def green_columns(image):
    """Columns of the dashed line; green appears nowhere else while the roller is to fix."""
    return np.flatnonzero((np.abs(image.astype(int) - GOOD).max(axis=2) < 20).any(axis=0))


def test_while_it_is_turned_wrong_a_dashed_line_shows_where_it_should_be():
    image = drawn(make_judgement("roller_angle", "fix", 30.0))
    assert green_columns(image).mean() == pytest.approx(380, abs=2)
    green = (np.abs(image[:, 380].astype(int) - GOOD).max(axis=1) < 20).astype(int)
    assert 6 <= (np.diff(green) == 1).sum() <= 12  # dashes of 12 pixels, with gaps
    assert green_columns(drawn(make_judgement("roller_angle", "cannot_see"))).size == 0


@pytest.mark.parametrize(("value", "way"), [(0.8, -1), (0.1, 1)])
def test_too_low_or_too_high_the_line_stands_where_the_roller_must_go(value, way):
    """Position 0 is the shoulder line and 1 the hip line; the middle of the range is 0.4."""
    image = drawn(make_judgement("roller_position", "fix", value))
    shoulders, hips = BODY.middle("shoulder")[0], BODY.middle("hip")[0]
    expected = 380 + (0.4 - value) * (hips - shoulders)
    assert green_columns(image).mean() == pytest.approx(expected, abs=3)
    assert np.sign(expected - 380) == way * np.sign(hips - shoulders)


def test_while_it_is_to_fix_the_spine_is_drawn():
    place = BODY.middle("shoulder") * 0.25 + BODY.middle("hip") * 0.75
    assert near(drawn(make_judgement("roller_angle", "fix", 30.0)), place, WHITE)
    assert not near(drawn(make_judgement("roller_angle", "good", 2.0)), place, WHITE)


def test_without_a_roller_or_a_person_there_is_nothing():
    assert (drawn(roller=None) == 128).all()
    assert (drawn(body=None) == 128).all()
