"""A whole practice on made-up measurements: what a person on the floor meets, and the keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from made_practice import ARM_UP, LEFT, REST, RIGHT, STANDING, TIMING, Run, seen

from posecheck.coaching.practice.events import Key, SpeechPending
from posecheck.coaching.practice.presence import AWAY_S, GOT_UP_S
from posecheck.coaching.practice.state import Stage
from posecheck.coaching.prompts.prompt import PromptKind
from posecheck.exercises.programme import Part
from posecheck.measures.table import Measurements


def test_nobody_needs_to_touch_a_key():
    run = Run(checklist=True)
    run.feed(3, None)
    run.feed(3, STANDING)
    run.feed(15, LEFT)
    run.feed(4, REST)
    state = run.feed(8, RIGHT)
    assert run.stages() == [
        Stage.CHECKLIST,
        Stage.SAFETY,
        Stage.CAMERA,
        Stage.EXERCISE,
        Stage.FINISHED,
    ]
    assert state.ended_by == "done"
    assert {s: round(t.done) for s, t in state.sides.items()} == {"left": 5, "right": 5}
    assert run.feed(TIMING.done_s, None).over


def test_the_danger_signs_are_said_before_anything_counts():
    run = Run(checklist=True)
    run.to_the_hold()
    said_s = next(p.time_s for s in run.states for p in s.prompts if "numbness" in p.text)
    counted_s = next(s.time_s for s in run.states if any(t.done > 0 for t in s.sides.values()))
    assert counted_s - said_s >= TIMING.safety_s


def test_the_danger_signs_stand_until_they_have_been_said():
    run = Run()
    run.practice.handle(SpeechPending(True))
    assert run.feed(TIMING.safety_s + 6, REST).stage is Stage.SAFETY
    run.practice.handle(SpeechPending(False))
    assert run.feed(0.2, REST).stage is Stage.CAMERA


def test_a_voice_that_hangs_keeps_nobody_waiting():
    run = Run()
    run.practice.handle(SpeechPending(True))
    assert run.feed(TIMING.safety_most_s - 0.5, None).stage is Stage.SAFETY
    assert run.feed(0.8, None).stage is Stage.CAMERA


def test_the_checklist_waits_until_the_person_lies_or_for_a_key():
    run = Run(checklist=True)
    assert run.feed(30, STANDING).stage is Stage.CHECKLIST
    assert "A firm, smooth foam roller" in run.said()
    assert run.press(Key.NEXT).stage is Stage.SAFETY
    run = Run(checklist=True)
    run.feed(5, STANDING)
    run.feed(2.5, REST)
    assert run.states[-1].stage is Stage.SAFETY


def test_the_camera_is_asked_for_until_it_stands_well():
    run = Run()
    from_the_head = Measurements("supine", "head_end", 90.0, "left", {}, {})
    state = run.feed(8, from_the_head)
    assert state.stage is Stage.CAMERA
    assert state.message == "Lie with your left side towards the camera"
    assert run.said(PromptKind.CORRECTION) == [state.message]
    run.feed(2, REST)
    assert run.states[-1].stage is Stage.EXERCISE
    assert "The camera sees you well." in run.said()


def test_a_camera_that_never_stands_well_does_not_keep_anybody_from_practising():
    run = Run()
    from_the_head = Measurements("supine", "head_end", 90.0, "left", {}, {})
    assert run.feed(4 + TIMING.camera_s, from_the_head).stage is Stage.EXERCISE


def test_someone_whose_posture_is_not_recognised_can_still_practise():
    run = Run()
    assert run.feed(40, seen(posture="unknown")).stage is Stage.CAMERA
    assert run.feed(20, seen(posture="unknown")).stage is Stage.EXERCISE


def test_when_nobody_comes_it_ends():
    run = Run(checklist=True)
    run.feed(200, None, step_s=0.5)
    assert run.states[-1].ended_by is None
    assert run.feed(400, None, step_s=0.5).ended_by == "left"


def test_a_raised_arm_pauses_and_another_goes_on():
    run = Run()
    before = run.to_the_hold()
    state = run.feed(1.7, LEFT, ARM_UP)
    assert state.stage is Stage.PAUSED
    assert state.pause_reason == "arm"
    paused_at_s = state.sides["left"].done
    assert paused_at_s >= before.sides["left"].done
    state = run.feed(10, LEFT)
    assert state.sides["left"].done == paused_at_s
    assert state.coaching is None
    assert state.pause_left_s == pytest.approx(TIMING.pause_seen_s - 10, abs=0.3)
    assert run.feed(1.7, LEFT, ARM_UP).stage is Stage.EXERCISE
    assert run.feed(1, LEFT).sides["left"].done > paused_at_s
    assert [text.split(".")[0] for text in run.said(PromptKind.PAUSE)] == ["Paused", "Going on"]


@pytest.mark.parametrize("way", ["got_up", "away"])
def test_getting_up_or_leaving_pauses_and_coming_back_goes_on(way):
    run = Run()
    run.to_the_hold()
    gone = STANDING if way == "got_up" else None
    state = run.feed(max(AWAY_S, GOT_UP_S) + 0.5, gone)
    assert state.stage is Stage.PAUSED
    assert state.pause_reason == way
    assert run.feed(2, LEFT).stage is Stage.EXERCISE


def test_a_moment_unseen_or_a_misread_posture_is_no_pause():
    run = Run(hold_s=60)
    run.to_the_hold()
    for _ in range(4):
        run.feed(1, LEFT)
        run.feed(1.5, None)
        run.feed(1, LEFT)
        run.feed(0.8, seen(posture="sitting"))
    assert Stage.PAUSED not in run.stages()


def test_who_lies_there_may_pause_for_more_than_a_minute():
    run = Run()
    run.to_the_hold()
    run.press(Key.PAUSE)
    assert run.feed(90, LEFT).stage is Stage.PAUSED
    state = run.feed(61, None)
    assert (state.stage, state.ended_by) == (Stage.FINISHED, "left")


def test_turning_round_is_no_getting_up():
    run = Run()
    run.to_the_hold()
    run.feed(5, LEFT)
    assert run.states[-1].coaching.phase == "other_side"
    run.feed(6, seen(posture="sitting"))
    assert run.states[-1].stage is Stage.EXERCISE
    run.feed(0.1, None)  # one frame that is missed, or shows no posture
    run.feed(1, seen(posture="sitting"))
    run.feed(0.1, Measurements("unknown", "front", 90.0, "left", {}, {}))
    run.feed(1, seen(posture="sitting"))
    assert Stage.PAUSED not in run.stages()
    assert run.feed(8, RIGHT).ended_by == "done"


def test_turning_round_after_a_side_was_skipped_is_no_getting_up():
    run = Run(hold_s=10)
    run.to_the_hold()
    run.feed(3, LEFT)
    run.press(Key.SKIP_SIDE)
    assert run.feed(5, seen(posture="sitting")).stage is Stage.EXERCISE
    run.feed(1, RIGHT)
    assert run.feed(3, seen(posture="sitting")).stage is Stage.PAUSED


def test_the_danger_key_ends_at_once_and_says_what_to_do():
    run = Run()
    run.to_the_hold()
    state = run.press(Key.DANGER)
    assert (state.stage, state.ended_by) == (Stage.DANGER, "danger")
    assert run.practice.dangers.is_certain
    (said,) = run.said(PromptKind.DANGER)
    assert said.startswith("Stop.")
    assert "See a doctor" in said
    assert not run.feed(5, None).over
    assert run.press(Key.NEXT).over


def test_a_raised_arm_followed_by_getting_up_asks_for_a_danger_sign():
    for key, ended in ((Key.DANGER, "danger"), (Key.NO, None)):
        run = Run()
        run.to_the_hold()
        run.feed(1.7, LEFT, ARM_UP)
        state = run.feed(GOT_UP_S + 0.5, STANDING)
        assert state.stage is Stage.QUESTION
        assert "numbness" in state.message
        assert run.practice.dangers.asked_s is not None
        assert run.press(key).ended_by == ended
        assert run.practice.dangers.asked_s is None
        assert run.practice.dangers.is_certain == (ended == "danger")


def test_the_unanswered_question_is_left_for_the_terminal():
    run = Run()
    run.to_the_hold()
    run.feed(1.7, LEFT, ARM_UP)
    run.feed(GOT_UP_S + 0.5, STANDING)
    state = run.feed(TIMING.pause_s + 10, None)
    assert state.ended_by == "left"
    assert run.practice.dangers.asked_s is not None


def test_a_side_left_early_gives_the_other_side_equal_time():
    run = Run(hold_s=10)
    run.to_the_hold()
    run.feed(4, LEFT)
    held_s = run.press(Key.SKIP_SIDE).sides["left"].done
    assert 4 < held_s < 5
    run.feed(2, REST)
    state = run.feed(7, RIGHT)
    assert state.ended_by == "done"
    assert state.sides["right"].done == pytest.approx(held_s, abs=0.1)


def test_a_side_not_done_at_all_leaves_the_other_its_whole_time():
    run = Run(hold_s=5)
    run.feed(6, REST)
    run.press(Key.SKIP_SIDE)
    other = "left" if run.states[-1].coaching is None else run.states[-1].coaching.side
    run.feed(6.5, LEFT if other == "left" else RIGHT)
    assert run.states[-1].ended_by == "done"
    assert run.states[-1].sides[other].done == pytest.approx(5)


def test_short_holds_are_repeated_with_a_shift_between_and_both_sides_get_the_same():
    part = Part(exercise="supine_release", seconds=66, by_tolerance=True)
    run = Run(part, hold_s=4)
    assert run.practice.course.part.exercise.hold.passes == 3  # 4 + 8 + 4 + 8 + 4 s a side
    run.to_the_hold()
    run.feed(30, LEFT)
    messages = [s.coaching.message for s in run.states if s.coaching is not None]
    asked = [a for a, b in pairwise(messages) if a != b and "Ease off" in a]
    assert len(asked) == 2
    assert run.states[-1].sides["left"].done == pytest.approx(12)
    run.feed(3, REST)
    state = run.feed(30, RIGHT)
    assert state.ended_by == "done"
    assert {round(t.done, 1) for t in state.sides.values()} == {12.0}


def test_easing_off_between_two_holds_is_not_corrected():
    part = Part(exercise="supine_release", seconds=66, by_tolerance=True)
    run = Run(part, hold_s=4)
    run.to_the_hold()
    run.feed(4, LEFT)
    first = len(run.states)
    run.feed(7.5, seen())
    rest = [s.coaching for s in run.states[first + 5 :]]
    assert all("Ease off" in coaching.message for coaching in rest)
    assert not any("Hold" in coaching.step or "Lower" in coaching.step for coaching in rest)
    run.feed(4, seen())
    assert "Lower your left knee further" in run.states[-1].coaching.message


def test_at_the_end_a_part_that_came_twice_is_told_with_both_times_together():
    run = Run(*[Part(exercise="supine_release", seconds=60, hold_s=5.0)] * 2)
    for _ in range(2):
        run.feed(9, LEFT)
        run.feed(4, REST)
        run.feed(8, RIGHT)
        run.feed(4, REST)
    state = run.states[-1]
    assert state.ended_by == "done"
    ((title, sides),) = state.parts_done.items()
    assert title == "Supine psoas release"
    assert {side: round(done.done) for side, done in sides.items()} == {"left": 10, "right": 10}
    assert not run.states[0].parts_done


def test_a_part_with_the_same_camera_begins_with_what_to_do():
    parts = (
        Part(exercise="roll_quadriceps", seconds=40, warm_up=True),
        Part(exercise="roll_adductors", seconds=40, warm_up=True),
    )
    run = Run(*parts)
    run.feed(10, seen(posture="prone"))
    run.press(Key.NEXT)
    first = len(run.states)
    run.feed(8, seen(posture="prone"))
    knee_out = "Move your left knee out to the side, the roller under that inner thigh"
    assert f"Rolling the inner thigh. {knee_out}" in run.said(PromptKind.STEP)
    shown = [s.coaching for s in run.states[first:]]
    read = [c for c in shown if c.step == knee_out]
    assert 4.5 < 0.1 * len(read) < 5.5
    assert not any(c.message for c in read)
    assert "Keep rolling" in shown[-1].message


def test_in_a_long_hold_a_small_shift_is_asked_for_after_some_breaths():
    run = Run(hold_s=90)
    run.to_the_hold()
    run.feed(89, LEFT)
    asked_s = [
        state.sides["left"].done
        for state in run.states
        for prompt in state.prompts
        if prompt.text.startswith("Shift a little") and prompt.time_s == state.time_s
    ]
    assert asked_s == [pytest.approx(28, abs=0.3), pytest.approx(56, abs=0.3)]
    kinds = {p.kind for s in run.states for p in s.prompts if p.text.startswith("Shift a little")}
    assert kinds == {PromptKind.STEP}


def test_a_part_that_does_not_come_about_is_left_in_the_end_unless_it_is_the_only_one():
    parts = (
        Part(exercise="supine_release", seconds=20, hold_s=5),
        Part(exercise="low_lunge", seconds=60),
    )
    run = Run(*parts)
    run.feed(50, REST)
    assert run.states[-1].part == 1
    assert "Time is up" in " ".join(run.said())
    alone = Run(parts[0], minutes=False)
    alone.feed(100, REST)
    assert alone.states[-1].stage is Stage.EXERCISE


def test_a_hold_that_counts_is_not_cut_off():
    run = Run(
        Part(exercise="supine_release", seconds=10, hold_s=60),
        *[Part(exercise="low_lunge", seconds=60)],
    )
    run.to_the_hold()
    state = run.feed(40, LEFT)
    assert (state.part, state.stage) == (0, Stage.EXERCISE)


def test_next_and_back_go_between_parts_and_the_camera_is_asked_for_anew():
    parts = (
        Part(exercise="supine_release", seconds=20, hold_s=5),
        Part(exercise="low_lunge", seconds=60),
    )
    run = Run(*parts)
    run.to_the_hold()
    state = run.press(Key.NEXT)
    assert (state.part, state.stage) == (1, Stage.CAMERA)
    assert run.practice.course.runs[0].status == "skipped"
    state = run.press(Key.BACK)
    assert (state.part, state.stage) == (0, Stage.CAMERA)


def test_help_is_shown_and_hidden_without_touching_the_hold():
    run = Run()
    run.to_the_hold()
    assert run.press(Key.HELP).help_shown
    assert run.feed(1, LEFT).coaching.phase == "holding"
    assert not run.press(Key.HELP).help_shown


def test_the_timetable_runs_from_the_beginning_to_the_end():
    run = Run()
    run.to_the_hold()
    run.feed(6, LEFT)
    run.feed(3, REST)
    run.feed(7, RIGHT)
    elapsed = [state.elapsed_s for state in run.states]
    assert elapsed == sorted(elapsed)
    assert elapsed[0] == 0
    assert elapsed[-1] == run.states[-1].timetable.total_s
