"""The progress ring: how much of a hold or of the repetitions is done."""

from __future__ import annotations

import pytest
from drawn import annotated, count_colour, find_text
from made_coaching import make_coaching, make_moment

from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.progress import Progress
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.progress_ring import ProgressRingAnnotator
from posecheck.feedback.overlay.style import FIX, GOOD, UNSEEN, WHITE

SIZES = Layout.of(640, 480).sizes
NUMBER = round(SIZES.ring * 0.9)


def ring(**changes):
    return annotated(ProgressRingAnnotator(), make_moment(make_coaching(**changes)))


def hold(done, target=30.0, **more):
    return Progress("hold", "left", done, target, False, **more)


def test_it_fills_as_the_hold_goes_on():
    parts = [count_colour(ring(progress=hold(done)), GOOD) for done in (0.0, 7.5, 15.0, 30.0)]
    assert parts[0] == 0
    assert parts[3] > 500
    assert parts[1] == pytest.approx(parts[3] / 4, rel=0.15)
    assert parts[2] == pytest.approx(parts[3] / 2, rel=0.1)


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (hold(0.0), "30"),
        (hold(5.0), "25"),
        (hold(29.5), "1"),
        (hold(30.0), "✓"),
        (Progress("repetitions", "left", 3.0, 10.0, False), "3"),
    ],
)
def test_inside_stands_what_is_left_of_a_hold_or_done_of_the_repetitions(progress, text):
    assert find_text(ring(progress=progress), text, NUMBER)


def test_repetitions_say_how_many_there_are_to_do():
    image = ring(progress=Progress("repetitions", "left", 3.0, 10.0, False))
    assert find_text(image, "of 10", SIZES.small)


def test_a_pause_is_named_and_the_ring_loses_its_green():
    paused = HoldState("paused", 15.0, 30.0, 0.0, None, 9.0)
    image = ring(phase=Phase.PAUSED, hold=paused, progress=hold(15.0))
    assert find_text(image, "paused", SIZES.small, FIX)
    assert count_colour(image, GOOD) == 0
    assert count_colour(image, UNSEEN) > 100


def test_of_several_passes_it_says_which_this_is():
    image = ring(progress=hold(5.0, pass_number=2, passes=3))
    assert find_text(image, "2 of 3", SIZES.small)


def test_without_an_exercise_there_is_none():
    image = annotated(ProgressRingAnnotator(), make_moment())
    assert count_colour(image, WHITE) == 0
