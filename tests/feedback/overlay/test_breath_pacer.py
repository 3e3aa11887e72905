"""The disc that shows the pace to breathe at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import annotated, find_text
from made_coaching import make_coaching, make_moment
from skeletons import lying, observed

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.goals.pace import PacePoint
from posecheck.exercises.library import find_exercise
from posecheck.feedback.overlay.breath_pacer import BreathPacerAnnotator
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.style import ACCENT, DARK, FIX, WHITE
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.perception.breath.tracker import Breath
from posecheck.video import Frame

BODY = lying()


def drawn_at(
    area: Area, seconds: float, breath: Breath | None = None, size=(640, 480)
) -> np.ndarray:
    session, measurements = ExerciseSession(find_exercise("breathing")), measure(BODY)
    measurements = replace(measurements, breath=breath)
    for tenth in range(round(10 * seconds) + 1):
        coaching = session.update(tenth / 10, observed(BODY, measurements))
    frame = Frame(np.full((size[1], size[0], 3), 128, np.uint8), seconds, 0)
    canvas = Overlay().draw(Moment(frame, None, measurements, coaching))
    return Layout.of(*size).areas[area].cut(canvas)


def amount(image: np.ndarray, colour) -> int:
    return int((np.abs(image.astype(int) - colour).sum(axis=2) < 12).sum())


def test_the_disc_grows_for_four_seconds_and_shrinks_for_seven():
    sizes = [amount(drawn_at(Area.RING, seconds), ACCENT) for seconds in (0, 2, 3.9, 7, 10.9)]
    assert sizes[0] < sizes[1] < sizes[2] > sizes[3] > sizes[4]
    assert sizes[2] > 3 * sizes[0]


def test_a_held_breath_stands_in_the_banner():
    assert amount(drawn_at(Area.BANNER, 2, Breath("held", held_s=7.0)), FIX) > 0
    assert amount(drawn_at(Area.BANNER, 2, Breath("out")), FIX) == 0


@pytest.mark.parametrize("size", [(320, 240), (1280, 720), (480, 640)])
def test_any_frame_size(size):
    assert amount(drawn_at(Area.RING, 2, Breath("in", 12.0, confidence=0.9), size), ACCENT) > 50


def pacer(point: PacePoint) -> np.ndarray:
    return annotated(BreathPacerAnnotator(), make_moment(make_coaching(pace=point)))


@pytest.mark.parametrize(("phase", "word"), [("in", "In"), ("out", "Out")])
def test_in_the_breathing_exercise_it_says_what_to_do_and_for_how_long(phase, word):
    image = pacer(PacePoint(phase, 0.5, 2.4, 1))
    size = Layout.of(640, 480).sizes.label
    assert find_text(image, word, size)
    assert find_text(image, "3", size)


def test_in_a_hold_it_is_small_and_without_words():
    large, small = (pacer(PacePoint("in", 1.0, 2.4, 1, small=small)) for small in (False, True))
    assert 0 < amount(small, ACCENT) < amount(large, ACCENT) / 3
    assert amount(small, WHITE) == 0


def test_without_a_pace_there_is_none():
    assert (pacer(None) == DARK).all()
