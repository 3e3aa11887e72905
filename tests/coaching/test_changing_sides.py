"""From one side to the other: what is asked for, and when the new side is coached as well."""

from __future__ import annotations

import math

import pytest
from made_measurements import measured

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.prompts.maker import PromptMaker
from posecheck.coaching.prompts.prompt import PromptKind
from posecheck.exercises.library import find_exercise

KNEES = {"knee_left": 65.0, "knee_right": 65.0}


def lowered(left=0.0, right=0.0, near="left", **values):
    return measured("supine", near, fallout_left=left, fallout_right=right, **(KNEES | values))


def on_side(side, top_knee=170.0, near="left"):
    top = "right" if side == "left" else "left"
    values = {f"knee_{side}": 90.0, f"knee_{top}": top_knee}
    return measured(f"side_lying_{side}", near, view="front", **values)


def lifting(side, time_s, **values):
    """A knee that is drawn to the chest and straightened every 3 s."""
    other = "right" if side == "left" else "left"
    flexion = {f"hip_flexion_{side}": 55 - 55 * math.cos(2 * math.pi * time_s / 3)}
    resting = {f"hip_flexion_{other}": 45.0, "knee_left": 90.0, "knee_right": 90.0}
    return measured("supine", side, **(flexion | resting | values))


class Fed:
    """A session that is fed a frame every tenth of a second, and what there is to say."""

    def __init__(self, exercise, target_s=None, passes=None):
        chosen = find_exercise(exercise)
        if passes:
            hold = chosen.hold.model_copy(update={"passes": passes})
            chosen = chosen.model_copy(update={"hold": hold})
        self.session, self.maker = ExerciseSession(chosen, None, target_s), PromptMaker()
        self.i, self.all, self.prompts = 0, [], []

    def __call__(self, seconds, frame):
        for _ in range(round(10 * seconds)):
            shown = frame(self.i / 10) if callable(frame) else frame
            self.all.append(self.session.update(self.i / 10, shown))
            self.prompts += self.maker.update(self.i / 10, self.all[-1])
            self.i += 1
        return self.all[-1]

    def said(self, *kinds):
        """What there was to say, each thing once."""
        return list(dict.fromkeys(p.text for p in self.prompts if p.text and p.kind in kinds))


def test_who_has_turned_round_is_led_into_position_as_on_the_first_side():
    fed = Fed("supine_release", target_s=3.0)
    fed(4.0, lowered(left=40))
    assert fed(3.0, lowered()).phase is Phase.OTHER_SIDE
    turned = fed(1.0, lowered(right=10, near="right"))
    assert turned.phase is Phase.OTHER_SIDE
    ready = fed(9.0, lowered(right=10, near="right"))
    assert (ready.phase, ready.side) == (Phase.GET_INTO_POSITION, "right")
    assert ready.message == "Lower your right knee further outward"
    assert fed.said(PromptKind.STEP, PromptKind.CORRECTION) == [
        "Turn around so that your head is where your feet are: your right leg must be near the "
        "camera.",
        "Lower your right knee outward until you feel deep pressure",
        "Lower your right knee further outward",
    ]


def test_who_sits_up_on_the_way_or_is_read_wrongly_for_a_moment_is_still_turning():
    fed = Fed("supine_release", target_s=3.0)
    fed(4.0, lowered(left=40))
    for frame in (measured("sitting", "right"), lowered(near="left")):
        assert fed(3.0, frame).phase is Phase.OTHER_SIDE
        fed(0.6, lowered(near="right"))
    fed(0.2, lowered(near="left"))
    assert fed(0.9, lowered(near="right")).phase is Phase.OTHER_SIDE
    assert fed(0.2, lowered(near="right")).phase is Phase.GET_INTO_POSITION


def test_who_is_not_seen_while_turning_is_still_asked_to_turn():
    fed = Fed("supine_release", target_s=3.0)
    fed(4.0, lowered(left=40))
    gone = fed(6.0, None)
    assert gone.phase is Phase.OTHER_SIDE
    assert gone.message.startswith("Turn around")
    counted = Fed("knee_to_chest")
    counted(31.0, lambda t: lifting("left", t))
    assert [counted(0.1, None).phase for _ in range(20)] == [Phase.OTHER_SIDE] * 20


def test_lying_on_the_other_side_tells_by_itself_and_a_fault_is_corrected():
    fed = Fed("side_lying_release", target_s=3.0, passes=1)
    fed(4.0, on_side("left"))
    assert fed.all[-1].phase is Phase.OTHER_SIDE
    bent = fed(2.0, on_side("right", top_knee=90.0))
    assert (bent.phase, bent.message) == (Phase.GET_INTO_POSITION, "Straighten your left leg")
    assert "Straighten your left leg" in fed.said(PromptKind.CORRECTION)
    assert fed(1.0, on_side("right")).phase is Phase.HOLDING


def test_a_counting_exercise_says_the_step_on_the_second_side_too():
    fed = Fed("knee_to_chest")
    fed(31.0, lambda t: lifting("left", t))
    assert fed(5.0, measured("supine", "left", hip_flexion_right=45.0)).phase is Phase.OTHER_SIDE
    fed.prompts.clear()
    fed(3.0, measured("supine", "right", hip_flexion_right=0.0, knee_right=90.0))
    assert fed.all[-1].phase is Phase.HOLDING
    assert "Draw your right knee to the chest, then slowly straighten the leg" in fed.said(
        PromptKind.STEP
    )


def test_where_both_sides_have_one_position_the_change_is_asked_for_until_it_moves():
    """Who stands may step forward with either foot."""
    fed = Fed("lunge")

    def lunging(t):
        down = (1 - math.cos(2 * math.pi * t / 4)) / 2
        values = {"hip_flexion_right": 85 * down, "hip_flexion_left": 5.0}
        behind = {"foot_behind_left": 0.6 * down, "foot_behind_right": -0.6 * down}
        return measured("lunge" if down > 0.3 else "standing", **(values | behind))

    fed(22.0, lunging)
    assert (fed.all[-1].phase, fed.all[-1].side) == (Phase.OTHER_SIDE, "right")
    assert fed(9.0, measured("standing")).phase is Phase.OTHER_SIDE


@pytest.mark.parametrize("exercise", ["figure_four", "roll_glutes"])
def test_where_the_leg_must_be_near_the_camera_the_change_of_sides_asks_to_turn(exercise):
    chosen = find_exercise(exercise)
    assert "near the camera" in chosen.camera
    assert chosen.other_side.startswith("Turn around")
