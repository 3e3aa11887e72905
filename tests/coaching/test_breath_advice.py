"""Advice on the breath, and the pace to keep to: neither stops a hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from skeletons import lying, observed

from posecheck.coaching.breath_advice import BREATH, HELD_BREATH
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.goals.pace import Pace, pace_at
from posecheck.coaching.practice.shift import ShiftReminder
from posecheck.coaching.prompts.maker import PromptMaker
from posecheck.coaching.prompts.prompt import PromptKind
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import Measurements
from posecheck.perception.breath.tracker import Breath

BODY = lying()
VALUES = {"fallout_left": 40.0, "fallout_right": 2.0, "knee_left": 65.0, "knee_right": 65.0}


def seen(breath: Breath | None, **values: float) -> Measurements:
    lies = Measurements("supine", "side", 0.0, "left", VALUES | values, {})
    return replace(lies, breath=breath)


def coached(parts, target_s=60.0):
    """[(time, coaching)], the session's record and all prompts of (seconds, measurements)."""
    session = ExerciseSession(find_exercise("supine_release"), target_s=target_s)
    record, maker, found, prompts, time_s = SessionRecord(session), PromptMaker(), [], [], 0.0
    for seconds, measurements in parts:
        for _ in range(round(10 * seconds)):
            coaching = session.update(time_s, observed(BODY, measurements))
            record.add(time_s, coaching)
            prompts += maker.update(time_s, coaching)
            found.append((time_s, coaching))
            time_s += 0.1
    return found, record, prompts


BREATHES, HOLDS = Breath("out"), Breath("held", held_s=6.0)


def test_a_held_breath_is_said_and_recorded_and_the_hold_goes_on():
    found, record, prompts = coached(
        [(5, seen(BREATHES)), (4, seen(HOLDS)), (5, seen(BREATHES))],
    )
    said = [t for t, coaching in found if coaching.advice]
    assert said[0] == pytest.approx(5.0, abs=0.05)
    assert said[-1] == pytest.approx(9.0, abs=0.15)
    assert {coaching.phase for _, coaching in found} == {Phase.HOLDING}
    assert found[-1][1].hold.held_s == pytest.approx(13.9, abs=0.05)
    (total,) = record.corrections()
    assert (total.check, total.text, total.count) == (BREATH, HELD_BREATH, 1)
    assert total.seconds == pytest.approx(4, abs=0.2)
    (prompt,) = {p for p in prompts if p.check == BREATH}
    assert (prompt.kind, prompt.text) == (PromptKind.BREATHING, HELD_BREATH)
    assert prompt.time_s == pytest.approx(5.0, abs=0.05)


def test_a_held_breath_is_said_only_while_something_is_held():
    not_yet = seen(HOLDS, fallout_left=3.0)
    found, record, _ = coached([(5, not_yet), (2, seen(None)), (2, seen(Breath()))])
    assert not any(coaching.advice for _, coaching in found)
    assert BREATH not in {total.check for total in record.corrections()}


def test_advice_can_be_read_however_soon_it_is_obeyed():
    found, _, _ = coached([(3, seen(BREATHES)), (0.2, seen(HOLDS)), (3, seen(BREATHES))])
    assert sum(bool(coaching.advice) for _, coaching in found) >= 10


@pytest.mark.parametrize(
    ("since_s", "phase", "fill", "left_s", "breath"),
    [
        (0.0, "in", 0.0, 4.0, 1),
        (2.0, "in", 0.5, 2.0, 1),
        (4.0, "out", 1.0, 7.0, 1),
        (7.5, "out", 0.5, 3.5, 1),
        (13.0, "in", 0.5, 2.0, 2),
    ],
)
def test_the_pace(since_s, phase, fill, left_s, breath):
    point = pace_at(Pace(4, 7), since_s)
    assert (point.phase, point.breath) == (phase, breath)
    assert (point.fill, point.left_s) == pytest.approx((fill, left_s))


def test_the_pacer_begins_with_the_hold():
    found, _, _ = coached([(3, seen(None, fallout_left=3.0)), (6, seen(None))])
    paces = [(t, coaching.pace) for t, coaching in found]
    first_s = next(t for t, pace in paces if pace)
    assert first_s >= 3.0
    assert paces[-1][1] == pace_at(Pace(4, 7), paces[-1][0] - first_s, small=True)


def test_the_breathing_exercise_sets_its_own_pace():
    session = ExerciseSession(find_exercise("breathing"))
    coaching = [session.update(i / 10, observed(BODY, seen(None))) for i in range(60)][-1]
    assert coaching.pace is not None
    assert coaching.pace.phase == "out"
    assert not coaching.pace.small


def test_after_four_breaths_a_shift_is_asked_for():
    reminder, exercise = ShiftReminder(), find_exercise("supine_release")
    session, due = ExerciseSession(exercise, target_s=60), []
    for i in range(300):
        time_s = i / 10
        ends = tuple(4.0 * n for n in range(1, 20) if 4.0 * n <= time_s)
        measurements = seen(Breath("in", breath_ends_s=ends))
        coaching = session.update(time_s, observed(BODY, measurements))
        if reminder.update(coaching, measurements, exercise):
            due.append(time_s)
    assert due == [pytest.approx(16, abs=0.2)]


def _tones(exercise, times_s):
    session, maker = ExerciseSession(find_exercise(exercise)), PromptMaker()
    listed = []
    for time_s in times_s:
        coaching = session.update(time_s, observed(BODY, seen(None)))
        listed += [p for p in maker.update(time_s, coaching) if p.kind is PromptKind.PACE]
    return [(p.sound, p.time_s) for p in dict.fromkeys(listed)]


def test_the_breathing_exercise_is_paced_by_ear():
    tones = _tones("breathing", [i / 10 for i in range(200)])
    began_s = tones[0][1]
    assert [sound for sound, _ in tones] == [
        "breathe_in",
        "breathe_out",
        "breathe_in",
        "breathe_out",
    ]
    assert [t - began_s for _, t in tones] == pytest.approx([0, 4, 11, 15])


def test_a_tone_that_would_be_late_is_left_out():
    """The picture stood still over the second turn."""
    times = [i / 10 for i in range(200) if not 40 <= i < 62]
    assert [sound for sound, _ in _tones("breathing", times)] == [
        "breathe_in",
        "breathe_in",
        "breathe_out",
    ]


def test_a_hold_is_not_paced_by_ear():
    assert _tones("supine_release", [i / 10 for i in range(200)]) == []
