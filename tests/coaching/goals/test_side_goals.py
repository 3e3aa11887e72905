"""Sessions that count: repetitions, circles, breaths, passes, rolling; on made-up measurements."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, observed

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.goals.count_goal import CountGoal
from posecheck.coaching.goals.side_goals import HoldGoal, MovingGoal, make_goal
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Circles, Hold, Moving, Repetitions
from posecheck.measures.table import Measurements
from posecheck.perception.breath.tracker import Breath

BODY = lying()
STEP_S = 1 / 15


def seen(posture="supine", near="left", **values) -> Measurements:
    return Measurements(posture, "side", 0.0, near, values, {})


def run(session, seconds, measured, start_s=0.0, body=lambda t: BODY, record=None):
    """Feed ``measured(t)``, a frame every fifteenth of a second; gives (time, coaching)."""
    found = []
    for time_s in np.arange(start_s, start_s + seconds, STEP_S):
        time_s = float(time_s)
        coaching = session.update(time_s, observed(body(time_s), measured(time_s)))
        if record is not None:
            record.add(time_s, coaching)
        found.append((time_s, coaching))
    return found


def lift(time_s, start_s, number, low=5.0, high=115.0, period_s=3.0):
    phase = (time_s - start_s) / period_s
    return low + (high - low) * math.sin(math.pi * phase) ** 2 if 0 <= phase < number else low


def test_ten_of_each_leg_and_done():
    session = ExerciseSession(find_exercise("knee_to_chest"))
    record = SessionRecord(session)

    def left_leg(t):
        return seen(hip_flexion_left=lift(t, 1, 10), hip_flexion_right=50.0)

    def right_leg(t):
        return seen(near="right", hip_flexion_right=lift(t, 41, 10), hip_flexion_left=50.0)

    first = run(session, 34, left_leg, record=record)
    counted = [c.progress.done for _, c in first if c.progress.side == "left"]
    assert counted == sorted(counted)
    assert session.progress("left", 34.0).complete
    waiting = run(session, 4, lambda t: seen(near="left", hip_flexion_left=5.0), 34, record=record)
    assert waiting[-1][1].phase is Phase.OTHER_SIDE
    assert "Turn around" in waiting[-1][1].message
    second = run(session, 35, right_leg, 40, record=record)
    assert second[-1][1].phase is Phase.DONE
    assert [r.side for r in record.repetitions] == ["left"] * 10 + ["right"] * 10
    contents = record.to_json()
    assert contents["holds"] == []
    assert set(contents["repetitions"][0]) == {"name", "side", "start_s", "end_s"}


@pytest.mark.parametrize(
    ("name", "measures"),
    [("knee_to_chest", ("hip_flexion",)), ("hip_circles", ("hip_flexion", "hip_abduction"))],
)
def test_a_leg_that_is_lost_in_the_middle_of_a_repetition_is_left_for_the_other(name, measures):
    session = ExerciseSession(find_exercise(name))

    def moving(side, start_s):
        def frame(t):
            angle = 2 * math.pi * max(0.0, t - start_s) / 3
            up_out = (60 - 50 * math.cos(angle), 15 + 40 * math.sin(angle))
            values = zip(measures, up_out, strict=False)
            return seen(near=side, **{f"{measure}_{side}": v for measure, v in values})

        return frame

    assert run(session, 4.5, moving("left", 0.0))[-1][1].side == "left"
    after = run(session, 9, moving("right", 7.5), 7.5)
    assert [c.side for t, c in after if t > 9.5] == ["right"] * sum(t > 9.5 for t, _ in after)
    assert session.progress("right", 17.0).done > 0


def test_half_a_repetition_does_not_count_and_is_corrected():
    session = ExerciseSession(find_exercise("knee_to_chest"))
    high = {0: 115.0, 1: 60.0, 2: 115.0}

    def leg(t):
        number = min(2, max(0, int((t - 1) / 3)))
        return seen(hip_flexion_left=lift(t, 1, 3, high=high[number]))

    moments = run(session, 13, leg)
    assert moments[-1][1].progress.done == 2
    said = {c.message: t for t, c in reversed(moments) if c.message}
    assert list(said) == ["Draw your left knee all the way to the chest, then straighten the leg"]
    assert 5 < next(iter(said.values())) < 8


def test_sitting_up_in_between_is_not_counted():
    session = ExerciseSession(find_exercise("knee_to_chest"))
    moments = run(session, 10, lambda t: seen("sitting", hip_flexion_left=lift(t, 1, 3)))
    assert moments[-1][1].progress.done == 0
    assert moments[-1][1].message == "Lie on your back"


def test_lunges_with_either_leg_are_told_apart():
    session = ExerciseSession(find_exercise("lunge"))
    record = SessionRecord(session)

    def stepping(t):
        right_front, left_front = lift(t, 1, 1, 0, 90), lift(t, 4.5, 1, 0, 90)
        posture = "lunge" if max(right_front, left_front) > 45 else "standing"
        left_behind = 0.01 * (right_front - left_front)
        return seen(
            posture,
            hip_flexion_right=right_front,
            hip_flexion_left=left_front,
            foot_behind_left=left_behind,
            foot_behind_right=-left_behind,
        )

    run(session, 9, stepping, record=record)
    # the side is the leg behind
    assert [(r.name, r.side) for r in record.repetitions] == [("lunge", "left"), ("lunge", "right")]


def test_a_lunge_with_the_back_hip_bent_counts_and_is_corrected():
    session = ExerciseSession(find_exercise("lunge"), sides=("right",))

    def stepping(t):
        front = lift(t, 1, 2, 0, 90, period_s=4)
        posture = "lunge" if front > 45 else "standing"
        bent = 0.45 * front
        return seen(posture, hip_flexion_left=front, hip_flexion_right=bent, foot_behind_right=0.9)

    moments = run(session, 11, stepping)
    assert moments[-1][1].progress.done == 2
    assert "Open your right hip: chest up, push the hip forward" in {c.message for _, c in moments}


def test_circles_are_counted_for_each_direction():
    session = ExerciseSession(find_exercise("hip_circles"), sides=("right",))

    def circling(t):
        turns = (min(t, 15.0) - max(0.0, min(t - 17.0, 15.0))) / 3
        angle = 2 * math.pi * turns
        return seen(
            hip_flexion_right=85 + 20 * math.cos(angle),
            hip_abduction_right=15 + 20 * math.sin(angle),
        )

    moments = run(session, 34, circling)
    half = next(c for t, c in moments if t >= 16.5)
    assert [(p.name, p.done) for p in half.progress.parts] == [("outward", 5), ("inward", 0)]
    assert not half.progress.complete
    assert moments[-1][1].phase is Phase.DONE


def test_breaths_are_counted_by_their_phases():
    session = ExerciseSession(find_exercise("breathing"))

    def breathing(t):
        phase = None if t % 12 > 11 else "in" if t % 12 < 4 else "out"
        return replace(seen(), breath=Breath(phase))

    moments = run(session, 61, breathing)
    assert moments[-1][1].phase is Phase.DONE
    assert moments[-1][1].progress.side is None
    ends = [c.repetition for _, c in moments if c.repetition]
    assert [round(r.end_s - r.start_s) for r in ends] == [11] * 5


def test_a_side_is_done_after_all_its_passes():
    session = ExerciseSession(find_exercise("side_lying_release"), target_s=10)
    record = SessionRecord(session)

    def on_left(t):
        return seen("side_lying_left", near="right", knee_right=175.0)

    moments = run(session, 30, on_left, record=record)
    said = [c.message for _, c in moments]
    assert "Roll 5 to 8 centimetres further, to the next tender spot" in said
    assert moments[-1][1].phase is Phase.OTHER_SIDE
    assert [(h.side, h.complete) for h in record.holds()] == [("left", True)] * 2
    gap_s = record.holds()[1].start_s - record.holds()[0].end_s
    assert gap_s == pytest.approx(5.0, abs=0.2)


def test_a_rest_between_two_passes_needs_no_sentence_of_its_own():
    """As in an exercise file of one's own."""
    exercise = find_exercise("low_lunge")
    hold = exercise.hold.model_copy(update={"passes": 2, "rest_s": 4.0})
    session = ExerciseSession(
        exercise.model_copy(update={"hold": hold}), sides=("left",), target_s=2.0
    )
    good = seen("half_kneeling", hip_flexion_left=-10.0, hip_flexion_right=80.0, knee_right=90.0)
    moments = run(session, 9, lambda t: good)
    resting = [t for t, c in moments if c.message == "Rest a moment"]
    assert (resting[0], resting[-1]) == pytest.approx((2.3, 6.0), abs=0.4)
    assert next(t for t, c in moments if c.phase is Phase.DONE) == pytest.approx(8.0, abs=0.2)


def test_on_the_wrong_side_it_is_asked_to_turn_over():
    session = ExerciseSession(find_exercise("side_lying_release"), sides=("right",))
    moments = run(session, 3, lambda t: seen("side_lying_left"))
    assert moments[-1][1].message == "Lie on your right side"
    assert moments[-1][1].progress.done == 0


def test_only_rolling_counts_as_rolling():
    session = ExerciseSession(find_exercise("roll_quadriceps"), target_s=8)
    record = SessionRecord(session)

    def rolling(t):
        shift = 12.0 * math.sin(2 * math.pi * (t - 5) / 2.5) if t >= 5 else 0.0
        return replace(BODY, image=BODY.image + np.array([shift, 0.0]))

    moments = run(session, 17, lambda t: seen("prone"), body=rolling, record=record)
    still = next(c for t, c in moments if t > 4)
    assert still.phase is Phase.GET_INTO_POSITION
    assert still.message == "Keep rolling slowly, from the hip to just above the knee"
    assert still.progress.done == 0
    assert moments[-1][1].phase is Phase.DONE
    (hold,) = record.holds()
    assert hold.side is None
    assert 5 < hold.start_s < 8


def test_the_movement_of_anyone_is_counted_without_sides():
    session = ExerciseSession(find_exercise("movement"))
    straight, bent = lying(knee=170.0), lying(knee=60.0)

    def body(t):
        share = lift(t, 1, 4, 0, 1)
        return replace(straight, image=straight.image * (1 - share) + bent.image * share)

    moments = run(session, 15, lambda t: seen(), body=body)
    assert moments[-1][1].progress.done == 4
    assert all(c.repetition.side is None for _, c in moments if c.repetition)


# --- the goals themselves, frame by frame


def hold_goal(passes=1, target_s=3.0):
    hold = Hold(
        target_s=target_s, longest_s=60, reason="to try", passes=passes, rest_s=2.0, between="Rest"
    )
    return HoldGoal(hold, "left", None)


def test_between_two_passes_there_is_a_rest_that_does_not_count():
    goal, found = hold_goal(passes=2), []
    for i in range(21):  # a frame every half second, all good
        goal.update(i / 2, None, True, 0.5)
        found.append(
            (goal.blocker(i / 2), goal.progress(i / 2).pass_number, goal.hold(i / 2).held_s)
        )
    # the first pass ends at 3.0; the second begins at 5.0 and ends at 8.0
    assert [i / 2 for i, (text, _, _) in enumerate(found) if text] == [3.0, 3.5, 4.0, 4.5]
    assert {text for text, _, _ in found} == {"", "Rest"}
    assert [number for _, number, _ in found] == [1] * 10 + [2] * 11
    assert [held for _, _, held in found[8:18]] == [3, 3, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3]
    assert goal.complete
    first, second = goal.holds(10.0)
    assert (first.start_s, first.end_s, second.start_s, second.end_s) == (0.0, 3.0, 5.0, 8.0)
    progress = goal.progress(10.0)
    assert (progress.kind, progress.side, progress.done, progress.target) == ("hold", "left", 3, 3)
    assert (progress.complete, progress.pass_number, progress.passes) == (True, 2, 2)


def test_a_hold_is_complete_only_after_its_last_pass():
    goal = hold_goal(passes=2)
    for i in range(8):
        goal.update(i / 2, None, True, 0.5)
    assert goal.hold(3.5).status == "complete"
    assert not goal.complete
    assert not goal.progress(3.5).complete


def test_a_single_hold_has_no_rest_after_it():
    goal = hold_goal()
    for i in range(8):
        goal.update(i / 2, None, True, 0.5)
    assert goal.complete
    assert goal.blocker(3.5) == ""
    assert len(goal.holds(3.5)) == 1


def test_another_target_holds_for_every_pass():
    hold = Hold(target_s=30, longest_s=60, reason="to try", passes=2, rest_s=0.0)
    goal = HoldGoal(hold, None, 2.0)
    for i in range(12):
        goal.update(i / 2, None, True, 0.5)
    assert [state.target_s for state in goal.holds(6.0)] == [2.0, 2.0]
    assert goal.progress(6.0).side is None


def moving_goal():
    moving = Moving(
        target_s=8, longest_s=60, reason="to try", least_cm=3, slowest_s=4, still="Keep rolling"
    )
    return MovingGoal(moving, None, None)


def rolled(time_s, until_s=99.0):
    """The body 5 cm to and fro, every 2 s, until it stops."""
    shift = 12.5 * math.sin(math.pi * min(time_s, until_s))
    return observed(replace(BODY, image=BODY.image + np.array([shift, 0.0])), seen())


def test_only_rolling_in_good_position_counts():
    for good, expected in ((True, "counting"), (False, "waiting"), (None, "waiting")):
        goal = moving_goal()
        for i in range(60):
            goal.update(i / 10, rolled(i / 10), good, 0.5)
        assert goal.hold(5.9).status == expected
    still = moving_goal()
    for i in range(60):
        still.update(i / 10, rolled(i / 10, until_s=0.0), True, 0.5)
    assert still.hold(5.9).held_s == 0.0


def test_who_lies_still_is_asked_to_roll_after_the_grace():
    goal, asked = moving_goal(), []
    assert goal.blocker(0.0) == "Keep rolling"
    for i in range(120):
        goal.update(i / 10, rolled(i / 10, until_s=6.0), True, 0.5)
        if goal.blocker(i / 10):
            asked.append(i / 10)
    before, after = [s for s in asked if s < 6.0], [s for s in asked if s > 6.0]
    assert before == pytest.approx([i / 10 for i in range(11)])  # until the first turn back
    assert after[0] == pytest.approx(goal.hold(12.0).end_s + 1.5, abs=0.21)
    assert after[-1] == 11.9


def test_who_has_rolled_enough_is_not_asked_any_more():
    goal = moving_goal()
    for i in range(150):
        goal.update(i / 10, rolled(i / 10, until_s=11.0), True, 0.5)
    assert goal.complete
    assert goal.blocker(14.9) == ""
    progress = goal.progress(14.9)
    assert (progress.kind, progress.side, progress.done, progress.complete) == (
        "moving_time", None, 8, True,
    )  # fmt: skip
    assert goal.holds(14.9) == (goal.hold(14.9),)


def test_without_a_body_nobody_rolls():
    goal = moving_goal()
    for i in range(60):
        goal.update(i / 10, rolled(i / 10), True, 0.5)
    for i in range(60, 100):
        goal.update(i / 10, None, None, 0.5)
    assert goal.hold(9.9).status == "paused"
    assert goal.blocker(9.9) == "Keep rolling"


def test_rolling_before_an_interruption_tells_nothing_of_the_time_after_it():
    """The camera was away, and stands elsewhere now: who lies still does not roll."""
    goal = moving_goal()
    for i in range(50):
        goal.update(i / 10, rolled(i / 10), True, 0.5)
    held_s = goal.hold(4.9).held_s
    assert held_s > 3
    goal.interrupt()
    knocked = replace(BODY, image=BODY.image + np.array([40.0, 0.0]))
    for i in range(50, 80):
        goal.update(i / 10, observed(knocked, seen()), True, 0.5)
    assert goal.hold(7.9).held_s == held_s


def lifts_goal(target=2):
    lifts = Repetitions(
        target=target, reason="to try", measure="hip_flexion", range=20, reach=90,
        too_short="All the way",
    )  # fmt: skip
    return CountGoal(lifts, "left")


def lift_once(goal, start_s, high=110.0, good=True):
    for i in range(45):
        time_s = start_s + i / 15
        frame = seen(hip_flexion_left=lift(time_s, start_s, 1, high=high, period_s=2.5))
        goal.update(time_s, frame, good, 0.5)
    return start_s + 3.0


def test_repetitions_add_up_to_the_target():
    goal, time_s = lifts_goal(), 0.0
    assert goal.progress(0.0).target == 2
    for done in (1, 2, 3):
        time_s = lift_once(goal, time_s)
        assert goal.progress(time_s).done == min(done, 2)
        assert goal.complete == goal.progress(time_s).complete == (done >= 2)
        assert goal.hold(time_s).status == ("complete" if done >= 2 else "waiting")
    assert goal.holds(time_s) == ()
    assert (goal.hold(time_s).start_s, goal.hold(time_s).held_s) == (None, 0.0)
    assert (goal.progress(time_s).kind, goal.progress(time_s).side) == ("repetitions", "left")


def test_a_repetition_counts_only_in_good_position():
    for good in (False, None):
        goal = lifts_goal()
        lift_once(goal, 0.0, good=good)
        assert goal.progress(3.0).done == 0


def test_why_a_repetition_does_not_count_is_said_for_three_seconds():
    goal = lifts_goal()
    end_s = lift_once(goal, 0.0, high=60.0)
    ended_s = next(t / 100 for t in range(150, 350) if goal.blocker(t / 100) == "All the way")
    assert goal.blocker(end_s) == "All the way"
    silent_s = next(t / 100 for t in range(300, 700) if not goal.blocker(t / 100))
    assert 5.0 < silent_s < 6.0  # it ended at about 2.3
    assert ended_s < end_s
    lift_once(goal, 3.0)
    assert goal.blocker(5.2) == ""  # it has been done right meanwhile


def test_once_all_are_done_no_fault_is_said():
    goal = lifts_goal(target=1)
    lift_once(goal, 0.0)
    lift_once(goal, 3.0, high=60.0)
    assert goal.blocker(6.0) == ""


def test_circles_are_complete_when_both_directions_are():
    goal = CountGoal(Circles(target=2, reason="to try", ranges=(12, 12)), "right")

    def circle(start_s, number, way):
        for i in range(number * 30):
            angle = 2 * math.pi * i / 30
            up, out = 85 + 20 * math.cos(angle), 15 + way * 20 * math.sin(angle)
            goal.update(
                start_s + i / 10, seen(hip_flexion_right=up, hip_abduction_right=out), True, 0.5
            )

    circle(0.0, 4, way=1)
    progress = goal.progress(12.0)
    assert [(p.name, p.done, p.target) for p in progress.parts] == [
        ("outward", 2, 2),
        ("inward", 0, 2),
    ]
    assert (progress.kind, progress.done, progress.target) == ("circles", 2, 4)
    assert not goal.complete
    circle(20.0, 3, way=-1)
    assert goal.complete
    assert goal.progress(30.0).done == 4


def test_the_goal_of_each_exercise():
    kinds = {}
    for name in ("supine_release", "roll_quadriceps", "knee_to_chest", "hip_circles", "breathing"):
        goal = make_goal(find_exercise(name), "right", None)
        kinds[name] = (goal.progress(0.0).kind, goal.progress(0.0).side, goal.takes_all_frames)
        assert not goal.in_progress
    assert kinds == {
        "supine_release": ("hold", "right", False),
        "roll_quadriceps": ("moving_time", None, False),
        "knee_to_chest": ("repetitions", "right", True),
        "hip_circles": ("circles", "right", True),
        "breathing": ("breaths", None, True),
    }
    assert make_goal(find_exercise("supine_release"), "left", 7.0).hold(0.0).target_s == 7.0
    assert make_goal(find_exercise("roll_quadriceps"), "left", 7.0).hold(0.0).target_s == 7.0
