"""A session on made-up measurements: phases, sides, corrections, verdicts."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from skeletons import lying, observed

from posecheck.coaching.correction import MIN_DISPLAY_S
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import Measurements

BODY = lying()


def seen(left=0.0, right=0.0, knee=65.0, posture="supine", near="left", **more) -> Measurements:
    values = {"fallout_left": left, "fallout_right": right, "knee_left": knee, "knee_right": knee}
    return Measurements(posture, "side", 0.0, near, values | more, {})


def run(session: ExerciseSession, parts, step_s: float = 0.1, start_s: float = 0.0):
    """Feed (seconds, measurements or None) one after the other; gives all the coachings."""
    found, time_s = [], start_s
    for seconds, measurements in parts:
        for _ in range(round(seconds / step_s)):
            body = BODY if measurements is not None else None
            found.append((time_s, session.update(time_s, observed(body, measurements))))
            time_s += step_s
    return found


@pytest.fixture
def session():
    return ExerciseSession(find_exercise("supine_release"), target_s=5)


def test_from_nobody_to_done_on_both_sides(session):
    moments = run(
        session,
        [
            (2, None),
            (2, seen(posture="standing")),
            (2, seen(left=5)),
            (5.5, seen(left=40)),
            (3, seen(left=5, near="right")),
            (5.5, seen(right=40, near="right")),
        ],
    )
    phases = list(dict.fromkeys(c.phase for _, c in moments))
    assert phases == [
        Phase.NOBODY,
        Phase.GET_INTO_POSITION,
        Phase.HOLDING,
        Phase.OTHER_SIDE,
        Phase.DONE,
    ]
    asked = next(c for _, c in moments if c.phase is Phase.OTHER_SIDE)
    assert asked.side == "right"
    assert "Turn around" in asked.message


def test_the_working_side_is_recognised(session):
    moments = run(session, [(1, seen(near="left")), (2, seen(right=45, near="left"))])
    assert moments[-1][1].side == "right"
    assert moments[-1][1].phase is Phase.HOLDING


def roller(turn, seen_s):
    return replace(seen(left=40, roller_turn=turn), roller_seen_s=seen_s)


@pytest.mark.parametrize("held_before_s", [0, 2])
def test_the_time_until_a_roller_is_judged_counts_only_if_it_lies_right(session, held_before_s):
    before = [(held_before_s, seen(left=40))]
    appears = [(1, roller(-50.0, 0.5)), (0.9, roller(-50.0, 1.5))]
    wrong = run(session, [*before, *appears, (2, roller(-50.0, 2.5))])
    awaited = [c for t, c in wrong if held_before_s <= t < held_before_s + 1.85]
    assert {c.message for c in awaited} == {""}
    assert {c.phase for c in awaited} == {
        Phase.HOLDING if held_before_s else Phase.GET_INTO_POSITION
    }
    assert wrong[-1][1].hold.held_s == pytest.approx(max(0, held_before_s - 0.1))
    right = run(ExerciseSession(session.exercise, target_s=5), [*before, (2, roller(3.0, 1.0))])
    assert right[-1][1].hold.held_s == pytest.approx(held_before_s + 1.9)
    passing = [*before, (0.8, roller(-50.0, 0.5)), (1, roller(3.0, 1.5))]
    passed = run(ExerciseSession(session.exercise, target_s=5), passing)
    counted_s = held_before_s + 1.7 if held_before_s else 0.9
    assert passed[-1][1].hold.held_s == pytest.approx(counted_s)


def test_a_guarding_check_that_cannot_see_is_unverified_and_never_good(session):
    coaching = run(session, [(2, seen(left=40))])[-1][1]
    assert coaching.phase is Phase.HOLDING
    assert "Roller across" in coaching.unverified
    verdicts = {j.check.name: j.verdict for j in coaching.judgements}
    assert verdicts["roller_angle"] == "cannot_see"


def test_a_guarding_check_that_says_fix_pauses(session):
    coaching = run(session, [(2, seen(left=40)), (3, seen(left=40, roller_turn=-50.0))])[-1][1]
    assert coaching.phase is Phase.PAUSED
    assert "roller" in coaching.message
    assert coaching.hold.held_s == pytest.approx(2, abs=0.15)


def test_noise_at_a_limit_does_not_flicker():
    session = ExerciseSession(find_exercise("supine_release"), target_s=100)
    noise = np.random.default_rng(5).normal(0, 0.5, 300)
    record = SessionRecord(session)
    session.update(0.0, observed(BODY, seen(left=30)))
    for i, n in enumerate(noise):
        record.add(0.1 * (i + 1), session.update(0.1 * (i + 1), observed(BODY, seen(left=20 + n))))
    spans = [v for v in record.verdicts if v.check == "fallout"]
    assert [s.verdict for s in spans] == ["good"]


def test_a_correction_stays_long_enough_to_be_read(session):
    states = [seen(left=5), seen(left=5, posture="prone"), seen(left=40, knee=140.0)]
    parts = [(0.7, states[i % 3]) for i in range(30)]
    shown = [(t, c.message) for t, c in run(session, parts) if c.message]
    changes = [t for (t, a), (_, b) in zip(shown[1:], shown, strict=False) if a != b]
    assert len(changes) >= 2
    assert min(np.diff(changes)) >= MIN_DISPLAY_S - 1e-9


@pytest.mark.parametrize("rate", ["10", "5", "irregular"])
def test_the_hold_counts_the_same_at_any_frame_rate(rate):
    def fall_out(time_s):
        return float(
            np.interp(time_s, [0, 3, 4.3, 7, 8, 9, 10.1, 14], [5, 5, 40, 40, 3, 3, 60, 60])
        )

    truly_out_s = (8 - 18 / 37 - (3 + 1.3 * 17 / 35)) + (14 - (9 + 1.1 * 19 / 57))  # 22 in, 18 out
    for seed in range(20):
        random = np.random.default_rng(seed)
        times = {
            "10": np.arange(random.uniform(0, 0.1), 14, 0.1),
            "5": np.arange(random.uniform(0, 0.2), 14, 0.2),
            "irregular": np.cumsum(random.choice([0.05, 0.1, 0.3, 0.45], 200)),
        }[rate]
        session = ExerciseSession(find_exercise("supine_release"), target_s=60)
        for time_s in [*times[times < 14.0], 14.0]:
            session.update(time_s, observed(BODY, seen(left=fall_out(time_s))))
        assert session.holds("left", 14.0)[-1].held_s == pytest.approx(truly_out_s, abs=0.3)


def test_no_sentence_flashes_by(session):
    """Whatever is said can be read; a single frame without a body says nothing."""
    good, wrong = seen(left=40), seen(left=5)
    parts = [(1, wrong), (0.1, None), (1, wrong), (0.4, good), (1.7, wrong), (0.2, good)]
    moments = run(session, [*parts * 3, (2, wrong), (0.1, None), (2, wrong)])
    runs = [[moments[0][1].message, 0.0]]
    for (before_s, _), (time_s, coaching) in pairwise(moments):
        if coaching.message != runs[-1][0]:
            runs.append([coaching.message, 0.0])
        runs[-1][1] += time_s - before_s
    lengths = [seconds for message, seconds in runs[:-1] if message]
    assert lengths
    assert min(lengths) >= MIN_DISPLAY_S - 1e-9
    assert "Nobody is in the picture" not in {message for message, _ in runs}


def test_the_side_is_named_in_the_correction(session):
    coaching = run(session, [(2, seen(left=3))])[-1][1]
    assert coaching.message == "Lower your left knee further outward"


def test_feet_out_of_the_picture(session):
    body = lying()
    image = body.image.copy()
    image[27:29, 0] = -50  # both ankles
    out = type(body)(image, body.world, body.visibility, None, body.frame_size)
    for i in range(10):
        coaching = session.update(0.1 * i, observed(out, seen(left=math.nan, right=math.nan)))
    assert coaching.phase is Phase.NOT_IN_VIEW
    assert coaching.message == "Move back: your feet are out of the picture"


def test_seen_from_the_wrong_place_the_camera_is_asked_for(session):
    from_the_head = replace(seen(left=math.nan, right=math.nan), view="head_end")
    coaching = run(session, [(2, from_the_head)])[-1][1]
    assert coaching.message == "Lie with your left side towards the camera"
    near_enough = replace(from_the_head, view="oblique")
    assert "Cannot see your left leg" in run(session, [(2, near_enough)])[-1][1].message


def test_only_time_that_counts_is_unverified(session):
    record = SessionRecord(session)
    known = {"roller_turn": 2.0, "roller_position": 0.4, "lumbar_gap_cm": 1.0}
    for time_s, coaching in run(session, [(2, seen(left=40, **known)), (3, None)]):
        record.add(time_s, coaching)
    (hold,) = record.holds()
    assert hold.unverified == ()


def test_what_a_session_adds_up_to(session):
    record = SessionRecord(session)
    for time_s, coaching in run(session, [(2, seen(left=5)), (3, seen(left=40)), (2, None)]):
        record.add(time_s, coaching)
    contents = record.to_json()
    (hold,) = contents["holds"]
    assert hold["side"] == "left"
    assert hold["held_s"] == pytest.approx(3, abs=0.15)
    assert not hold["complete"]
    assert {v["verdict"] for v in contents["verdicts"]} == {"good", "fix", "cannot_see"}
    assert contents["corrections"][0]["check"] == "fallout"
    assert contents["corrections"][0]["seconds"] > 1
