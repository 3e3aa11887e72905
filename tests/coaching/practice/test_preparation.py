"""The stages before an exercise: what each says, and when it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_measurements import measured

from posecheck.coaching.practice.preparation import Preparation
from posecheck.coaching.practice.presence import PresenceState
from posecheck.coaching.practice.state import Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.coaching.prompts.prompt import PromptKind
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme import Part, Programme, Timing

TIMING = Timing(
    lying_s=2, checklist_s=90, safety_s=16, safety_most_s=45, camera_s=25, camera_good_s=1.5
)
PROGRAMME = Programme(
    name="try", title="A try", summary="To try.", reason="To try.",
    checklist=("roller", "towel"), parts=(Part(exercise="supine_release", seconds=60),),
    timing=TIMING,
)  # fmt: skip
PART = plan_timetable(PROGRAMME, find_exercise, proposed_s=5).parts[0]
LYING = PresenceState(0.0, 0.0, 1.0)
GOOD, WRONG = measured(), measured(view="head_end")


def preparation(stage, began_s=100.0):
    return Preparation(stage, PROGRAMME, PART, began_s)


def ready_for(seconds):
    return PresenceState(0.0, 0.0, seconds)


def test_the_checklist_ends_when_the_person_lies_or_after_a_minute_and_a_half():
    stage = preparation(Stage.CHECKLIST)
    assert not stage.update(101.0, GOOD, ready_for(1.9)).done
    assert stage.update(101.0, GOOD, ready_for(2.0)).done
    assert not stage.update(189.9, None, ready_for(0)).done
    assert stage.update(190.0, None, ready_for(0)).done


def test_the_checklist_is_said_item_by_item():
    guidance = preparation(Stage.CHECKLIST).update(103.0, GOOD, ready_for(0))
    assert [p.text for p in guidance.prompts] == [
        "A try",
        "A firm, smooth foam roller",
        "A folded towel for your head",
        "Lie down when everything is ready, or press N",
    ]
    assert {(p.kind, p.time_s) for p in guidance.prompts} == {(PromptKind.STEP, 100.0)}
    assert guidance.message == "Lie down when everything is ready, or press N"
    assert guidance.praise == ""


def test_the_checklist_says_how_long_a_programme_takes():
    parts = (Part(exercise="supine_release", seconds=60), Part(exercise="low_lunge", seconds=60))
    programme = PROGRAMME.model_copy(update={"minutes": 3.0, "parts": parts})
    guidance = Preparation(Stage.CHECKLIST, programme, PART, 0.0).update(1.0, GOOD, LYING)
    assert guidance.prompts[0].text == "A try, about 3 minutes"


def test_the_danger_signs_end_when_shown_and_said():
    stage = preparation(Stage.SAFETY)
    assert not stage.update(115.9, None, LYING).done
    assert stage.update(116.0, None, LYING).done
    assert not stage.update(116.0, None, LYING, speech_pending=True).done
    assert not stage.update(144.9, None, LYING, speech_pending=True).done
    assert stage.update(145.0, None, LYING, speech_pending=True).done


def test_the_danger_signs_are_said_in_one_prompt_under_the_disclaimer():
    guidance = preparation(Stage.SAFETY).update(101.0, None, LYING)
    assert guidance.message == checklist().disclaimer
    (prompt,) = guidance.prompts
    assert prompt.text.startswith(checklist().danger.warning)
    assert prompt.text.endswith(checklist().danger.how.arm)
    assert prompt.time_s == 100.0


def test_the_camera_is_asked_for_while_nobody_is_seen():
    stage = preparation(Stage.CAMERA)
    for time_s in (100.0, 400.0):
        guidance = stage.update(time_s, None, PresenceState(9.0, 0.0, 0.0))
        assert not guidance.done
        assert guidance.message == f"Camera: {PART.exercise.camera}"
    (prompt,) = guidance.prompts
    assert prompt.text == f"Camera: {PART.exercise.camera}"


def test_where_the_camera_stands_is_not_read_to_who_lies_in_a_good_picture():
    stage, said = preparation(Stage.CAMERA), []
    for i in range(30):  # the title takes two seconds, and one frame is lost
        pending = 0 < i < 20
        seen, presence = (None, ready_for(0)) if i == 5 else (GOOD, ready_for(i / 10))
        guidance = stage.update(100 + i / 10, seen, presence, speech_pending=pending)
        said += [p.text for p in guidance.prompts]
        assert not (pending and guidance.done)
    assert set(said) == {PART.exercise.title}
    assert (guidance.done, guidance.praise) == (True, "")


def test_advice_waits_for_the_title():
    stage = preparation(Stage.CAMERA)
    texts = []
    for i, pending in enumerate((False, True, True, False)):
        guidance = stage.update(100 + i / 10, WRONG, ready_for(9), speech_pending=pending)
        texts.append([p.text for p in guidance.prompts])
    advice = "Lie with your left side towards the camera"
    assert texts == [[PART.exercise.title]] * 3 + [[advice]]


@pytest.mark.parametrize(
    ("exercise", "how"),
    [("low_lunge", "Get into position when"), ("standing_stretch", "Get everything ready.")],
)
def test_for_an_exercise_that_is_not_done_lying_nobody_is_asked_to_lie_down(exercise, how):
    part = replace(PART, exercise=find_exercise(exercise))
    stage = Preparation(Stage.CHECKLIST, PROGRAMME, part, 0.0)
    guidance = stage.update(1.0, GOOD, ready_for(0))
    assert guidance.message.startswith(how)
    assert guidance.prompts[-1].text == guidance.message


def test_who_stands_hears_the_checklist_to_its_end_and_has_time_to_fetch():
    part = replace(PART, exercise=find_exercise("standing_stretch"))
    stage = Preparation(Stage.CHECKLIST, PROGRAMME, part, 0.0)
    standing = measured("standing")
    for time_s in (1.0, 8.0):
        assert not stage.update(time_s, standing, ready_for(time_s), speech_pending=True).done
    assert not stage.update(17.9, standing, ready_for(17.9)).done
    assert stage.update(18.0, standing, ready_for(18.0)).done


def camera(*frames):
    """(done, praised) at each (time, measurements, seconds in position)."""
    stage, found = preparation(Stage.CAMERA), []
    for time_s, seen, ready_s in frames:
        guidance = stage.update(time_s, seen, ready_for(ready_s))
        found.append((guidance.done, bool(guidance.praise)))
    return found


def test_the_camera_is_accepted_after_a_second_and_a_half_of_a_good_picture():
    frames = [(100.0, GOOD, 0.1), (101.4, GOOD, 1.5), (101.5, GOOD, 1.6)]
    assert camera(*frames) == [(False, False), (False, False), (True, False)]
    corrected = [(100.0, WRONG, 0.1), (101.0, GOOD, 1.1), (102.5, GOOD, 2.6)]
    assert camera(*corrected)[-1] == (True, True)


@pytest.mark.parametrize("between", [(WRONG, 1.0), (GOOD, 0.0), (None, 0.0)])
def test_what_is_wrong_in_between_starts_the_wait_again(between):
    frames = [(100.0, GOOD, 0.1), (101.0, *between), (101.5, GOOD, 1.6), (103.0, GOOD, 3.0)]
    assert [done for done, _ in camera(*frames)] == [False, False, False, True]


def test_after_25_seconds_in_position_any_camera_will_do_and_is_not_praised():
    frames = [(100.0, WRONG, 1.0), (124.9, WRONG, 25.9), (125.0, WRONG, 26.0)]
    assert camera(*frames) == [(False, False), (False, False), (True, False)]
    # who lay down before has the time too
    lay_before = [(100.0, WRONG, 40.0), (124.9, WRONG, 64.9), (125.0, WRONG, 65.0)]
    assert camera(*lay_before) == [(False, False), (False, False), (True, False)]


def test_in_no_known_position_it_takes_twice_as_long():
    frames = [(100.0, GOOD, 0.0), (149.9, GOOD, 0.0), (150.0, GOOD, 0.0)]
    assert camera(*frames) == [(False, False), (False, False), (True, False)]
    left_between = [(100.0, GOOD, 0.0), (120.0, None, 0.0), (121.0, GOOD, 0.0), (150.0, GOOD, 0.0)]
    assert camera(*left_between)[-1] == (False, False)


def test_what_is_wrong_with_the_camera_is_said_from_when_it_began():
    stage = preparation(Stage.CAMERA)
    stage.update(100.0, GOOD, LYING)
    for time_s in (101.0, 102.0):
        guidance = stage.update(time_s, WRONG, LYING)
    (advice,) = guidance.prompts
    assert guidance.message == advice.text == "Lie with your left side towards the camera"
    assert (advice.kind, advice.time_s) == (PromptKind.CORRECTION, 101.0)
    dark = replace(GOOD, camera=replace(GOOD.camera, brightness=10.0))
    guidance = stage.update(103.0, dark, LYING)
    assert guidance.prompts[0].time_s == 103.0
    assert "light" in guidance.message
    assert stage.update(104.0, GOOD, LYING).message == "The camera sees you well: stay as you are"
    assert stage.update(104.0, GOOD, LYING).prompts == ()


def test_the_advice_names_the_near_side_if_it_is_worked_on():
    def advice(near, sides):
        exercise = PART.exercise.model_copy(update={"sides": sides})
        stage = Preparation(Stage.CAMERA, PROGRAMME, replace(PART, exercise=exercise), 0.0)
        return stage.update(1.0, measured(near=near, view="head_end"), LYING).message

    assert advice("right", ("left", "right")) == "Lie with your right side towards the camera"
    assert advice("right", ("left",)) == "Lie with your left side towards the camera"
    cut = replace(GOOD.camera, outside=frozenset({("right", "knee")}))
    stage = preparation(Stage.CAMERA)
    for near, says in (("right", "Move back"), ("left", "The camera sees you well")):
        message = stage.update(1.0, replace(measured(near=near), camera=cut), LYING).message
        assert message.startswith(says)
    assert advice("right", ()) == "Lie with your right side towards the camera"
