"""The header above the picture of a practice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import count_colour, find_text

from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.practice_header import (
    Header,
    format_clock,
    header_height,
    side_label,
)
from posecheck.feedback.overlay.style import ACCENT, GOOD, TRACK, UNSEEN, WHITE
from posecheck.feedback.overlay.text import fit_font_size, shorten_text, text_size

SIZES = Layout.of(640, 480).sizes
TABLE = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
SIDES = {"left": SideTotal(45.0, 60.0, True), "right": SideTotal(60.0, 60.0, True)}
STATE = PracticeState(Stage.EXERCISE, 0.0, TABLE, 3, 300.0, sides=SIDES)


def header(**changes):
    strip = np.full((header_height(SIZES), 640, 3), 128, np.uint8)
    Header.of(replace(STATE, **changes), 640, SIZES).draw(strip, SIZES)
    return strip


def test_the_timeline_fills_with_the_time_that_is_over():
    first_s = TABLE.parts[0].start_s
    for over_s in (0.0, 75.0, 150.0):
        filled = count_colour(header(elapsed_s=first_s + over_s)[:1], ACCENT)
        assert filled == pytest.approx(640 * over_s / TABLE.total_s, abs=8)
    assert count_colour(header(elapsed_s=0.0)[:1], TRACK) > 550


def test_it_names_the_part_its_number_and_the_time_left():
    image = header()
    time_left = f"{format_clock(STATE.left_s)} left"
    assert find_text(image, time_left, SIZES.label, ACCENT)
    title = f"4/{len(TABLE.parts)} {STATE.title}"
    room = 640 - text_size(time_left, SIZES.label)[0] - 3 * SIZES.margin
    assert find_text(image, title, fit_font_size(title, SIZES.label, room), WHITE)


def test_for_a_single_exercise_no_time_left_is_promised():
    table = plan_timetable(find_programme("supine_release"), find_exercise, proposed_s=30)
    image = header(timetable=table, part=0, elapsed_s=1.0)
    assert count_colour(image[2 * SIZES.line :], ACCENT) == 0


def test_each_side_has_its_time_and_turns_green_when_it_is_done():
    image = header()
    left, right = (
        find_text(image, *label)
        for label in (("Left 0:45", SIZES.small, WHITE), ("Right 1:00", SIZES.small, GOOD))
    )
    assert left[0] < right[0]


def test_next_to_the_sides_stands_what_comes_next_or_which_hold_this_is():
    image = header(sides={})
    room = 640 - 2 * SIZES.margin
    text = shorten_text(f"then {STATE.next_title}", SIZES.small, room)
    assert find_text(image, text, SIZES.small, UNSEEN)
    assert find_text(header(pass_number=2, passes=3), "hold 2 of 3", SIZES.small, UNSEEN)


def test_amounts_in_words():
    assert format_clock(245.4) == "4:05"
    assert format_clock(-3) == "0:00"
    assert side_label(SIDES, "left") == "Left 0:45"
    times = {"left": SideTotal(3.0, 10.0, False), "right": SideTotal(0.0, 10.0, False)}
    assert side_label(times, "right") == "Right 0/10"
    assert side_label({"left": times["left"]}, "left") == "3/10"
