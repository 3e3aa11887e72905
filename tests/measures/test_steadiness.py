"""Numbers hold still when the body does, and follow when it moves, each in its own unit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.measures.lumbar import change_of
from posecheck.measures.steadiness import (
    CUTOFF_HZ,
    SPEED_COEFFICIENT,
    SPEED_CUTOFF_HZ,
    OneEuro,
    Smoother,
)
from posecheck.measures.table import Measurements
from posecheck.perception.back.back_rise import BackRise

DEGREES = SPEED_COEFFICIENT["°"]


class TestOneEuro:
    def test_noise_at_rest_is_a_third_of_what_it_was(self):
        noise = np.random.default_rng(0).normal(0, 2, 600)
        smooth = OneEuro(DEGREES)
        out = np.array([smooth.update(i / 30, 60 + n) for i, n in enumerate(noise)])
        assert out[60:].std() < 0.67
        assert abs(out[60:].mean() - 60) < 0.3

    @pytest.mark.parametrize("rate", [10, 30])
    def test_the_lag_is_the_stated_one_at_any_frame_rate(self, rate):
        smooth, speed = OneEuro(DEGREES), 30.0
        times = np.arange(0, 4, 1 / rate)
        lag_s = [t - smooth.update(t, speed * t - 60) / speed - 60 / speed for t in times]
        assert lag_s[-1] == pytest.approx(0.08, abs=0.02)
        assert 1 / (2 * math.pi * CUTOFF_HZ) == pytest.approx(0.16, abs=0.01)

    def test_what_is_not_seen_stays_unseen_and_leaves_no_trace(self):
        smooth = OneEuro(DEGREES)
        smooth.update(0.0, 10.0)
        assert math.isnan(smooth.update(0.1, math.nan))
        assert smooth.update(2.0, 50.0) == 50.0

    def test_it_begins_at_rest(self):
        smooth = OneEuro(2.0)
        assert smooth.update(0.0, 10.0) == 10.0

        def share(cutoff_hz: float) -> float:  # of a first-order low-pass, in a tenth of a second
            turn = 2 * math.pi * cutoff_hz * 0.1
            return turn / (turn + 1)

        speed = share(SPEED_CUTOFF_HZ) * 10.0  # 1 degree in 0.1 s, seen for one frame
        expected = 10.0 + share(CUTOFF_HZ + 2.0 * speed) * 1.0
        assert smooth.update(0.1, 11.0) == pytest.approx(expected)

    def test_an_angle_goes_the_short_way_round(self):
        smooth = OneEuro(DEGREES, wraps=True)
        smooth.update(0.0, 179.0)
        seen = [smooth.update(0.1 * k, -180.5 + 1.5 * k) for k in range(1, 8)]
        assert all(abs(value) <= 180.0 for value in seen)
        assert abs(seen[0]) > 178.0
        assert seen[-1] == pytest.approx(-171.0, abs=4.0)

    def test_what_does_not_wrap_goes_all_the_way(self):
        smooth = OneEuro(DEGREES)
        smooth.update(0.0, 300.0)
        assert 0.0 < smooth.update(0.1, 0.0) < 300.0


def smoothed(name: str, before: float, after: float) -> float:
    """What is shown a tenth of a second after a measure has jumped."""
    smoother = Smoother()
    for i in range(20):
        smoother.update(0.05 * i, measured(name, before))
    return smoother.update(1.05, measured(name, after)).values[name]


def measured(name: str, value: float) -> Measurements:
    return Measurements("supine", "side", 0.0, "left", {name: value}, {name: 1.0})


def share_of_way(name: str, before: float, after: float) -> float:
    return (smoothed(name, before, after) - before) / (after - before)


def test_a_roller_is_not_smoothed_again_after_its_finder():
    for name in ("roller_angle", "roller_turn", "roller_position"):
        assert smoothed(name, 0.0, 8.0) == 8.0


def test_lengths_follow_as_fast_as_the_angles_that_move_them():
    """A leg that swings by 30 degrees moves its end by half a length."""
    angle = share_of_way("knee_left", 60.0, 90.0)
    for name in ("hand_to_head_left", "ankle_to_thigh_right", "foot_behind_left"):
        assert share_of_way(name, 0.2, 0.7) == pytest.approx(angle, abs=0.01)


def test_a_back_that_lifts_is_followed_and_a_breath_is_not():
    assert share_of_way("lumbar_gap_cm", 1.0, 5.0) > 1.5 * share_of_way("lumbar_gap_cm", 1.0, 1.2)


def test_only_full_turns_wrap():
    assert abs(smoothed("hip_rotation_left", 179.0, -179.0)) > 178.0
    assert 0 < smoothed("knee_left", 179.0, 1.0) < 179.0


def test_what_is_not_seen_stays_unseen():
    assert math.isnan(smoothed("knee_left", 60.0, math.nan))


class TestTheBackComesToRest:
    """The change of the lower back counts from the first moment of a rest, once it is one."""

    def at(self, settled: bool, reference: int = 1, change: float = 0.1) -> Measurements:
        rise = BackRise(change, 0.2, reference, settled)
        known, tolerance = change_of(rise)
        values = {"lumbar_gap_change_cm": known}
        return Measurements(
            "supine",
            "side",
            0.0,
            "left",
            values,
            {"lumbar_gap_change_cm": tolerance},
            back_rise=rise,
        )

    def seen(self, now, *ahead):
        smoother = Smoother()
        smoothed = smoother.update(0.0, now)
        later = [(0.1 * (i + 1), measured) for i, measured in enumerate(ahead)]
        return smoother.look_back(smoothed, (0.0, now), later)

    def test_it_counts_when_the_rest_is_seen_to_follow(self):
        found = self.seen(self.at(False), self.at(False), self.at(True))
        assert found.value("lumbar_gap_change_cm") == pytest.approx(0.1)
        assert found.back_rise.settled

    def test_changes_from_two_references_are_not_mixed(self):
        smoother = Smoother()
        frames = [
            (0.1 * k, self.at(True, reference=1 + (k > 4), change=3.0 * (k <= 4))) for k in range(9)
        ]
        live = [smoother.update(*frame) for frame in frames]
        recorded = [smoother.look_back(live[k], frames[k], frames[k + 1 : k + 4]) for k in range(5)]
        shown = [m.value("lumbar_gap_change_cm") for m in live + recorded]
        assert shown == pytest.approx([3.0] * 5 + [0.0] * 4 + [3.0] * 5)

    def test_it_does_not_count_when_another_reference_follows(self):
        found = self.seen(self.at(False), self.at(False), self.at(True, reference=2))
        assert math.isnan(found.value("lumbar_gap_change_cm"))
        assert not found.back_rise.settled
