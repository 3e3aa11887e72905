"""The phase of each frame, its message and its step: every row of the session's table."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured
from skeletons import lying, observed

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.unseen import WHOLE_BODY_UNSEEN
from posecheck.exercises.library import find_exercise
from posecheck.perception.breath.tracker import Breath

BODY = lying()
KNEES = {"knee_left": 65.0, "knee_right": 65.0}


def lowered(left=0.0, right=0.0, posture="supine", near="left", **values):
    """Somebody on the roller whose knees are lowered outward by so many degrees."""
    return measured(posture, near, fallout_left=left, fallout_right=right, **(KNEES | values))


LEFT, RIGHT, REST = lowered(left=40), lowered(right=40, near="right"), lowered()


class Fed:
    """A session that is fed a frame every tenth of a second."""

    def __init__(self, exercise="supine_release", sides=None, target_s=10.0, **hold):
        chosen = find_exercise(exercise)
        if hold:
            changed = chosen.hold.model_copy(update=hold)
            chosen = chosen.model_copy(update={"hold": changed})
        self.session, self.i, self.all = ExerciseSession(chosen, sides, target_s), 0, []

    def __call__(self, seconds, frame):
        for _ in range(round(10 * seconds)):
            self.all.append(self.session.update(self.i / 10, frame))
            self.i += 1
        return self.all[-1]

    def since(self, phase):
        """The last time from which on the phase was ``phase``, to the end."""
        last = max(i for i, c in enumerate(self.all) if c.phase is not phase)
        return (last + 1) / 10


def test_nobody_is_said_after_a_third_of_a_second():
    fed = Fed()
    assert fed(0.2, None).phase is Phase.NOBODY
    assert fed.all[-1].message == ""
    assert fed(0.3, None).message == "Nobody is in the picture"


def test_a_dropout_of_up_to_a_second_does_not_end_a_hold():
    fed = Fed()
    fed(3.0, LEFT)
    unseen = fed(1.0, None)
    assert (unseen.phase, unseen.message) == (Phase.HOLDING, "")
    assert fed(1.0, None).phase is Phase.NOBODY
    assert fed.since(Phase.NOBODY) == 4.0
    assert fed.all[-1].hold.held_s == pytest.approx(2.9)


def test_a_dropout_in_a_short_break_is_none_either_but_in_a_pause_it_is():
    fed = Fed()
    fed(3.0, LEFT)
    fed(0.5, REST)
    assert fed(0.5, None).phase is Phase.HOLDING
    paused = Fed()
    paused(3.0, LEFT)
    paused(3.0, REST)
    assert paused(0.2, None).phase is Phase.NOBODY


def test_before_a_hold_a_dropout_is_nobody():
    fed = Fed()
    fed(1.0, REST)
    assert fed(0.1, None).phase is Phase.NOBODY


def test_in_a_counting_exercise_a_dropout_is_none_either():
    fed = Fed("breathing", target_s=None)
    fed(5.0, measured())
    for frame in (None, measured("unknown")):
        unseen = fed(1.0, frame)
        assert (unseen.phase, unseen.message) == (Phase.HOLDING, "")
        assert unseen.pace.breath == 1  # the pacer goes on
        fed(1.0, measured())
    assert [fed(0.1, None).phase for _ in range(11)][-1] is Phase.NOBODY
    assert fed(0.1, measured()).pace.elapsed_s == 0.0


def test_a_short_break_is_not_announced_a_longer_one_pauses():
    fed = Fed()
    fed(3.0, LEFT)
    assert fed(1.4, REST).phase is Phase.HOLDING
    assert fed.all[-1].message == ""
    paused = fed(0.6, REST)
    assert (paused.phase, paused.message) == (
        Phase.PAUSED,
        "Lower your left knee further outward",
    )
    assert paused.correction.check.name == "fallout"
    # the time counted on until the knee was halfway up between two frames
    assert fed.since(Phase.PAUSED) == pytest.approx(2.9 + 1.5, abs=0.11)


def test_a_fault_that_only_guards_pauses_too():
    fed = Fed()
    fed(3.0, LEFT)
    paused = fed(3.0, lowered(left=40, roller_position=0.7))
    assert paused.phase is Phase.PAUSED
    assert paused.message.startswith("Slide a little towards your feet")
    assert fed(0.1, LEFT).phase is Phase.HOLDING


def test_before_the_hold_the_fault_is_said_under_its_step():
    ready = Fed()(3.0, lowered(left=5))
    assert ready.phase is Phase.GET_INTO_POSITION
    assert ready.step == "Lower your left knee outward until you feel deep pressure"
    assert ready.message == "Lower your left knee further outward"
    prone = Fed()(3.0, lowered(left=40, posture="prone"))
    assert prone.step.startswith("Lie on your back")
    assert prone.message == "Lie on your back"


def test_the_last_step_stands_while_it_holds():
    step = Fed()(3.0, LEFT).step
    assert step.startswith("Hold, and breathe slowly into your belly")
    assert step.endswith("Too much? Bring the knee nearer your body")  # heard, not only written


def test_a_leg_that_cannot_be_seen_is_asked_for():
    unseen = lowered(left=math.nan, right=math.nan)
    fed = Fed()
    found = fed(2.0, unseen)
    assert (found.phase, found.message) == (
        Phase.GET_INTO_POSITION,
        "Cannot see your left leg well: nothing may hide it from the camera",
    )
    assert found.unverified == ()
    fed(3.0, LEFT)
    assert fed(3.0, unseen).phase is Phase.PAUSED
    assert fed.all[-1].message.startswith("Cannot see your left leg")
    far = Fed(sides=("left",))(2.0, lowered(left=math.nan, right=math.nan, near="right"))
    assert far.message == "Cannot see your left leg well: turn so that it is near the camera"


def test_the_leg_that_is_hidden_is_the_one_that_is_named():
    hidden = measured("half_kneeling", hip_flexion_left=-5.0, knee_left=90.0)
    found = Fed("low_lunge", target_s=None)(1.0, hidden)
    assert found.message == "Cannot see your right leg well: turn until the camera sees both legs"


def test_a_posture_that_cannot_be_seen_asks_for_the_whole_body():
    assert Fed()(2.0, lowered(left=40, posture="unknown")).message == WHOLE_BODY_UNSEEN
    found = Fed("breathing", target_s=None)(2.0, measured("unknown"))
    assert found.message == (WHOLE_BODY_UNSEEN)


def rolled(time_s, until_s=99.0):
    """Somebody prone who rolls 5 cm to and fro, every 2 s, until ``until_s``."""
    shift = np.array([12.5 * math.sin(math.pi * min(time_s, until_s)), 0.0])
    return observed(replace(BODY, image=BODY.image + shift), measured("prone"))


def test_who_stops_rolling_pauses_and_is_asked_to_go_on():
    fed = Fed("roll_quadriceps", target_s=60.0)
    for _ in range(120):
        fed(0.1, rolled(fed.i / 10, until_s=8.0))
    assert fed.all[70].phase is Phase.HOLDING
    still = fed.all[-1]
    assert (still.phase, still.message) == (
        Phase.PAUSED,
        "Keep rolling slowly, from the hip to just above the knee",
    )
    assert still.step != "Between two holds"
    assert fed.all[70].progress.side is None


def test_who_cannot_be_seen_is_not_asked_to_roll():
    assert Fed("roll_quadriceps", target_s=60.0)(9.0, measured("unknown")).message == (
        WHOLE_BODY_UNSEEN
    )


def test_a_camera_that_stands_wrong_is_said_only_while_something_cannot_be_seen():
    dark = {"camera": replace(REST.camera, brightness=10.0)}
    unseen = replace(lowered(left=math.nan, right=math.nan), **dark)
    found = Fed()(2.0, unseen)
    assert (found.phase, found.message) == (
        Phase.NOT_IN_VIEW,
        "Put more light on yourself: the picture is too dark",
    )
    fed = Fed()
    ready = fed(2.0, replace(lowered(left=5), **dark))
    assert (ready.phase, ready.correction.check.name) == (Phase.GET_INTO_POSITION, "fallout")
    assert fed(2.0, replace(LEFT, **dark)).phase is Phase.HOLDING
    assert fed(3.0, unseen).phase is Phase.NOT_IN_VIEW


def test_between_two_passes_the_message_says_what_to_do():
    fed = Fed(target_s=2.0, passes=2, rest_s=3.0)
    found = fed(2.5, LEFT)
    assert (found.phase, found.step) == (Phase.GET_INTO_POSITION, "Between two holds")
    assert found.message.startswith("Ease off")
    assert "your left knee again" in found.message
    assert found.correction is None
    # in the rest nothing is wrong, whatever the knee does
    resting = fed(1.5, REST)
    assert (resting.phase, resting.step) == (Phase.GET_INTO_POSITION, "Between two holds")
    assert resting.message.startswith("Ease off")
    fed(1.5, LEFT)
    assert fed.all[-1].phase is Phase.HOLDING
    assert fed.all[-1].progress.pass_number == 2


def test_after_one_side_the_other_is_asked_for_at_once():
    fed = Fed(target_s=2.0)
    fed(2.1, LEFT)
    turned = fed(0.1, REST)
    assert (turned.phase, turned.side) == (Phase.OTHER_SIDE, "right")
    assert turned.message == (
        "Turn around so that your head is where your feet are: your right leg must be near the "
        "camera."
    )
    assert turned.correction is None
    waiting = fed(1.0, REST)
    assert (waiting.phase, waiting.message, waiting.correction) == (
        Phase.OTHER_SIDE,
        turned.message,
        None,
    )
    unseen = fed(1.0, lowered(left=math.nan, right=math.nan))
    assert unseen.phase is Phase.OTHER_SIDE
    holding = fed(1.0, RIGHT)
    assert (holding.phase, holding.side) == (Phase.HOLDING, "right")
    # once it has started, a break is a break of the right side
    assert fed(3.0, lowered(near="right")).phase is Phase.PAUSED


def test_when_both_sides_are_done_there_is_nothing_to_say():
    fed = Fed(target_s=2.0)
    fed(2.5, LEFT)
    fed(1.0, REST)
    assert not fed.session.over
    done = fed(3.0, RIGHT)
    assert (done.phase, done.message, done.correction) == (Phase.DONE, "", None)
    assert done.step == find_exercise("supine_release").done
    assert fed.session.over
    assert fed(1.0, None).phase is Phase.DONE
    assert fed.all[-1].message == ""


def test_the_end_takes_a_message_off_the_screen_at_once():
    fed = Fed(target_s=2.0, sides=("left",))
    fed(1.9, LEFT)
    assert fed(1.7, REST).message == "Lower your left knee further outward"
    last = [fed(0.1, LEFT) for _ in range(3)]
    assert [(c.phase, bool(c.message)) for c in last] == [
        (Phase.HOLDING, True),
        (Phase.DONE, False),
        (Phase.DONE, False),
    ]


def test_only_the_sides_that_are_asked_for_are_done():
    fed = Fed(target_s=2.0, sides=("right",))
    assert fed(2.0, LEFT).phase is Phase.GET_INTO_POSITION
    assert fed(3.0, RIGHT).phase is Phase.DONE
    assert fed.session.sides == ("right",)
    assert Fed("breathing", target_s=None).session.sides == ("left",)
    assert Fed().session.sides == ("left", "right")


def test_at_first_the_near_side_is_the_working_side():
    far = Fed()
    assert far(1.0, lowered(near="right")).side == "right"
    assert far.all[-1].progress.side == "right"
    assert Fed()(1.0, REST).side == "left"


def test_the_working_side_changes_after_half_a_second_in_position():
    fed = Fed()
    fed(1.0, LEFT)
    fed(2.0, lowered(right=40))
    first_right = next(i for i, c in enumerate(fed.all) if c.side == "right")
    assert first_right == 15
    assert fed.session.holds("left", 3.0)[-1].held_s == pytest.approx(0.9, abs=0.11)
    assert fed.session.holds("right", 3.0)[-1].held_s == pytest.approx(1.4, abs=0.11)


def test_legs_that_are_counted_take_turns_at_once():
    def stepping(behind):
        front = "right" if behind == "left" else "left"
        values = {f"foot_behind_{behind}": 0.9, f"foot_behind_{front}": -0.9}
        return measured("lunge", hip_flexion_left=20.0, hip_flexion_right=20.0, **values)

    fed = Fed("lunge", target_s=None)
    assert fed(1.0, stepping("left")).side == "left"
    assert fed(0.1, stepping("right")).side == "right"


def lifting(time_s, gap_cm=1.0, posture="supine"):
    flexion = 60 + 55 * math.sin(2 * math.pi * time_s / 3 - math.pi / 2)
    return measured(posture, hip_flexion_left=flexion, hip_flexion_right=10.0, lumbar_gap_cm=gap_cm)


def lift(fed, seconds, **options):
    for _ in range(round(10 * seconds)):
        fed(0.1, lifting(fed.i / 10, **options))
    return fed.all[-1]


def test_repetitions_count_with_a_fault_that_only_guards_and_it_is_said():
    fed = Fed("knee_to_chest", target_s=None)
    assert lift(fed, 5.0).phase is Phase.HOLDING
    arched = lift(fed, 4.0, gap_cm=6.0)
    assert (arched.phase, arched.message) == (Phase.HOLDING, "Press your lower back down")
    assert arched.correction.check.name == "lower_back"
    assert fed.session.progress("left", 9.0).done == 3
    assert sum(c.repetition is not None for c in fed.all) == 3


def test_repetitions_do_not_count_in_another_posture():
    fed = Fed("knee_to_chest", target_s=None)
    sitting = lift(fed, 7.0, posture="sitting")
    assert (sitting.phase, sitting.message) == (Phase.GET_INTO_POSITION, "Lie on your back")
    assert fed.session.progress("left", 7.0).done == 0


def test_what_is_not_verified_is_listed_only_while_the_time_counts():
    fed = Fed()
    assert fed(1.0, REST).unverified == ()
    seen = lowered(left=40, roller_turn=2.0, roller_position=0.4)
    assert fed(1.0, LEFT).unverified == ("Roller across", "Roller under the mid-back")
    assert fed(1.0, seen).unverified == ()
    assert fed(0.2, None).unverified == ()
    assert fed(0.5, LEFT).unverified
    assert fed(0.5, REST).unverified == ()


def test_advice_and_pace_belong_to_the_hold():
    held = replace(LEFT, breath=Breath("held"))
    fed = Fed()
    first = fed(0.1, held)
    assert first.advice == "You are holding your breath: breathe out slowly"
    assert (first.pace.fill, first.pace.small) == (0.0, True)
    assert fed(1.0, held).pace.fill == pytest.approx(0.25)
    resting = fed(3.0, replace(REST, breath=Breath("held")))
    assert (resting.advice, resting.pace) == ("", None)
    counted = Fed("knee_to_chest", target_s=None)
    counting = counted(1.0, replace(measured(hip_flexion_left=5.0), breath=Breath("held")))
    assert (counting.phase, counting.advice, counting.pace) == (Phase.HOLDING, "", None)


def test_the_session_tells_the_hold_the_holds_and_the_progress_of_each_side():
    fed = Fed(target_s=2.0, passes=2, rest_s=1.0)
    fed(4.0, LEFT)
    hold = fed.session.holds("left", 3.9)[-1]
    assert hold == fed.session.holds("left", 3.9)[1]
    assert [h.status for h in fed.session.holds("left", 3.9)] == ["complete", "counting"]
    assert fed.session.holds("right", 3.9)[0].status == "waiting"
    assert fed.session.progress("left", 3.9).pass_number == 2
    assert fed.all[-1].progress == fed.session.progress("left", 3.9)
    assert fed.all[-1].hold == hold


def test_a_session_needs_the_mask_if_a_check_looks_at_the_lower_back():
    assert Fed("knee_to_chest", target_s=None).session.needs_mask
    assert not Fed().session.needs_mask


def test_the_exercise_s_own_time_is_the_default():
    assert Fed(target_s=None)(0.1, LEFT).hold.target_s == 15


def test_a_knee_on_its_way_is_dated_between_the_frames():
    # 10 to 30 degrees in a second: good at 22, that is for the last 0.4 s
    session = ExerciseSession(find_exercise("supine_release"), ("left",), 10.0)
    for time_s, angle in ((0.0, 10.0), (1.0, 30.0)):
        coaching = session.update(time_s, lowered(left=angle))
    assert coaching.hold.held_s == pytest.approx(0.4)
    # and over a frame in which nothing was seen
    session = ExerciseSession(find_exercise("supine_release"), ("left",), 10.0)
    for time_s, angle in ((0.0, 10.0), (0.5, math.nan), (1.0, 30.0)):
        coaching = session.update(time_s, lowered(left=angle))
    assert coaching.hold.held_s == pytest.approx(0.4)


@pytest.mark.parametrize(("view", "tolerance"), [("side", 12.7), ("oblique", 16.3)])
@pytest.mark.parametrize(("flexion", "begins"), [(-15.0, True), (-5.0, True), (20.0, False)])
def test_a_tight_hip_can_begin_the_standing_stretch(view, tolerance, flexion, begins):
    """With the pelvis tucked it comes little further than straight."""
    fed = Fed("standing_stretch", target_s=None)
    stretched = measured(
        "standing",
        view=view,
        hip_flexion_left=flexion,
        foot_behind_left=0.5,
        foot_behind_right=-0.5,
        trunk_inclination=88.0,
        tolerances={"hip_flexion_left": tolerance},
    )
    assert (fed(3.0, stretched).hold.held_s > 2.0) == begins
    if not begins:
        assert fed.all[-1].message == "Push your left hip forward until its front stretches"
