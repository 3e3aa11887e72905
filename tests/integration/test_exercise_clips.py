"""The exercises that move, on rendered clips: what is counted, what is corrected, and when.

The results are the recorded ones; ``test_golden.py`` shows that the program gives them.
"""

from __future__ import annotations

import pytest
from golden.recorded import analysis_of
from sample_measurements import sampled

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise


def verdict_at(clip: str, check: str, time_s: float) -> str:
    (span,) = [
        v
        for v in analysis_of(clip)["verdicts"]
        if v["check"] == check and v["start_s"] <= time_s < v["end_s"]
    ]  # one span at a time
    return span["verdict"]


def repetitions(clip: str) -> list[tuple[str, str]]:
    return [(r["name"], r["side"]) for r in analysis_of(clip)["repetitions"]]


def only_hold(clip: str) -> dict:
    (hold,) = analysis_of(clip)["holds"]
    return hold


def test_three_knees_to_the_chest_and_one_too_short():
    assert repetitions("knee_to_chest") == [("repetition", "left")] * 3
    found = analysis_of("knee_to_chest")["repetitions"]
    for repetition, (start_s, end_s) in zip(
        found, [(0.8, 3.6), (3.9, 6.7), (7.0, 9.8)], strict=True
    ):
        assert repetition["start_s"] == pytest.approx(start_s, abs=0.6)
        assert repetition["end_s"] == pytest.approx(end_s, abs=0.6)


def test_circles_by_direction():
    names = ["outward circle"] * 2 + ["inward circle"] * 2
    assert repetitions("hip_circles") == [(name, "right") for name in names]


def test_no_circle_is_counted_where_a_knee_comes_to_the_chest():
    record = SessionRecord(ExerciseSession(find_exercise("hip_circles"), target_s=3.0))
    for time_s, measurements, _ in sampled("knee_to_chest"):
        record.add(time_s, record.session.update(time_s, measurements))
    assert record.repetitions == []


def test_lunges_and_the_one_whose_back_hip_is_bent():
    assert repetitions("lunge") == [("lunge", "right")] * 2
    assert verdict_at("lunge", "back_hip", 2.3) == "good"
    assert verdict_at("lunge", "back_hip", 6.3) == "fix"
    assert [c["check"] for c in analysis_of("lunge")["corrections"]] == ["back_hip"]


def test_rolling_counts_only_while_it_moves():
    hold = only_hold("roll_quadriceps")
    assert 2.0 < hold["start_s"] < 4.0
    assert hold["held_s"] == pytest.approx(8.4 - hold["start_s"], abs=0.5)


def test_leaning_is_corrected_and_standing_tall_counts():
    assert verdict_at("standing_stretch", "trunk", 3.0) == "fix"
    assert verdict_at("standing_stretch", "step", 3.0) == "good"  # the foot behind tells the side
    hold = only_hold("standing_stretch")
    assert hold["side"] == "right"
    assert 4.0 < hold["start_s"] < 6.5
    assert "Pelvis tucked" in hold["unverified"]


def test_the_ankle_across_tells_the_figure_four():
    assert verdict_at("figure_four", "across", 0.6) == "fix"
    hold = only_hold("figure_four")
    assert hold["side"] == "left"
    assert 2.0 < hold["start_s"] < 4.0


def test_side_lying_the_hand_and_the_top_leg_are_corrected():
    assert verdict_at("side_wrong", "posture", 2.0) == "good"
    for check in ("top_leg", "hand"):
        assert verdict_at("side_wrong", check, 2.0) == "fix"
        assert verdict_at("side_wrong", check, 6.0) != "fix"
    hold = only_hold("side_wrong")
    assert hold["side"] == "right"
    assert 3.0 < hold["start_s"] < 5.5
