"""The overlay: what is drawn, where, and that mirroring never touches left and right."""

from __future__ import annotations

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.library import find_exercise
from posecheck.coaching.session import Session
from posecheck.feedback.overlay import Overlay
from posecheck.feedback.style import FIX, GOOD, Sizes
from posecheck.feedback.text import draw_text, text_size, wrapped
from posecheck.measures.table import measure
from posecheck.pipeline import Moment
from posecheck.video import Frame


@pytest.fixture
def moment():
    body = lying(fallout={"left": 5.0})
    frame = Frame(np.full((480, 640, 3), 128, np.uint8), 1.0, 0)
    measurements = measure(body)
    session = Session(find_exercise("supine_release"))
    for time_s in (0.0, 0.5, 1.0):
        coaching = session.update(time_s, body, measurements)
    return Moment(frame, body, measurements, coaching)


def _has(image, colour):
    return bool((np.abs(image.astype(int) - colour).sum(axis=2) < 12).any())


def test_the_correction_stands_at_the_bottom_and_the_frame_is_left_alone(moment):
    drawn = Overlay().draw(moment)
    assert moment.coaching.message == "Lower your left knee further outward"
    assert _has(drawn[400:], FIX)
    assert _has(drawn[400:], (255, 255, 255))
    assert (moment.frame.image == 128).all()


def test_mirrored_turns_the_body_not_the_words(moment):
    plain, mirrored = Overlay().draw(moment), Overlay(mirrored=True).draw(moment)
    banner = np.s_[420:]
    assert (plain[banner] == mirrored[banner]).all()
    body = np.s_[200:300, 320:640]
    assert (plain[body] != 128).any()
    assert (plain[body] != mirrored[body]).any()
    assert moment.coaching.side == "left"


def test_a_break_is_not_praised():
    """Within the grace period nothing is announced, but neither is it said to be good."""
    session = Session(find_exercise("supine_release"))
    drawn = {}
    for tenths in range(20):
        body = lying(fallout={"left": 45.0 if tenths < 10 else 3.0})
        frame = Frame(np.full((480, 640, 3), 128, np.uint8), tenths / 10, tenths)
        measurements = measure(body)
        coaching = session.update(frame.time_s, body, measurements)
        drawn[tenths] = Overlay().draw(Moment(frame, body, measurements, coaching))
    assert _has(drawn[9][440:, :20], GOOD)
    assert _has(drawn[11][440:, :20], GOOD)  # a moment's break does not flicker
    assert not _has(drawn[16][440:, :20], GOOD)
    assert not _has(drawn[16][440:, :20], FIX)


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (1920, 1080), (720, 1280), (161, 121)])
def test_any_frame_size(moment, size):
    frame = Frame(np.zeros((size[1], size[0], 3), np.uint8), 1.0, 0)
    assert Overlay().draw(Moment(frame, moment.body, moment.measurements, moment.coaching)).any()


def test_letters_are_large_enough_to_read_from_the_floor():
    for height in (480, 720, 1080):
        sizes = Sizes.of(height * 16 // 9, height)
        assert min(sizes.banner, sizes.label, sizes.small) >= 0.04 * height


def test_the_degree_sign_is_drawn():
    assert text_size("5°", 30)[0] > text_size("5", 30)[0]
    image = np.zeros((60, 60, 3), np.uint8)
    draw_text(image, "°", (10, 10), 40, (255, 255, 255))
    assert image[:40].any()
    assert not image[45:].any()  # a missing glyph would be a box down to the base line


def test_text_that_reaches_out_of_the_picture_is_cut_off():
    image = np.zeros((40, 40, 3), np.uint8)
    draw_text(image, "posecheck", (-30, -10), 30, (255, 255, 255))
    draw_text(image, "posecheck", (500, 500), 30, (255, 255, 255))
    assert image.any()


def test_long_lines_are_broken():
    lines = wrapped("one two three four five six seven", 20, 120)
    assert len(lines) > 1
    assert all(text_size(line, 20)[0] <= 120 for line in lines)
