"""The exercises that move, on rendered clips: what is counted, what is corrected, and when."""

from __future__ import annotations

from functools import cache

import pytest
from conftest import REPOSITORY

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SessionRecord
from posecheck.engine.options import InputOptions
from posecheck.engine.perceiver import Perceiver
from posecheck.engine.smoothing import MomentSmoother
from posecheck.exercises.library import find_exercise
from posecheck.video.opening import open_file

WITHOUT_ROLLER = InputOptions(roller=False)


@cache
def seen(clip: str):
    """(time, measurements) of every frame of a clip."""
    path = REPOSITORY / "sample_videos" / f"{clip}.mp4"
    with open_file(path) as source, Perceiver(WITHOUT_ROLLER, with_mask=False) as perceiver:
        measured = (perceiver.perceive(frame) for frame in source)
        found = list(MomentSmoother().smooth_both_ways(measured))
    return [(moment.frame.time_s, moment.measurements) for moment in found]


def record_of(exercise: str, clip: str, sides=None, target_s=3.0) -> SessionRecord:
    record = SessionRecord(ExerciseSession(find_exercise(exercise), sides, target_s))
    for time_s, measurements in seen(clip):
        record.add(time_s, record.session.update(time_s, measurements))
    return record


def verdict_at(record: SessionRecord, check: str, time_s: float) -> str:
    (span,) = [
        v for v in record.verdicts if v.check == check and v.start_s <= time_s < v.end_s
    ]  # one span at a time
    return span.verdict


def test_three_knees_to_the_chest_and_one_too_short():
    record = record_of("knee_to_chest", "knee_to_chest")
    assert [r.side for r in record.repetitions] == ["left"] * 3
    for repetition, (start_s, end_s) in zip(
        record.repetitions, [(0.8, 3.6), (3.9, 6.7), (7.0, 9.8)], strict=True
    ):
        assert repetition.start_s == pytest.approx(start_s, abs=0.6)
        assert repetition.end_s == pytest.approx(end_s, abs=0.6)


def test_circles_by_direction_and_none_where_there_are_none():
    record = record_of("hip_circles", "hip_circles", ("right",))
    names = [r.name for r in record.repetitions]
    assert names == ["outward circle"] * 2 + ["inward circle"] * 2
    assert record_of("hip_circles", "knee_to_chest").repetitions == []


def test_lunges_and_the_one_whose_back_hip_is_bent():
    record = record_of("lunge", "lunge")
    assert [(r.name, r.side) for r in record.repetitions] == [("lunge", "right")] * 2
    assert verdict_at(record, "back_hip", 2.3) == "good"
    assert verdict_at(record, "back_hip", 6.3) == "fix"
    assert [c.check for c in record.corrections()] == ["back_hip"]


def test_rolling_counts_only_while_it_moves():
    (hold,) = record_of("roll_quadriceps", "roll_quadriceps", target_s=30).holds()
    assert 2.0 < hold.start_s < 4.0
    assert hold.held_s == pytest.approx(8.4 - hold.start_s, abs=0.5)


def test_leaning_is_corrected_and_standing_tall_counts():
    record = record_of("standing_stretch", "standing_stretch", target_s=30)
    assert verdict_at(record, "trunk", 3.0) == "fix"
    assert verdict_at(record, "step", 3.0) == "good"  # the foot that is back tells the side
    (hold,) = record.holds()
    assert hold.side == "right"
    assert 4.0 < hold.start_s < 6.5
    assert "Pelvis tucked" in hold.unverified


def test_the_ankle_across_tells_the_figure_four():
    record = record_of("figure_four", "figure_four", target_s=30)
    assert verdict_at(record, "across", 0.6) == "fix"
    (hold,) = record.holds()
    assert hold.side == "left"
    assert 2.0 < hold.start_s < 4.0


def test_side_lying_the_hand_and_the_top_leg_are_corrected():
    record = record_of("side_lying_release", "side_wrong", target_s=30)
    assert verdict_at(record, "posture", 2.0) == "good"
    for check in ("top_leg", "hand"):
        assert verdict_at(record, check, 2.0) == "fix"
        assert verdict_at(record, check, 6.0) != "fix"
    (hold,) = record.holds()
    assert hold.side == "right"
    assert 3.0 < hold.start_s < 5.5
