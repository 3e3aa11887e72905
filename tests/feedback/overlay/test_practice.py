"""What a practice shows: every page fits and can be read from the floor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import find_text
from skeletons import lying, observed

from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.preparation import NEXT_STAGE
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.texts import PAUSE_TEXTS
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme, load_programmes
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.feedback.overlay.practice_header import header_height
from posecheck.feedback.overlay.practice_page import SMALLEST_SHARE, choose_page
from posecheck.feedback.overlay.text import shorten_text, text_size
from posecheck.measures.table import Measurements
from posecheck.moment import Moment
from posecheck.video.frame import Frame

TABLE = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
STATE = PracticeState(Stage.EXERCISE, 0.0, TABLE, part=3, elapsed_s=300.0)
SIZES = [(640, 480), (640, 352), (1280, 720), (1920, 1080), (480, 640), (480, 480)]


def pages():
    danger = checklist().danger
    for name in load_programmes():
        table = plan_timetable(find_programme(name), find_exercise, proposed_s=30)
        state = PracticeState(
            Stage.CHECKLIST, 0.0, table, 0, 0.0, message="Lie down when everything is ready"
        )
        yield choose_page(state)
    yield choose_page(replace(STATE, stage=Stage.SAFETY, message=checklist().disclaimer))
    for reason, text in PAUSE_TEXTS.items():
        yield choose_page(replace(STATE, stage=Stage.PAUSED, pause_reason=reason, message=text))
    yield choose_page(replace(STATE, stage=Stage.QUESTION, message=danger.question))
    yield choose_page(replace(STATE, stage=Stage.DANGER, ended_by="danger"))
    for name in load_programmes():
        table = plan_timetable(find_programme(name), find_exercise, proposed_s=90)
        both = dict.fromkeys(("left", "right"), SideTotal(90.0, 90.0, counts_time=True))
        done = {part.exercise.title: both for part in table.parts}
        yield choose_page(replace(STATE, stage=Stage.FINISHED, ended_by="done", parts_done=done))
    yield choose_page(replace(STATE, help_shown=True))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_fits_and_no_letter_is_small(width, height):
    layout = Layout.of(width, height)
    sizes, place = layout.sizes, layout.areas[Area.PAGE]
    for page in pages():
        rows = page.layout(place.width, place.height, sizes)
        assert sum(text_size(row, size)[1] for row, size, _ in rows) < place.height, page.title
        for row, size, _ in rows:
            assert size >= round(SMALLEST_SHARE * layout.height), row
            assert text_size(row, size)[0] <= place.width - 3 * sizes.margin, row


def test_what_the_danger_page_says_can_be_seen():
    page = choose_page(replace(STATE, stage=Stage.DANGER, ended_by="danger"))
    text = " ".join((page.title, *page.lines))
    assert "Stop" in text
    assert "See a doctor" in text


def draw(state: PracticeState, size=(640, 480)) -> np.ndarray:
    frame = Frame(np.full((size[1], size[0], 3), 120, np.uint8), 0.0, 0)
    return PracticeOverlay().draw(Moment(frame, None, None, None, state))


def test_all_pictures_have_one_size_so_that_they_can_be_recorded():
    shapes = {draw(replace(STATE, stage=stage)).shape for stage in Stage}
    assert len(shapes) == 1


def test_the_bars_of_both_sides_show_their_time_to_one_scale():
    sizes = Layout.of(640, 480).sizes

    def green(left_s, right_s):
        sides = {"left": SideTotal(left_s, 60, True), "right": SideTotal(right_s, 60, True)}
        strip = draw(replace(STATE, sides=sides))[: header_height(sizes)]
        is_green = (strip == (70, 200, 120)).all(axis=2)
        middle = is_green.shape[1] * 31 // 100  # between the two bars
        return is_green[:, :middle].sum(), is_green[:, middle:].sum()

    assert green(0, 0) == (0, 0)
    left, right = green(40, 20)
    assert left == pytest.approx(2 * right, rel=0.1)


@pytest.mark.parametrize(
    ("text", "width"), [("then Supine psoas release", 160), ("then rest", 400)]
)
def test_a_title_without_room_is_cut_off_and_never_written_smaller(text, width):
    shown = shorten_text(text, 20, width)
    assert text_size(shown, 20)[0] <= width
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))
    assert len(shown) > 8


def test_where_not_a_letter_has_room_nothing_is_written():
    assert shorten_text("then rest", 20, 5) == ""


def test_a_raised_arm_a_message_and_a_page_are_in_the_picture():
    sizes = Layout.of(640, 480).sizes
    assert find_text(draw(replace(STATE, arm_progress=0.7)), "Pause", sizes.label)
    camera = replace(STATE, stage=Stage.CAMERA, message="Move the camera back")
    assert find_text(draw(camera), "Move the camera back", sizes.banner)
    place = Layout.of(640, 480).areas[Area.PAGE]
    rows = choose_page(replace(STATE, help_shown=True)).layout(place.width, place.height, sizes)
    title, size, colour = rows[0]
    assert find_text(draw(replace(STATE, help_shown=True)), title, size, colour)


def test_a_flash_reaches_the_picture_of_a_practice():
    moment = Moment(Frame(np.zeros((480, 640, 3), np.uint8), 0.0, 0), None, None, None, STATE)
    picture = PracticeOverlay().draw(moment, ((255, 0, 0), 1.0))
    area = Layout.of(640, 480).areas[Area.CHECKS]
    assert area.cut(picture[header_height(Layout.of(640, 480).sizes) :])[5, 5, 0] > 150


@pytest.mark.parametrize("stage", [Stage.EXERCISE, Stage.PAUSED])
@pytest.mark.parametrize("state", [STATE, None])
@pytest.mark.parametrize("size", [(640, 480), (1920, 1080), (1080, 1920), (161, 121)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_place_in_the_picture_is_found_again_in_its_frame(mirrored, size, state, stage):
    """Someone drags along the roller in the window: in the picture, or in the small one."""
    state = state and replace(state, stage=stage)
    width, height = size
    image = np.zeros((height, width, 3), np.uint8)
    x, y, half = width // 4, height // 3, max(1, height // 20)
    image[y - half : y + half + 1, x - half : x + half + 1] = (255, 0, 255)
    frame = Frame(image, 0.0, 0)
    overlay = PracticeOverlay(mirrored=mirrored)
    picture = overlay.draw(Moment(frame, None, None, None, state)).astype(int)
    marked = np.argwhere((picture[..., 0] > 200) & (picture[..., 1] < 50) & (picture[..., 2] > 200))
    shown = np.array([marked.mean(axis=0)[::-1]])
    found = overlay.to_frame_pixels(shown, frame)[0]
    assert found == pytest.approx((x, y), abs=max(1.0, height / 150))


def test_beside_a_page_the_whole_person_is_seen():
    frame = Frame(np.full((480, 640, 3), 120, np.uint8), 0.0, 0)
    frame.image[-1] = frame.image[0] = (255, 0, 255)
    picture = PracticeOverlay().draw(
        Moment(frame, None, None, None, replace(STATE, stage=Stage.PAUSED, arm_progress=0.5))
    )
    place = Layout.of(640, 480).areas[Area.PAGE_PICTURE]
    shown = place.cut(picture[header_height(Layout.of(640, 480).sizes) :])
    assert (shown[1:-1] == shown[1:-1, :1]).all()  # no letter, no ring
    assert tuple(shown[place.height // 2, 0]) == (120, 120, 120)


def test_a_whole_practice_can_be_drawn():
    practice, overlay, seen = Practice(TABLE), PracticeOverlay(), set()
    body = lying()
    values = {"fallout_left": 40.0, "fallout_right": 0.0, "knee_left": 65.0, "knee_right": 65.0}
    measurements = Measurements("prone", "side", 0.0, "left", values, {})
    for i in range(120):
        state = practice.update(0.25 * i, observed(body, measurements))
        seen.add(state.stage)
        if i % 10 == 0:
            frame = Frame(np.zeros((480, 640, 3), np.uint8), 0.25 * i, i)
            overlay.draw(Moment(frame, body, measurements, state.coaching, state))
    assert seen == {*NEXT_STAGE, Stage.EXERCISE}


def test_the_last_page_says_what_was_done_of_every_part():
    done = {
        "Supine release": {s: SideTotal(90.0, 90.0, counts_time=True) for s in ("left", "right")},
        "Breathing": {"left": SideTotal(5.0, 5.0, counts_time=False)},
    }
    page = choose_page(replace(STATE, stage=Stage.FINISHED, ended_by="done", parts_done=done))
    assert page.lines == ("Supine release: left 1:30, right 1:30", "Breathing: 5/5")
