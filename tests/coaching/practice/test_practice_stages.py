"""From stage to stage of a practice: every row of its table, and what is said on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_practice import ARM_UP, LEFT, REST, RIGHT, STANDING, Run, seen
from skeletons import UP, lying

from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.practice.danger import DangerSign
from posecheck.coaching.practice.events import Key
from posecheck.coaching.practice.state import Stage
from posecheck.coaching.prompts.prompt import PromptKind
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme import Part
from posecheck.perception.breath.tracker import Breath

RELEASE = Part(exercise="supine_release", seconds=20, hold_s=5)
LUNGE = Part(exercise="low_lunge", seconds=60)
TWO_PARTS = (RELEASE, LUNGE)
ON_SIDE = seen(posture="side_lying_right")


def practising(*parts, **options) -> Run:
    """In the first hold."""
    run = Run(*parts, **options)
    run.to_the_hold()
    return run


def paused(reason="key", *parts) -> Run:
    run = practising(*parts)
    if reason == "key":
        run.press(Key.PAUSE)
    elif reason == "arm":
        run.feed(1.7, LEFT, ARM_UP)
    else:
        run.feed(2.2, STANDING)
    assert run.states[-1].pause_reason == reason
    return run


def asked() -> Run:
    """The person has raised an arm and got up: was there a danger sign?"""
    run = paused("arm")
    run.feed(2.5, STANDING)
    assert run.states[-1].stage is Stage.QUESTION
    return run


def times_said(run: Run, text: str) -> tuple[float, float]:
    """The first and the last time at which it is worth saying."""
    times = [s.time_s for s in run.states if any(text in p.text for p in s.prompts)]
    return times[0], times[-1]


@pytest.mark.parametrize("key", [Key.NEXT, Key.PAUSE])
def test_a_key_ends_each_stage_of_the_preparation(key):
    run = Run(checklist=True)
    assert run.feed(0.1, None).stage is Stage.CHECKLIST
    stages = [run.press(key).stage for _ in range(3)]
    assert stages == [Stage.SAFETY, Stage.CAMERA, Stage.EXERCISE]
    assert run.practice.course.index == 0


def test_the_other_keys_do_not_end_the_preparation_but_back_goes_to_the_camera():
    run = Run(checklist=True)
    assert run.press(Key.SKIP_SIDE).stage is Stage.CHECKLIST
    assert run.press(Key.HELP).stage is Stage.CHECKLIST
    assert run.press(Key.BACK).stage is Stage.CAMERA


def test_without_the_checklist_it_begins_with_the_danger_signs():
    state = Run().feed(0.1, None)
    assert state.stage is Stage.SAFETY
    assert state.message == checklist().disclaimer
    assert (state.part, state.coaching, state.sides, state.arm_progress) == (0, None, {}, 0.0)


def test_what_happened_is_worth_saying_for_eight_seconds():
    run = Run()
    run.feed(2.1, REST)
    run.feed(2, replace(REST, view="head_end"))
    run.feed(14, REST)
    first_s, last_s = times_said(run, "The camera sees you well.")
    assert run.stages() == [Stage.SAFETY, Stage.CAMERA, Stage.EXERCISE]
    assert last_s - first_s == pytest.approx(8.0, abs=0.11)
    (praise,) = run.said(PromptKind.PRAISE)
    assert praise == "The camera sees you well."


def test_who_does_not_come_for_five_minutes_has_left():
    run = Run(checklist=True)
    assert run.feed(90, None, step_s=0.5).stage is Stage.CHECKLIST
    assert run.feed(1, None, step_s=0.5).stage is Stage.SAFETY
    assert run.feed(208.5, None, step_s=0.5).stage is Stage.CAMERA
    state = run.feed(1.0, None, step_s=0.5)
    assert (state.stage, state.ended_by, state.message) == (Stage.FINISHED, "left", "")
    assert run.said(PromptKind.DONE) == ["The practice has ended. It is saved."]


def test_the_last_frame_of_a_part_shows_its_coaching_and_the_end_what_was_done():
    run = practising()
    run.feed(6, LEFT)
    run.feed(3, REST)
    state = run.feed(6, RIGHT)
    last = next(s for s in run.states if s.stage is Stage.FINISHED)
    assert last.coaching.phase is Phase.DONE
    assert last.prompts[-1].text == "That is all for today."
    assert last.prompts[-1].kind is PromptKind.DONE
    assert state.coaching is None
    assert {side: total.done for side, total in state.sides.items()} == {"left": 5, "right": 5}
    assert (state.ended_by, state.over, state.elapsed_s) == ("done", False, 60)


def test_the_end_is_shown_for_six_seconds_or_until_a_key():
    run = practising(RELEASE)
    run.press(Key.NEXT)
    assert run.feed(5.8, None).over is False
    assert run.feed(0.3, None).over
    assert run.practice.over
    for key, over in ((Key.NEXT, True), (Key.PAUSE, True), (Key.BACK, False), (Key.DANGER, False)):
        run = practising(RELEASE)
        assert run.press(Key.NEXT).stage is Stage.FINISHED
        assert run.press(key).over is over
        assert run.states[-1].stage is Stage.FINISHED


def test_the_advice_after_a_danger_sign_is_shown_for_a_minute():
    run = practising()
    state = run.press(Key.DANGER)
    (prompt,) = state.prompts
    steps = checklist().danger.what_to_do
    assert prompt.text == f"Stop. {'. '.join(steps)}."
    assert (prompt.kind, prompt.time_s) == (PromptKind.DANGER, state.time_s)
    assert run.practice.dangers.found == {state.time_s: DangerSign.REPORTED}
    assert (run.practice.dangers.asked_s, run.practice.ended_s) == (None, state.time_s)
    assert not run.feed(59.7, None).over
    assert run.feed(0.4, None).over


@pytest.mark.parametrize("make", [Run, practising, paused, asked])
def test_the_danger_key_works_everywhere(make):
    run = make()
    run.feed(0.1, None)
    state = run.press(Key.DANGER)
    assert (state.stage, state.ended_by) == (Stage.DANGER, "danger")


def test_a_pause_says_so_as_long_as_it_lasts():
    run = paused("key")
    text = "Paused. To go on, raise one arm to the ceiling or press space."
    state = run.feed(30, LEFT)
    assert (state.stage, state.message, state.pause_reason) == (Stage.PAUSED, text, "key")
    assert [(p.kind, p.text) for p in state.prompts] == [(PromptKind.PAUSE, text)]
    assert state.pause_left_s == pytest.approx(570, abs=0.15)
    assert state.coaching is None
    assert state.elapsed_s == run.states[-200].elapsed_s


def test_outside_a_pause_there_is_no_reason_and_no_time():
    state = practising().states[-1]
    assert (state.pause_reason, state.pause_left_s) == (None, 0.0)


def test_the_pause_key_goes_on_and_says_so_for_eight_seconds():
    run = paused("key")
    assert run.press(Key.PAUSE).stage is Stage.EXERCISE
    run.feed(10, LEFT)
    first_s, last_s = times_said(run, "Going on.")
    assert last_s - first_s == pytest.approx(8.0, abs=0.11)
    assert run.states[-1].pause_reason is None


def test_lying_down_again_ends_only_a_pause_that_began_by_getting_up():
    assert paused("key").feed(5, LEFT).stage is Stage.PAUSED
    assert paused("arm").feed(5, LEFT).stage is Stage.PAUSED
    run = paused("got_up")
    assert run.feed(1.4, LEFT).stage is Stage.PAUSED
    assert run.states[-1].message == "Paused: you got up. Get back into position to go on."
    assert run.feed(0.3, LEFT).stage is Stage.EXERCISE


def test_lying_on_the_side_goes_on_with_nothing_that_is_done_on_the_back():
    assert paused("got_up").feed(5, ON_SIDE).stage is Stage.PAUSED
    run = asked()
    assert run.feed(20, ON_SIDE).stage is Stage.QUESTION
    assert run.practice.dangers.asked_s is not None


def test_on_the_side_only_a_key_or_an_arm_answers_the_question():
    part = Part(exercise="side_lying_release", seconds=60, hold_s=5)
    run = Run(part)
    for _ in range(2):
        run.press(Key.NEXT)
    run.feed(1, ON_SIDE)
    run.feed(1.7, ON_SIDE, ARM_UP)
    assert run.feed(2.5, STANDING).stage is Stage.QUESTION
    assert run.feed(10, ON_SIDE).stage is Stage.QUESTION


def test_a_pause_by_key_asks_for_no_danger_sign():
    assert paused("key").feed(10, STANDING).stage is Stage.PAUSED
    assert paused("got_up").feed(10, STANDING).stage is Stage.PAUSED


def test_a_raised_arm_followed_by_leaving_the_picture_asks_for_a_danger_sign():
    run = paused("arm")
    assert run.feed(3.9, None).stage is Stage.PAUSED
    state = run.feed(0.3, None)
    assert state.stage is Stage.QUESTION
    assert run.practice.dangers.asked_s == pytest.approx(state.time_s, abs=0.21)
    (prompt,) = state.prompts
    assert (prompt.kind, prompt.text) == (PromptKind.DANGER, checklist().danger.question)
    assert run.feed(20, None).prompts == (prompt,)


@pytest.mark.parametrize("reason", ["key", "got_up"])
def test_a_pause_of_somebody_who_has_gone_ends_after_a_minute(reason):
    run = paused(reason)
    gone_s = run.time_s
    run.feed(62, None)
    ended_s = next(s.time_s for s in run.states if s.stage is Stage.FINISHED)
    assert ended_s - gone_s == pytest.approx(60, abs=0.21)
    assert run.states[-1].ended_by == "left"
    assert not any("In one minute" in text for text in run.said())


@pytest.mark.parametrize(
    ("reason", "how"),
    [("key", "raise one arm to the ceiling or press space"), ("got_up", "Get back into position")],
)
def test_a_pause_of_somebody_who_is_there_lasts_ten_minutes_and_ends_with_a_warning(reason, how):
    run = paused(reason)
    began_s = next(s.time_s for s in run.states if s.stage is Stage.PAUSED)
    rest = seen() if reason != "got_up" else STANDING
    assert run.feed(530, rest, step_s=0.5).stage is Stage.PAUSED
    assert len(run.said(PromptKind.PAUSE)) == 1
    run.feed(60, rest, step_s=0.5)
    (_, warning) = run.said(PromptKind.PAUSE)
    assert warning.startswith("In one minute the practice ends.")
    assert how in warning
    run.feed(15, rest, step_s=0.5)
    ended_s = next(s.time_s for s in run.states if s.stage is Stage.FINISHED)
    assert ended_s - began_s == pytest.approx(600, abs=1)
    assert run.states[-1].ended_by == "left"


def test_a_moment_unseen_does_not_shorten_a_pause():
    run = paused("key")
    assert run.feed(3, None).pause_left_s > 590
    assert run.feed(2, None).pause_left_s == pytest.approx(55, abs=0.2)
    assert run.feed(1, seen()).pause_left_s > 590


@pytest.mark.parametrize("key", sorted(set(Key) - {Key.NO, Key.DANGER, Key.HELP}))
def test_a_stray_key_denies_no_danger_sign_and_changes_nothing(key):
    run = asked()
    found = dict(run.practice.dangers.found)
    state = run.press(key)
    assert (state.stage, state.pause_reason) == (Stage.QUESTION, "arm")
    assert run.practice.dangers.found == found
    assert list(found.values()) == [DangerSign.UNANSWERED]
    assert run.practice.course.index == 0


def test_no_answers_nothing_that_was_not_asked():
    for run in (practising(), paused("arm")):
        before = run.states[-1]
        state = run.press(Key.NO)
        assert (state.stage, state.pause_reason) == (before.stage, before.pause_reason)
        assert run.practice.dangers.found == {}


def test_the_key_for_no_denies_a_danger_sign_and_the_pause_goes_on():
    run = asked()
    state = run.press(Key.NO)
    assert (state.stage, state.pause_reason) == (Stage.PAUSED, "key")
    assert run.practice.dangers.asked_s is None
    assert list(run.practice.dangers.found.values()) == [DangerSign.DENIED]
    assert state.prompts[-1].text == state.message
    assert run.practice.course.index == 0
    assert run.feed(3, STANDING).stage is Stage.PAUSED  # not asked again


def test_help_is_no_answer():
    run = asked()
    state = run.press(Key.HELP)
    assert (state.stage, state.help_shown) == (Stage.QUESTION, True)
    assert run.practice.dangers.asked_s is not None


def test_the_question_is_left_a_minute_after_the_person_has_gone():
    run = asked()
    gone_s = run.time_s
    run.feed(62, None)
    ended_s = next(s.time_s for s in run.states if s.stage is Stage.FINISHED)
    assert ended_s - gone_s == pytest.approx(60, abs=0.21)
    assert run.practice.dangers.asked_s is not None


def test_the_question_waits_for_somebody_who_lies_there_and_is_put_again_before_the_end():
    run = asked()
    assert run.feed(590, ON_SIDE, step_s=0.5).stage is Stage.QUESTION
    again = run.said(PromptKind.PAUSE)[-1]
    assert again == f"In one minute the practice ends. {checklist().danger.question}"
    assert run.feed(15, ON_SIDE, step_s=0.5).ended_by == "left"


def test_lying_on_the_back_again_goes_on_and_leaves_the_question_open():
    run = asked()
    asked_s = run.practice.dangers.asked_s
    assert run.feed(1.4, LEFT).stage is Stage.QUESTION
    assert run.feed(0.3, LEFT).stage is Stage.EXERCISE
    assert run.states[-1].pause_reason is None
    assert "Going on." in run.said(PromptKind.PAUSE)
    assert run.practice.dangers.found == {asked_s: DangerSign.UNANSWERED}
    run.feed(1.7, LEFT, ARM_UP)
    assert run.feed(2.5, STANDING).stage is Stage.QUESTION
    run.press(Key.NO)
    assert run.practice.dangers.found == {asked_s: DangerSign.DENIED}


@pytest.mark.parametrize(
    ("arm", "label", "stage", "sign"),
    [
        ("right", True, Stage.DANGER, DangerSign.REPORTED),
        ("left", False, Stage.PAUSED, DangerSign.DENIED),
    ],
)
def test_an_arm_answers_the_question_from_the_floor(arm, label, stage, sign):
    run = asked()
    asked_s = run.practice.dangers.asked_s
    run.feed(1, ON_SIDE)
    state = run.feed(1.0, ON_SIDE, lying(arms={arm: UP}))
    assert (state.stage, state.arm_answer) == (Stage.QUESTION, label)
    assert 0 < state.arm_progress < 1
    assert run.feed(1.0, ON_SIDE, lying(arms={arm: UP})).stage is stage
    assert run.practice.dangers.found == {asked_s: sign}
    if stage is Stage.PAUSED:  # the same arm does not go on at once
        assert run.feed(3, ON_SIDE, lying(arms={arm: UP})).stage is Stage.PAUSED


# --- where no arm can be read

PRONE, KNEELING = seen(posture="prone"), seen(posture="half_kneeling")


def rolling() -> Run:
    run = Run(Part(exercise="roll_quadriceps", seconds=40), LUNGE)
    run.feed(0.1, None)
    for _ in range(2):
        run.press(Key.NEXT)
    run.feed(2, PRONE)
    run.practice.course.run._session._goals["left"]._timer._held_s = 1.0
    return run


def test_prone_getting_up_and_staying_up_asks_for_a_danger_sign():
    run = rolling()
    assert "get up and stay up" in " ".join(run.said())
    state = run.feed(2.3, STANDING)
    assert (state.stage, state.pause_reason) == (Stage.PAUSED, "got_up")
    assert run.feed(5, STANDING).stage is Stage.PAUSED
    assert run.feed(1.5, STANDING).stage is Stage.QUESTION


def test_prone_who_is_soon_back_is_not_asked():
    run = rolling()
    run.feed(5, STANDING)
    assert run.feed(2, PRONE).stage is Stage.EXERCISE
    assert run.practice.dangers.found == {}


def test_in_a_lunge_stepping_out_of_the_picture_asks_and_it_is_said_that_it_does():
    run = rolling()
    run.press(Key.NEXT)
    run.feed(6, KNEELING)
    assert run.states[-1].stage is Stage.EXERCISE
    assert checklist().danger.how.step_out in run.said(PromptKind.STEP)
    state = run.feed(4.3, None)
    assert (state.stage, state.pause_reason) == (Stage.PAUSED, "away")
    assert run.feed(6.5, None).stage is Stage.QUESTION
    assert run.feed(2, KNEELING).stage is Stage.EXERCISE
    assert run.practice.dangers.asked_s is not None


def test_where_no_arm_can_be_read_a_pause_by_key_asks_for_none():
    run = rolling()
    state = run.press(Key.PAUSE)
    assert state.prompts[-1].text == "Paused. To go on, press space."
    assert run.feed(20, STANDING).stage is Stage.PAUSED


def test_the_way_to_stop_is_said_again_only_where_it_is_another_one():
    run = practising(RELEASE, RELEASE)
    run.press(Key.NEXT)
    run.feed(3, REST)
    assert not any("To stop here" in text for text in run.said())


def test_next_in_a_pause_goes_to_the_next_part():
    run = paused("key", *TWO_PARTS)
    state = run.press(Key.NEXT)
    assert (state.part, state.stage, state.pause_reason) == (1, Stage.CAMERA, None)
    assert run.practice.course.runs[0].status == "skipped"


def test_back_in_a_pause_begins_the_part_again():
    run = paused("key", *TWO_PARTS)
    state = run.press(Key.BACK)
    assert (state.part, state.stage, state.pause_reason) == (0, Stage.CAMERA, None)
    assert state.sides == {}


def test_two_keys_between_two_frames_both_count():
    run = practising(*TWO_PARTS)
    run.practice._keys.append(Key.NEXT)
    assert run.press(Key.BACK).part == 0


def test_a_side_that_is_skipped_asks_for_the_other_by_name():
    run = practising()
    run.press(Key.SKIP_SIDE)
    text = find_exercise("supine_release").other_side.format(side="right", other="left")
    assert text in run.said(PromptKind.STEP)
    run.press(Key.SKIP_SIDE)
    assert run.states[-1].ended_by == "done"


def test_a_side_is_skipped_only_while_it_is_exercised():
    run = paused("key")
    assert run.press(Key.SKIP_SIDE).stage is Stage.PAUSED
    assert run.practice.course.run.side == "left"


def test_a_part_that_counts_nothing_is_left_after_twice_its_time():
    run = Run(*TWO_PARTS)
    run.feed(4, REST)  # the danger signs and the camera
    began_s = next(s.time_s for s in run.states if s.stage is Stage.EXERCISE)
    run.feed(45, REST)
    left = next(s for s in run.states if s.part == 1)
    assert left.time_s - began_s == pytest.approx(40.1, abs=0.21)
    assert left.stage is Stage.CAMERA
    assert "Time is up for this part: we go on." in [p.text for p in left.prompts]
    assert left.coaching is None


def test_who_gets_up_before_anything_counted_is_not_paused():
    run = Run()
    run.feed(5, REST)
    assert run.states[-1].stage is Stage.EXERCISE
    assert run.feed(4, STANDING).stage is Stage.EXERCISE


def test_who_is_gone_when_a_part_begins_is_paused_until_back():
    run = Run()
    for _ in range(2):
        run.press(Key.NEXT)
    state = run.feed(4.2, None)
    assert (state.stage, state.pause_reason) == (Stage.PAUSED, "away")
    assert state.message == "Paused: you are out of the picture. Come back to go on."
    assert run.feed(2, LEFT).stage is Stage.EXERCISE


def test_a_raised_arm_is_shown_while_it_is_held():
    run = practising()
    progress = [run.feed(0.1, LEFT, ARM_UP).arm_progress for _ in range(12)]
    assert progress == pytest.approx([i / 15 for i in range(12)], abs=0.01)
    run.feed(0.6, LEFT, ARM_UP)
    assert run.states[-1].stage is Stage.PAUSED
    run.feed(1, LEFT)
    assert run.feed(0.6, LEFT, ARM_UP).arm_progress == pytest.approx(1 / 3, abs=0.01)
    in_preparation = Run()
    assert in_preparation.feed(1.0, LEFT, ARM_UP).arm_progress == 0.0


def test_the_frame_that_pauses_shows_no_coaching():
    run = practising()
    while run.states[-1].stage is Stage.EXERCISE:
        run.feed(0.1, LEFT, ARM_UP)
    assert run.states[-1].coaching is None
    assert run.states[-1].message == ""
    assert run.feed(0.1, LEFT).message == "Paused. Raise one arm to the ceiling to go on."


def test_the_state_names_the_part_the_next_one_and_what_is_left():
    state = practising(*TWO_PARTS).states[-1]
    assert state.title == "Supine psoas release"
    assert state.next_title == find_exercise("low_lunge").title
    assert state.left_s == pytest.approx(80 - state.elapsed_s)
    assert 0 < state.elapsed_s < 2
    assert (state.pass_number, state.passes) == (1, 1)
    assert practising(RELEASE).states[-1].next_title == ""
    assert state.time_s == pytest.approx(practising(*TWO_PARTS).time_s - 0.1)


def test_passes_are_told_in_a_part_by_tolerance():
    part = Part(exercise="supine_release", seconds=66, by_tolerance=True)
    run = practising(part, hold_s=4)
    assert (run.states[-1].pass_number, run.states[-1].passes) == (1, 3)
    run.feed(12, LEFT)
    assert run.states[-1].pass_number == 2


def test_a_practice_may_begin_at_any_time():
    run = Run(checklist=True)
    run.time_s = 500.0
    assert run.feed(88, None, step_s=0.5).stage is Stage.CHECKLIST
    assert run.feed(3, None, step_s=0.5).stage is Stage.SAFETY
    assert run.practice.began_s == 500.0
    assert not run.practice.over


def test_the_part_s_title_is_said_once_where_the_camera_stays():
    parts = (
        Part(exercise="roll_quadriceps", seconds=40, warm_up=True),
        Part(exercise="roll_adductors", seconds=40, warm_up=True),
    )
    run = Run(*parts)
    run.feed(10, seen(posture="prone"))
    run.press(Key.NEXT)
    assert run.states[-1].stage is Stage.EXERCISE
    run.feed(1, None)
    assert not any("Rolling the inner thigh" in text for text in run.said())
    run.feed(12, seen(posture="prone"))
    titles = [text for text in run.said(PromptKind.STEP) if text.startswith("Rolling the inner")]
    assert len(titles) == 1
    first_s, last_s = times_said(run, "Rolling the inner thigh. ")
    assert last_s - first_s == pytest.approx(8.0, abs=0.11)


def test_where_the_camera_moves_its_place_is_said_instead():
    run = practising(*TWO_PARTS)
    run.press(Key.NEXT)
    run.feed(2, STANDING)
    exercise = find_exercise("low_lunge")
    said = run.said(PromptKind.STEP)
    assert said[-2:] == [exercise.title, f"Camera: {exercise.camera}"]


def test_a_practice_needs_the_mask_if_one_of_its_exercises_does():
    assert not Run(*TWO_PARTS).practice.needs_mask
    lifts = Part(exercise="knee_to_chest", seconds=60)
    assert Run(RELEASE, lifts).practice.needs_mask


def test_a_small_shift_is_said_for_eight_seconds():
    run = practising(hold_s=60)
    run.feed(40, LEFT)
    first_s, last_s = times_said(run, "Shift a little up or down")
    assert last_s - first_s == pytest.approx(8.0, abs=0.11)
    assert "Shift a little up or down the roller" in run.said(PromptKind.STEP)


def test_a_small_shift_comes_after_four_breaths_that_are_seen():
    run = practising(hold_s=60)
    for breaths in range(1, 6):
        ends = tuple(float(i) for i in range(breaths))
        run.feed(3, replace(LEFT, breath=Breath("in", breath_ends_s=ends)))
    first_s, _ = times_said(run, "Shift a little up or down")
    held = next(s.sides["left"].done for s in run.states if s.time_s == first_s)
    assert held == pytest.approx(9.5, abs=0.2)  # the fourth is whole after 9 s
