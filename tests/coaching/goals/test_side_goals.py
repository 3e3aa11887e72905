"""Sessions that count: repetitions, circles, breaths, passes, rolling; on made-up measurements."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, observed

from posecheck.coaching.exercise_session import ExerciseSession, Phase
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise
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
