"""What a page shows is what the window shows: the same words, as plain data."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from made_practice import LEFT, Run
from skeletons import lying

from posecheck.app.live.lines import TONES
from posecheck.app.live.shown import show, show_waiting, to_json
from posecheck.coaching.practice.events import Key
from posecheck.coaching.practice.state import Stage
from posecheck.feedback.overlay.practice_header import part_title
from posecheck.feedback.overlay.practice_page import choose_page
from posecheck.feedback.overlay.style import FIX, GOOD
from posecheck.moment import Moment
from posecheck.perception.roller.roller import Roller
from posecheck.video.frame import Frame
from posecheck.video.report import Trouble, Waiting

IMAGE = np.zeros((480, 640, 3), np.uint8)


def moment_of(state, **more):
    frame = Frame(IMAGE, state.time_s, 7)
    return Moment(frame, lying(), None, state.coaching, practice=state, **more)


def shown_of(state, **more):
    return json.loads(to_json(show(moment_of(state), **more)))


def test_a_hold_is_shown_with_side_step_ring_and_banner():
    run = Run(hold_s=30)
    run.to_the_hold()
    state = run.feed(5.0, LEFT)
    shown = shown_of(state, taken_ms=123.5)
    assert state.coaching is not None
    assert shown["side"] == "Left side"
    assert shown["step"] == state.coaching.step
    assert state.coaching.unverified == ("Roller across", "Roller under the mid-back")
    assert shown["banner"] == {"text": "Hold, and breathe", "tone": "good"}
    assert int(shown["ring"]["text"]) == pytest.approx(30 - state.coaching.hold.held_s, abs=1)
    assert shown["hold"]["held_s"] == pytest.approx(state.coaching.hold.held_s, abs=0.001)
    assert shown["header"]["title"] == part_title(state)
    assert [bar["label"].split()[0] for bar in shown["header"]["sides"]] == ["Left", "Right"]
    assert shown["taken_ms"] == 123.5
    assert shown["stage"] == "exercise"
    assert len(shown["lines"]["bones"]) > 10
    assert "page" not in shown


@pytest.mark.parametrize("key", [Key.PAUSE, Key.DANGER, Key.HELP])
def test_a_page_has_the_words_of_the_windows_page(key):
    run = Run(hold_s=30)
    run.to_the_hold()
    state = run.press(key)
    page, shown = choose_page(state), shown_of(state)
    assert page is not None
    assert shown["page"]["title"] == page.title
    assert tuple(shown["page"]["lines"]) == page.lines
    assert shown["page"]["stop"] is (key is Key.DANGER)
    assert shown["helps"] is (key is Key.HELP)
    assert "lines" not in shown  # the picture stands beside it, without lines


def test_the_stages_before_the_exercise_are_told():
    run = Run(checklist=True)
    assert shown_of(run.feed(0.2, LEFT))["stage"] == "checklist"
    run.press(Key.NEXT)
    assert shown_of(run.feed(0.2, LEFT))["stage"] == Stage.SAFETY


def test_an_awaited_camera_is_shown_with_the_hold_so_far():
    run = Run(hold_s=30)
    run.to_the_hold()
    state = run.feed(3.0, LEFT)
    waiting = Waiting(Trouble.SILENT, 3.0, 100.0, state.time_s + 3.0)
    shown = json.loads(to_json(show_waiting(moment_of(state), waiting)))
    assert shown["page"]["title"] == "Waiting for the camera"
    assert "1:40" in shown["page"]["footer"]
    assert shown["hold"]["held_s"] > 2.0
    assert json.loads(to_json(show_waiting(None, waiting)))["waits"] is True


def test_what_is_not_known_is_left_out_and_the_rest_is_plain_json():
    body = replace(lying(), image=np.full((33, 2), np.nan))
    run = Run(hold_s=30)
    state = run.to_the_hold()
    shown = to_json(show(replace(moment_of(state), body=body)))
    assert b"NaN" not in shown
    json.loads(shown)


def test_a_roller_is_shown_in_the_frames_pixels():
    ends = np.array([[100.0, 300.0], [220.5, 280.25]])
    roller = Roller(ends, 40.0, confidence=0.9, perpendicular_ends=ends)
    run = Run(hold_s=30)
    shown = shown_of(run.to_the_hold())
    assert "roller" not in shown["lines"]
    lines = show(moment_of(run.states[-1], roller=roller)).lines
    assert lines is not None
    assert lines.roller is not None
    assert lines.roller.axis == ((100.0, 300.0), (220.5, 280.2))


def test_good_and_fix_have_names():
    assert TONES[GOOD] == "good"
    assert TONES[FIX] == "fix"
