"""The pages of a practice: each stage's page says what it must."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import annotated, count_colour, find_text
from made_coaching import GREY, make_coaching, make_moment

from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.texts import PAUSE_TEXTS
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.feedback.overlay.practice_header import header_height
from posecheck.feedback.overlay.practice_message import PracticeMessageAnnotator
from posecheck.feedback.overlay.practice_page import STOP, choose_page
from posecheck.feedback.overlay.style import ACCENT, DARK, FIX, GOOD

TABLE = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
STATE = PracticeState(Stage.EXERCISE, 0.0, TABLE, 3, 300.0)
DANGER = checklist().danger
SIZES = Layout.of(640, 480).sizes


def page(**changes):
    return choose_page(replace(STATE, **changes))


def test_the_checklist_names_what_is_needed_and_how_to_begin():
    found = page(stage=Stage.CHECKLIST, message="Lie down to begin")
    assert found.lines == tuple(
        f"• {text}" for text in checklist().texts(TABLE.programme.checklist)
    )
    assert found.footer == "Lie down to begin"


def test_the_danger_signs_stand_with_how_to_stop_and_the_disclaimer():
    found = page(stage=Stage.SAFETY, message=checklist().disclaimer)
    assert found.lines == (*(f"! {sign}" for sign in DANGER.signs), DANGER.how.arm)
    assert found.title.startswith("Stop at once")
    assert found.footer == checklist().disclaimer
    assert found.colour == FIX


def test_a_pause_says_how_to_go_on_and_when_it_ends_by_itself():
    found = page(stage=Stage.PAUSED, message=PAUSE_TEXTS["arm"], pause_left_s=100.0)
    assert found.title == "Paused"
    assert " ".join(found.lines) == PAUSE_TEXTS["arm"].removeprefix("Paused. ")
    assert "1:40" in found.footer


def test_the_question_after_an_arm_says_why_it_is_asked():
    assert page(stage=Stage.QUESTION).lines == (DANGER.asked, DANGER.question)


def test_after_a_danger_sign_it_says_what_to_do_and_that_it_is_recorded():
    found = page(stage=Stage.DANGER, ended_by="danger")
    assert [line[2:] for line in found.lines] == list(DANGER.what_to_do)
    assert found.footer == DANGER.recorded
    assert found.background == STOP


@pytest.mark.parametrize(
    ("ended_by", "title", "colour"), [("done", "Done", GOOD), ("stopped", "Ended", ACCENT)]
)
def test_the_end_says_whether_all_was_done(ended_by, title, colour):
    done = {"Breathing": {"left": SideTotal(5.0, 5.0, counts_time=False)}}
    found = page(stage=Stage.FINISHED, ended_by=ended_by, parts_done=done)
    assert (found.title, found.colour, found.lines) == (title, colour, ("Breathing: 5/5",))


def test_the_keys_are_shown_on_request_whatever_the_stage():
    for stage in Stage:
        assert page(stage=stage, help_shown=True).title == "Keys"
    for mark in ("Space", "N:", "B:", "S:", "D:", "Q:", "H:", "Drag", "Arm"):
        assert any(mark in line for line in page(help_shown=True).lines)


def test_while_the_picture_must_be_seen_there_is_no_page():
    assert page(stage=Stage.EXERCISE) is None
    assert page(stage=Stage.CAMERA) is None


def test_the_picture_stands_beside_the_page_made_smaller():
    moment = make_moment(practice=replace(STATE, stage=Stage.DANGER))
    layout = Layout.of(640, 480)
    image = PracticeOverlay().draw(moment)[header_height(SIZES) :]
    found, place = page(stage=Stage.DANGER), layout.areas[Area.PAGE]
    for row, size, colour in found.layout(place.width, place.height, SIZES):
        assert find_text(place.cut(image), row, size, colour)
    assert tuple(image[-1, place.width - 1]) == STOP
    assert (layout.areas[Area.PAGE_PICTURE].cut(image) == GREY).all()
    assert count_colour(image, (GREY, GREY, GREY)) >= layout.areas[Area.PAGE_PICTURE].width * 230


def test_the_message_stands_below_while_no_exercise_runs():
    def message(**changes):
        state = replace(STATE, message="Move the camera back", **changes)
        return annotated(PracticeMessageAnnotator(), make_moment(practice=state))

    assert find_text(message(stage=Stage.CAMERA), "Move the camera back", SIZES.banner)
    assert (message(coaching=make_coaching()) == DARK).all()
