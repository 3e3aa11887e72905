"""Which step of an exercise is shown."""

from __future__ import annotations

from made_measurements import knee_check, posture_check

from posecheck.coaching.judge import Judgement
from posecheck.coaching.steps import StepChooser
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Step

STEPS = (
    Step(text="Lie down", checks=("posture",)),
    Step(text="Fold a towel under your head"),
    Step(text="Bend your {side} knee, not the {other}", checks=("knee",)),
    Step(text="Hold, and breathe"),
)


def chooser(*steps):
    exercise = find_exercise("supine_release").model_copy(update={"steps": steps or STEPS})
    return StepChooser(exercise)


def judged(posture="good", knee="good"):
    return (
        Judgement(posture_check(), None, posture),
        Judgement(knee_check(kind="defining"), "left", knee),
    )


def test_the_first_step_with_a_check_that_is_not_good_is_shown():
    steps = chooser()
    assert steps.choose(0.0, "left", judged("fix", "fix"), holding=False) == "Lie down"
    assert steps.choose(0.1, "left", judged("cannot_see"), holding=False) == "Lie down"
    text = steps.choose(9.0, "left", judged(knee="fix"), holding=False)
    assert text == "Bend your left knee, not the right"


def test_a_step_without_checks_is_shown_for_five_seconds_then_the_last():
    steps = chooser()
    shown = [steps.choose(time_s, "left", judged(), holding=False) for time_s in (20, 24.9, 25, 99)]
    assert shown == ["Fold a towel under your head"] * 2 + ["Hold, and breathe"] * 2


def test_while_the_hold_counts_no_step_with_checks_is_asked_for():
    steps = chooser()
    assert steps.choose(0.0, "left", judged("fix"), holding=True).startswith("Fold a towel")
    assert steps.choose(6.0, "left", judged("fix"), holding=True) == "Hold, and breathe"


def test_what_has_not_been_read_yet_is_known():
    steps = chooser()
    assert steps.find_unchecked(3.0, "left") == "Fold a towel under your head"
    assert steps.find_unchecked(8.0, "left") == ""


def test_a_step_that_names_the_side_is_shown_again_for_the_other():
    steps = chooser(Step(text="Free your {side} hand"), Step(text="Hold your {side} knee"))
    assert steps.choose(0.0, "left", judged(), holding=True) == "Free your left hand"
    assert steps.choose(5.0, "left", judged(), holding=True) == "Hold your left knee"
    assert steps.choose(6.0, "right", judged(), holding=True) == "Free your right hand"
