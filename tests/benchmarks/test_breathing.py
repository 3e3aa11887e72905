"""The breath's benchmark: rhythms, harder clips, scores."""

from __future__ import annotations

import numpy as np
import pytest
from breath_levels import RHYTHMS, Rhythm
from breath_score import score_breath
from breathing import score_row
from degraded_clips import DEGRADED


@pytest.mark.parametrize("name", RHYTHMS)
def test_a_rhythm_goes_in_and_out_and_is_then_held(name):
    rhythm = RHYTHMS[name]
    assert rhythm.at(0.0)[0] == 0.0
    assert rhythm.at(rhythm.in_s)[0] == pytest.approx(rhythm.depth)
    assert rhythm.at(0.5 * rhythm.in_s)[1] == "in"
    assert rhythm.at(rhythm.in_s + 0.5 * rhythm.out_s)[1] == "out"
    assert rhythm.at(rhythm.duration_s - 0.1) == (0.0, "held")


def test_a_rest_after_a_breath_has_no_phase():
    rhythm = Rhythm(2, 2, 1, 1.0, breaths=2)
    assert rhythm.at(4.5) == (0.0, None)
    assert rhythm.at(6.0)[1] == "in"
    assert rhythm.duration_s == 20.0


@pytest.mark.parametrize("name", DEGRADED)
def test_a_degraded_clip_keeps_its_times(name):
    image = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)
    clip = [(i / 12, image) for i in range(12)]
    degraded = DEGRADED[name](clip)
    assert {time_s for time_s, _ in degraded} <= {time_s for time_s, _ in clip}
    assert len(degraded) >= 5
    half = name.startswith("320x240")
    for _, changed in degraded:
        assert changed.dtype == np.uint8
        assert changed.shape == ((24, 32, 3) if half else image.shape)


def test_where_nobody_is_seen_no_phase_is_given():
    image = np.zeros((48, 64, 3), np.uint8)
    score = score_breath([(i / 12, image, None) for i in range(24)], lambda _: "in")
    assert (score.known, score.answered, score.right) == (24, 0, 0)
    assert score_row("clip", score, 11.0) == "| clip | 0 % | - | - | - | 0.0 s |"
