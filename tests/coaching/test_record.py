"""What a session adds up to: spans of verdicts, corrections with their time, holds, the file."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import knee_check, measured

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.progress import Repetition
from posecheck.coaching.judge import Judgement
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise

WAITING = HoldState("waiting", 0.0, 30.0, None, None)


def session(exercise="supine_release", **options):
    return ExerciseSession(find_exercise(exercise), **options)


def coaching(verdict="good", side="left", phase=Phase.HOLDING, **changes):
    judgement = Judgement(knee_check(), side, verdict)
    frame = Coaching(phase, side, "Hold", "", None, WAITING, (judgement,), ())
    return replace(frame, **changes)


def corrected(text, check="knee"):
    shown = Judgement(knee_check(name=check), "left", "fix", correction=text)
    return coaching(message=text, correction=shown)


def recorded(frames, of=None):
    record = SessionRecord(of or session())
    for time_s, frame in frames:
        record.add(time_s, frame)
    return record


def test_a_span_lasts_until_the_verdict_or_the_side_changes():
    frames = [(0.0, "good", "left"), (1.0, "good", "left"), (2.5, "fix", "left")]
    frames += [(3.0, "fix", "left"), (4.0, "fix", "right"), (5.0, "fix", "right")]
    record = recorded([(t, coaching(verdict, side)) for t, verdict, side in frames])
    assert [(v.check, v.side, v.verdict, v.start_s, v.end_s) for v in record.verdicts] == [
        ("knee", "left", "good", 0.0, 2.5),
        ("knee", "left", "fix", 2.5, 4.0),
        ("knee", "right", "fix", 4.0, 5.0),
    ]


def test_a_correction_is_counted_each_time_it_appears_and_its_time_added():
    frames = [(0.0, coaching()), (1.0, corrected("Bend")), (1.5, corrected("Bend"))]
    frames += [(2.0, coaching()), (3.0, corrected("Bend")), (3.3, corrected("Bend"))]
    frames += [(4.0, corrected("Turn", "roller")), (9.0, corrected("Turn", "roller"))]
    turned, bent = recorded(frames).corrections()
    assert (turned.check, turned.text, turned.count, turned.seconds) == ("roller", "Turn", 1, 5.0)
    assert (bent.check, bent.text, bent.count) == ("knee", "Bend", 2)
    assert bent.seconds == pytest.approx(0.8)


def test_a_message_without_a_check_is_no_correction_and_hides_the_advice():
    breathe = "Breathe out"
    frames = [(0.0, coaching(message="Nobody")), (1.0, coaching(message="Nobody", advice=breathe))]
    assert recorded(frames).corrections() == []
    (total,) = recorded(
        [(0.0, coaching(advice=breathe)), (2.0, coaching(advice=breathe))]
    ).corrections()
    assert (total.check, total.count, total.seconds) == ("breath", 1, 2.0)


def test_phases_are_kept_with_the_time_at_which_they_began():
    phases = [(0.0, Phase.NOBODY), (1.0, Phase.HOLDING), (2.0, Phase.HOLDING), (3.0, Phase.DONE)]
    record = recorded([(time_s, coaching(phase=phase)) for time_s, phase in phases])
    assert record.phases == [(Phase.NOBODY, 0.0), (Phase.HOLDING, 1.0), (Phase.DONE, 3.0)]
    assert record.last_s == 3.0


def hold_left(practised, seconds, start_s=0.0, **values):
    """The record of a session with the left knee lowered from second 1 on."""
    record = SessionRecord(practised)
    for i in range(round(10 * seconds)):
        fallout = 40.0 if i >= 10 else 3.0
        frame = measured(fallout_left=fallout, fallout_right=0.0, knee_left=65.0, **values)
        record.add(i / 10 + start_s, practised.update(i / 10 + start_s, frame))
    return record


def test_a_hold_and_what_was_not_seen_in_it():
    record = hold_left(session(target_s=4), 3.05)
    (hold,) = record.holds()
    assert (hold.side, hold.target_s, hold.complete) == ("left", 4, False)
    assert (hold.start_s, hold.end_s) == (pytest.approx(0.95, abs=0.03), 2.9)
    assert hold.held_s == pytest.approx(hold.end_s - hold.start_s)
    assert "Roller across" in hold.unverified
    assert hold.unverified == tuple(sorted(hold.unverified))
    (done,) = hold_left(session(target_s=1.5), 5).holds()
    assert (done.complete, done.held_s) == (True, 1.5)
    left, right = record.progress()
    assert (left.side, right.side) == ("left", "right")
    assert (left.done, right.done) == (hold.held_s, 0.0)


def test_what_was_not_seen_belongs_to_the_hold_in_which_it_was_not_seen():
    practised = ExerciseSession(find_exercise("side_lying_release"), ("left",), target_s=2.0)
    record = SessionRecord(practised)
    for i in range(100):
        hand = math.nan if i < 40 else 0.3
        frame = measured(
            "side_lying_left", view="front", knee_left=90.0, knee_right=170.0, roller_position=1.0,
            hip_rotation_right=0.0, hand_to_head_left=hand,
        )  # fmt: skip
        record.add(i / 10, practised.update(i / 10, frame))
    first, second = record.holds()
    assert first.unverified == ("Head on your hand",)
    assert first.unverified_s == (pytest.approx(first.held_s, abs=0.11),), "to a frame"
    assert (second.unverified, second.unverified_s) == ((), ())


def test_a_check_that_cannot_see_at_first_is_unverified_for_that_long():
    practised = session(target_s=60)
    record = SessionRecord(practised)
    for i in range(60):
        turn = math.nan if i < 10 else 2.0
        # from 3 to 4 s nothing counts
        fallout = 3.0 if 30 <= i < 40 else 40.0
        position = math.nan if 25 <= i < 45 else 0.4
        known = {"roller_turn": turn, "roller_position": position, "knee_left": 65.0}
        seen = measured(fallout_left=fallout, fallout_right=0.0, **known)
        record.add(i / 10, practised.update(i / 10, seen))
    (hold,) = record.holds()
    assert hold.unverified == ("Roller across", "Roller under the mid-back")
    assert hold.unverified_s == (pytest.approx(1.0, abs=0.15), pytest.approx(1.0, abs=0.15))
    assert hold.held_s == pytest.approx(4.9, abs=0.1)


def test_holds_of_both_sides_come_in_the_order_of_time():
    practised = session(target_s=60)
    record = SessionRecord(practised)
    for i in range(60):
        left, right = (2.0, 40.0) if i < 30 else (40.0, 2.0)
        frame = measured(fallout_left=left, fallout_right=right, knee_left=65.0, knee_right=65.0)
        record.add(i / 10, practised.update(i / 10, frame))
    assert [hold.side for hold in record.holds()] == ["right", "left"]


def test_where_both_sides_do_the_same_there_is_no_side():
    practised = session("breathing")
    record = SessionRecord(practised)
    record.add(0.0, practised.update(0.0, measured()))
    assert {span.side for span in record.verdicts} == {None}
    assert [progress.side for progress in record.progress()] == [None]


def test_the_file_holds_all_of_it_with_rounded_times():
    done = Repetition("repetition", "left", 1.00049, 2.50049)
    frames = [(0.12345, corrected("Bend")), (0.5, replace(corrected("Bend"), repetition=done))]
    record = recorded(frames)
    assert record.to_json() == {
        "schema": 1,
        "schema_version": "1.4",
        "exercise": "supine_release",
        "holds": [],
        "repetitions": [{"name": "repetition", "side": "left", "start_s": 1.0, "end_s": 2.5}],
        "verdicts": [
            {"check": "knee", "side": "left", "verdict": "good", "start_s": 0.123, "end_s": 0.5}
        ],
        "corrections": [{"check": "knee", "text": "Bend", "count": 1, "seconds": 0.377}],
    }
    (hold,) = hold_left(session(target_s=4), 3.05, start_s=0.00049).to_json()["holds"]
    assert list(hold) == [
        "side", "start_s", "end_s", "held_s", "target_s", "complete", "unverified",
        "unverified_s",
    ]  # fmt: skip
    assert (hold["side"], hold["start_s"], hold["end_s"], hold["complete"]) == (
        "left", 0.952, 2.9, False,
    )  # fmt: skip
    assert hold["held_s"] == round(hold["held_s"], 3)
    unseen = dict(zip(hold["unverified"], hold["unverified_s"], strict=True))
    assert unseen["Roller across"] == pytest.approx(hold["held_s"], abs=0.2)


def test_nothing_is_recorded_of_a_gap():
    record = SessionRecord(session())
    for time_s, gap_s in ((0.0, 0.0), (1.0, 0.0), (4.0, 2.0), (5.0, 0.0)):
        record.add(time_s, corrected("Bend"), gap_s)
    assert [(span.start_s, span.end_s) for span in record.verdicts] == [(0.0, 1.0), (4.0, 5.0)]
    (bent,) = record.corrections()
    assert (bent.count, bent.seconds) == (1, 3.0)


def test_the_last_repetition_may_count_only_at_the_end():
    """A leg that is drawn up once and is nearly down again when the clip ends."""
    of = session("knee_to_chest", sides=("left",))
    record = SessionRecord(of)
    times = [0.1 * n for n in range(44)]
    flexion = np.interp(times, [0, 1, 2, 3, 4.4], [10, 10, 130, 130, 10])
    for time_s, value in zip(times, flexion, strict=True):
        frame = measured(hip_flexion_left=float(value), knee_left=170.0)
        record.add(time_s, of.update(time_s, frame))
        if value < 32 and time_s > 3:
            break
    assert record.repetitions == []
    record.finish()
    assert [r.side for r in record.repetitions] == ["left"]
    assert of.progress("left", time_s).done == 1
