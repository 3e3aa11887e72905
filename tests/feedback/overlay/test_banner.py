"""The banner: the one thing to correct, or that all is well."""

from __future__ import annotations

import pytest
from drawn import annotated, find_text
from made_coaching import make_coaching, make_moment

from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.progress import Part, Progress
from posecheck.feedback.overlay.banner import BannerAnnotator
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.style import DARK, FIX, GOOD, UNSEEN
from posecheck.feedback.overlay.text import fit_into

SIZES = Layout.of(640, 480).sizes


def banner(**changes):
    return annotated(BannerAnnotator(), make_moment(make_coaching(**changes)))


def edge_colour(image):
    return tuple(int(value) for value in image[-SIZES.margin * 2, 2])


@pytest.mark.parametrize(
    ("changes", "text", "colour"),
    [
        ({"message": "Bend your knee"}, "Bend your knee", FIX),
        ({"advice": "Breathe on"}, "Breathe on", FIX),
        ({"message": "Bend your knee", "advice": "Breathe on"}, "Bend your knee", FIX),
        ({}, "Good. Hold, and breathe", GOOD),
        ({"unverified": ("Roller across",)}, "Hold, and breathe", GOOD),
        ({"hold": HoldState("grace", 5.0, 30.0, 0.0, None, 1.5)}, "Hold, and breathe", UNSEEN),
        ({"phase": Phase.DONE}, "Done", GOOD),
    ],
)
def test_it_says_the_one_thing_that_matters(changes, text, colour):
    image = banner(**changes)
    assert find_text(image, text, SIZES.banner)
    assert edge_colour(image) == colour


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress("moving_time", "left", 5.0, 30.0, False), "Good. Keep rolling"),
        (Progress("repetitions", "left", 3.0, 10.0, False), "3 of 10"),
        (
            Progress(
                "circles", "left", 5.0, 10.0, False, parts=(Part("in", 5, 5), Part("out", 0, 5))
            ),
            "in 5 of 5, out 0 of 5",
        ),
    ],
)
def test_while_something_is_counted_it_says_how_much_is_done(progress, text):
    assert find_text(banner(progress=progress), text, SIZES.banner)


def test_there_is_none_without_anything_to_say():
    image = banner(phase=Phase.GET_INTO_POSITION)
    assert (image == DARK).all()


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (640, 352), (320, 240)])
def test_a_long_sentence_stands_there_whole_in_smaller_letters(size):
    text = "Lower your left knee further outward, and bend it a little more than that before you go"
    image = annotated(BannerAnnotator(), make_moment(make_coaching(message=text), size=size))
    sizes = Layout.of(*size).sizes
    room = image.shape[1] - 4 * sizes.margin, image.shape[0] - sizes.margin
    rows, letters = fit_into(text, sizes.banner, *room)
    assert " ".join(rows) == text
    assert letters >= sizes.small
    assert all(find_text(image, row, letters) for row in rows)
