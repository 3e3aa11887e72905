"""Labels and angles hold still when the body does, and follow when it moves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from skeletons import lying, standing

from posecheck.measures.steadiness import (
    CUTOFF_HZ,
    DWELL_S,
    POSTURE_DWELL_S,
    OneEuro,
    SteadyLabel,
    SteadyMeasurer,
)


class TestSteadyLabel:
    def test_one_odd_frame_changes_nothing(self):
        label = SteadyLabel(0.2)
        seen = ["supine"] * 5 + ["prone"] + ["supine"] * 5
        assert {label.update(i / 10, one) for i, one in enumerate(seen)} == {"supine"}

    def test_it_changes_once_the_other_has_been_seen_for_long_enough(self):
        label = SteadyLabel(0.15, {"kneeling": 0.35})
        label.update(0.0, "supine")
        assert [label.update(t, "prone") for t in (0.1, 0.2, 0.3)] == ["supine", "supine", "prone"]
        said = [label.update(t, "kneeling") for t in (0.4, 0.6, 0.8)]
        assert said == ["prone", "prone", "kneeling"]

    def test_the_bottom_of_a_walking_lunge_is_no_half_kneeling(self):
        label = SteadyLabel(DWELL_S, POSTURE_DWELL_S)
        label.update(0.0, "lunge")
        assert {label.update(0.1 * i, "half_kneeling") for i in range(1, 7)} == {"lunge"}

    def test_the_confidence_grows_with_what_is_seen_and_falls_with_what_is_not(self):
        label = SteadyLabel(10.0)
        for i in range(40):
            label.update(i / 10, "supine")
        assert label.confidence > 0.95
        for i in range(40, 55):
            label.update(i / 10, "prone")
        assert label.confidence < 0.3


class TestOneEuro:
    def test_noise_at_rest_is_a_third_of_what_it_was(self):
        noise = np.random.default_rng(0).normal(0, 2, 600)
        smooth = OneEuro()
        out = np.array([smooth.update(i / 30, 60 + n) for i, n in enumerate(noise)])
        assert out[60:].std() < 0.67
        assert abs(out[60:].mean() - 60) < 0.3

    @pytest.mark.parametrize("rate", [10, 30])
    def test_the_lag_is_the_stated_one_at_any_frame_rate(self, rate):
        smooth, speed = OneEuro(), 30.0
        times = np.arange(0, 4, 1 / rate)
        lag_s = [t - smooth.update(t, speed * t - 60) / speed - 60 / speed for t in times]
        assert lag_s[-1] == pytest.approx(0.08, abs=0.02)
        assert 1 / (2 * math.pi * CUTOFF_HZ) == pytest.approx(0.16, abs=0.01)

    def test_what_is_not_seen_stays_unseen_and_leaves_no_trace(self):
        smooth = OneEuro()
        smooth.update(0.0, 10.0)
        assert math.isnan(smooth.update(0.1, math.nan))
        assert smooth.update(2.0, 50.0) == 50.0

    def test_an_angle_goes_the_short_way_round(self):
        smooth = OneEuro()
        smooth.update(0.0, 179.0)
        assert abs(smooth.update(0.1, -179.0)) > 178.0


def test_nobody_is_nothing_and_somebody_else_starts_afresh():
    measurer = SteadyMeasurer()
    assert measurer.update(0.0, lying()).posture == "supine"
    assert measurer.update(0.1, None) is None
    assert measurer.update(0.15, standing()).posture == "supine"
    assert measurer.update(3.0, standing()).posture == "standing"
