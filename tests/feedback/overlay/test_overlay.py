"""The overlay: what is drawn, where, and that mirroring never touches left and right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import find_text
from made_coaching import make_coaching, make_judgement, make_moment
from made_selftest import UNDERSIDE
from skeletons import lying, observed

from posecheck.anatomy import SIDES, Landmark
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.goals.pace import PacePoint
from posecheck.exercises.library import find_exercise
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, WHITE, Sizes
from posecheck.feedback.overlay.text import draw_text, fit_text, text_size, wrap_text
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.perception.roller.roller import Roller
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.signs import LegAngles
from posecheck.tightness.trial import Step
from posecheck.video import Frame


@pytest.fixture
def moment():
    body = lying(fallout={"left": 5.0})
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
SIZES = Sizes.of(640, 480)


@pytest.mark.parametrize(
    ("moment", "text", "size", "colour"),
    [
        (EVERYTHING, "Left side", SIZES.label, ACCENT),
        (EVERYTHING, "Turn your left foot out", SIZES.banner, WHITE),
        (EVERYTHING, "25", round(SIZES.ring * 0.9), WHITE),
        (EVERYTHING, "In", SIZES.label, WHITE),
        (EVERYTHING, "65°", SIZES.small, GOOD),
        (TEST, "Left leg", SIZES.label, ACCENT),
        (TEST, "+0.4 cm", SIZES.label, GOOD),
        (TEST, "90°", SIZES.small, ACCENT),
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
    session = ExerciseSession(find_exercise("supine_release"))
    drawn = {}
    for tenths in range(20):
        body = lying(fallout={"left": 45.0 if tenths < 10 else 3.0})
        frame = Frame(np.full((480, 640, 3), 128, np.uint8), tenths / 10, tenths)
        measurements = measure(body)
        coaching = session.update(frame.time_s, observed(body, measurements))
        drawn[tenths] = Overlay().draw(Moment(frame, body, measurements, coaching))
    assert _has(drawn[9][440:, :20], GOOD)
    assert _has(drawn[11][440:, :20], GOOD)  # a moment's break does not flicker
    assert not _has(drawn[16][440:, :20], GOOD)
    assert not _has(drawn[16][440:, :20], FIX)


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (1920, 1080), (720, 1280), (161, 121)])
def test_any_frame_size(moment, size):
    frame = Frame(np.zeros((size[1], size[0], 3), np.uint8), 1.0, 0)
    assert Overlay().draw(Moment(frame, moment.body, moment.measurements, moment.coaching)).any()


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (720, 1280), (480, 640)])
def test_letters_are_large_enough_to_read_from_three_metres(size):
    """4 % of the picture's height: measured as drawn, for the banner, the step and the number."""
    sizes = Sizes.of(*size)
    for letters in (sizes.banner, sizes.step, round(sizes.ring * 0.9)):
        image = np.zeros((200, 200, 3), np.uint8)
        draw_text(image, "lg", (10, 10), letters, (255, 255, 255))
        drawn = np.flatnonzero(image.any(axis=(1, 2)))
        assert drawn[-1] - drawn[0] + 1 >= 0.04 * size[1]


@pytest.mark.parametrize("offset", [(-180, 60), (-180, -20), (100, 60), (100, -20)])
def test_the_list_of_checks_hides_nothing_of_the_person(moment, offset):
    """Wherever in the picture they lie: every joint that is drawn stays in sight."""
    body = replace(moment.body, image=moment.body.image + offset)
    grey = Frame(np.full((480, 640, 3), 128, np.uint8), 1.0, 0)
    drawn = Overlay().draw(Moment(grey, body, moment.measurements, moment.coaching))
    joints = {Landmark.of(side, part) for side in SIDES for part in ("shoulder", "hip", "ankle")}
    places = [body.point(joint).round().astype(int) for joint in joints]
    inside = [(x, y) for x, y in places if 10 < x < 630 and 110 < y < 370]
    assert len(inside) >= 3
    assert all(drawn[y - 1 : y + 2, x - 1 : x + 2].max() > 200 for x, y in inside)


@pytest.mark.parametrize("size", [(640, 480), (720, 1280), (320, 240)])
def test_no_word_of_a_long_sentence_is_left_out(size):
    text = (
        "Roll 5 to 8 centimetres; at a tender spot lift the top leg a little, turn it inward, hold"
    )
    sizes = Sizes.of(*size)
    rows, letters = fit_text(text, sizes.banner, size[0] - 4 * sizes.margin, 5)
    assert " ".join(rows) == text
    assert len(rows) <= 5
    assert all(text_size(row, letters)[0] <= size[0] for row in rows)


def test_a_flash_colours_the_picture_and_leaves_the_banner_to_be_read(moment):
    plain = Overlay().draw(moment)
    red = Overlay().draw(moment, ((255, 0, 0), 1.0))
    reddened = red[..., 0].astype(int) - red[..., 1] > 150
    assert reddened.mean() > 0.5
    assert _has(red[400:], (255, 255, 255))
    assert tuple(red[250, 30]) == (229, 25, 25)  # the picture stays visible
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
