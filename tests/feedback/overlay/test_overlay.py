"""The overlay: what is drawn, where, and that mirroring never touches left and right."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import find_text
from made_coaching import make_coaching, make_judgement, make_moment
from made_selftest import UNDERSIDE
from skeletons import lying, observed, read_exactly

from posecheck.anatomy import Landmark
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.goals.pace import PacePoint
from posecheck.exercises.library import find_exercise
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.practice_header import header_height
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, WHITE
from posecheck.feedback.overlay.text import draw_text, fit_into, text_size, wrap_text
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.perception.roller.roller import Roller
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.signs import LegAngles
from posecheck.tightness.trial import Step
from posecheck.video import Frame


@pytest.fixture
def moment():
    body = read_exactly(lying(fallout={"left": 5.0}))
    frame = Frame(np.full((480, 640, 3), 128, np.uint8), 1.0, 0)
    measurements = measure(body)
    session = ExerciseSession(find_exercise("supine_release"))
    for time_s in (0.0, 0.5, 1.0):
        coaching = session.update(time_s, observed(body, measurements))
    return Moment(frame, body, measurements, coaching)


EVERYTHING = make_moment(
    make_coaching(
        step="Lower your left knee",
        message="Turn your left foot out",
        judgements=(
            make_judgement("knee", "good", 65.0),
            make_judgement("roller_angle", "good", 2.0),
        ),
        pace=PacePoint("in", 0.5, 2.4, 1),
    ),
    lying(),
    roller=Roller(
        ends=np.array([[360.0, 380.0], [400.0, 180.0]]), diameter_px=40.0, confidence=1.0
    ),
)
TEST = make_moment(
    body=lying(),
    selftest=SelfTestState(
        Step.LOWERING,
        "left",
        "Lower that leg",
        leg=LegAngles(60.0, 90.0),
        gap_change_cm=0.4,
        underside=UNDERSIDE,
    ),
)
SIZES = Layout.of(640, 480).sizes


@pytest.mark.parametrize(
    ("moment", "text", "size", "colour"),
    [
        (EVERYTHING, "Left side", SIZES.label, ACCENT),
        (EVERYTHING, "Turn your left foot out", SIZES.banner, WHITE),
        (EVERYTHING, "25", round(SIZES.ring * 0.9), WHITE),
        (EVERYTHING, "In", SIZES.label, WHITE),
        (EVERYTHING, "✓ Knee bent 65°", SIZES.small, GOOD),
        (EVERYTHING, "Lower your left knee", SIZES.step, WHITE),
        (TEST, "Left leg", SIZES.label, ACCENT),
        (TEST, "Back +0.4 cm", SIZES.label, GOOD),
        (TEST, "Knee 90°", SIZES.label, ACCENT),
        (TEST, "Lower that leg", SIZES.step, WHITE),
    ],
)
def test_each_part_of_the_overlay_is_in_the_picture(moment, text, size, colour):
    assert find_text(Overlay().draw(moment), text, size, colour)


def test_the_roller_and_the_skeleton_are_in_the_picture():
    picture = Overlay().draw(EVERYTHING)
    x, y = EVERYTHING.roller.ends[1].astype(int)
    assert _has(picture[y - 3 : y + 4, x - 3 : x + 4], GOOD)
    x, y = EVERYTHING.body.point(Landmark.LEFT_SHOULDER).round().astype(int)
    assert tuple(picture[y, x]) == WHITE


def _has(image, colour):
    return bool((np.abs(image.astype(int) - colour).sum(axis=2) < 12).any())


def area(image, name, size=(640, 480)):
    return Layout.of(*size).areas[name].cut(image)


def test_the_correction_stands_in_the_banner_and_the_frame_is_left_alone(moment):
    banner = area(Overlay().draw(moment), Area.BANNER)
    assert moment.coaching.message == "Lower your left knee further outward"
    assert find_text(banner, moment.coaching.message, SIZES.banner)
    assert _has(banner, FIX)
    assert (moment.frame.image == 128).all()


def test_mirrored_turns_the_body_not_the_words(moment):
    plain, mirrored = Overlay().draw(moment), Overlay(mirrored=True).draw(moment)
    for panel in (Area.HEADING, Area.RING, Area.CHECKS, Area.STEP, Area.BANNER):
        assert (area(plain, panel) == area(mirrored, panel)).all()
    body = np.s_[200:300, 320:640]
    assert (plain[body] != 128).any()
    assert (plain[body] != mirrored[body]).any()
    assert moment.coaching.side == "left"


def test_a_break_is_not_praised():
    """Within the grace period nothing is announced, but neither is it said to be good."""
    session = ExerciseSession(find_exercise("supine_release"))
    drawn = {}
    for tenths in range(20):
        body = read_exactly(lying(fallout={"left": 45.0 if tenths < 10 else 3.0}))
        frame = Frame(np.full((480, 640, 3), 128, np.uint8), tenths / 10, tenths)
        measurements = measure(body)
        coaching = session.update(frame.time_s, observed(body, measurements))
        picture = Overlay().draw(Moment(frame, body, measurements, coaching))
        drawn[tenths] = area(picture, Area.BANNER)[:, :8]
    assert _has(drawn[9], GOOD)
    assert _has(drawn[11], GOOD)  # a moment's break does not flicker
    assert not _has(drawn[16], GOOD)
    assert not _has(drawn[16], FIX)


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (720, 1280), (480, 640)])
def test_letters_are_large_enough_to_read_from_three_metres(size):
    """4 % of the height, measured as drawn, for banner, step and number; also under a header."""
    layout = Layout.of(*size)
    sizes = layout.sizes
    for letters in (sizes.banner, sizes.step, round(sizes.ring * 0.9)):
        image = np.zeros((200, 200, 3), np.uint8)
        draw_text(image, "lg", (10, 10), letters, (255, 255, 255))
        drawn = np.flatnonzero(image.any(axis=(1, 2)))
        assert drawn[-1] - drawn[0] + 1 >= 0.04 * (layout.height + header_height(sizes))


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (320, 240)])
def test_no_word_of_a_long_sentence_is_left_out(size):
    text = (
        "Roll 5 to 8 centimetres; at a tender spot lift the top leg a little, turn it inward, hold"
    )
    sizes, box = Layout.of(*size).sizes, Layout.of(*size).areas[Area.BANNER]
    rows, letters = fit_into(text, sizes.banner, box.width, box.height)
    assert " ".join(rows) == text
    assert len(rows) * text_size("X", letters)[1] <= box.height
    assert all(text_size(row, letters)[0] <= box.width for row in rows)


def test_a_flash_colours_the_panels_and_leaves_words_and_person_to_be_seen(moment):
    plain = Overlay().draw(moment)
    red = Overlay().draw(moment, ((255, 0, 0), 1.0))
    reddened = red[..., 0].astype(int) - red[..., 1] > 150
    assert reddened.mean() > 0.4
    assert find_text(area(red, Area.BANNER), moment.coaching.message, SIZES.banner)
    assert (area(red, Area.PICTURE) == area(plain, Area.PICTURE)).all()
    faded = Overlay().draw(moment, ((255, 0, 0), 0.1))
    assert np.abs(faded.astype(int) - plain).mean() < np.abs(red.astype(int) - plain).mean() / 4


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
    lines = wrap_text("one two three four five six seven", 20, 120)
    assert len(lines) > 1
    assert all(text_size(line, 20)[0] <= 120 for line in lines)
