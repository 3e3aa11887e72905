"""Probabilities, sentences, and an exercise for which nobody has written code."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_measurements import measured

from posecheck.coaching.recognition.candidate import ExerciseCandidate
from posecheck.coaching.recognition.recogniser import (
    NONE_BEFORE,
    SURE,
    Guess,
    Recogniser,
    Recognition,
    library_candidates,
)
from posecheck.exercises.library import find_exercise
from posecheck.perception.placement import Placement

BRIDGE = Path(__file__).resolve().parents[3] / "examples" / "bridge.toml"

RESTING = Placement(
    np.array([-20.0, 0.0]), np.array([[[0, 0], [50, 0], [70, -30], [95, 0]]] * 2, float)
)


def frames(seconds: float = 12.0, posture: str = "supine", **values: float):
    """Somebody at rest, four frames a second."""
    seen = replace(measured(posture, **values), placement=RESTING)
    return [(i / 4, seen, False) for i in range(round(4 * seconds))]


def result(rows, *candidates) -> Recognition:
    recogniser = Recogniser(candidates or library_candidates())
    for row in rows:
        recogniser.update(*row)
    return recogniser.result()


def test_a_file_of_ones_own_is_recognised_without_code():
    bridge = find_exercise(str(BRIDGE))

    def chance(hips: float) -> float:
        rows = frames(hip_flexion_left=hips, hip_flexion_right=hips)
        found = result(rows, *library_candidates(), ExerciseCandidate(bridge))
        return {guess.name: guess.probability for guess in found.guesses}["bridge"]

    assert chance(5.0) > 0.3
    assert chance(55.0) < 0.02


def test_probabilities_add_up_to_one():
    found = result(frames())
    assert sum(guess.probability for guess in found.guesses) + found.none == pytest.approx(1.0)
    assert [g.probability for g in found.guesses] == sorted(
        (g.probability for g in found.guesses), reverse=True
    )


def test_what_counts_any_movement_is_not_guessed():
    assert "movement" not in {candidate.name for candidate in library_candidates()}


def test_of_nobody_nothing_is_said():
    found = result([(i / 4, None, None) for i in range(40)])
    assert found.best is None
    assert found.explanation == "No exercise was recognised: nobody was seen."
    assert found.none == pytest.approx(NONE_BEFORE, abs=0.1)


def guessed(first: float, second: float, none: float, **more) -> Recognition:
    guesses = (Guess("lunge", "Lunge", first), Guess("low_lunge", "Low lunge", second))
    return Recognition(guesses, none, **more)


def test_a_sure_guess_is_named_with_its_probability():
    found = guessed(0.94, 0.03, 0.03)
    assert found.best.name == "lunge"
    assert found.explanation == "Recognised: lunge (94 %). Give --exercise if it is another."
    assert found.to_json() == {
        "exercise": "lunge",
        "guesses": [
            {"exercise": "lunge", "probability": 0.94},
            {"exercise": "low_lunge", "probability": 0.03},
        ],
        "none": 0.03,
        "explanation": found.explanation,
    }


def test_an_unsure_guess_names_the_likeliest_two_and_asks():
    found = guessed(math.nextafter(SURE, 0), 0.3, 0.1)
    assert found.best is None
    assert found.to_json()["exercise"] is None
    for said in ("Not sure", "lunge (60 %)", "low_lunge (30 %)", "none of them (10 %)"):
        assert said in found.explanation
    assert "give --exercise" in found.explanation


def test_what_fits_nothing_is_called_none_of_the_exercises():
    found = guessed(0.05, 0.03, 0.9)
    assert found.explanation.startswith("This seems to be none of the exercises")
    assert "(90 %)" in found.explanation
    assert "give --exercise" in found.explanation


def test_where_no_roller_is_looked_for_its_absence_says_nothing():
    rows = frames(fallout_left=40.0, fallout_right=3.0, knee_left=70.0, knee_right=75.0)
    not_looked, not_found = (
        {g.name: g.probability for g in result([(t, m, seen) for t, m, _ in rows]).guesses}
        for seen in (None, False)
    )
    assert not_looked["supine_release"] == max(not_looked.values()) > 0.4
    assert not_found["supine_release"] < 0.1
