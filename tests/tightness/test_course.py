"""The course of a lowered leg in worked numbers; limits.toml has from 80 to 25 degrees."""

from __future__ import annotations

import math

import pytest

from posecheck.tightness.arch import Baseline
from posecheck.tightness.course import ANGLES_LAG_S, Course, TrialFrame
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.signs import LegAngles, Signs


def course(flexions, *, knees=None, gaps=None, bellies=None, step_s=0.5) -> Course:
    """A frame every half second over a flat back at 1.5 cm with a belly at 20 cm."""
    found = Course(Baseline.from_frames([1.5] * 5, [20.0] * 5))
    for i, flexion in enumerate(flexions):
        leg = LegAngles(flexion, knees[i] if knees else 170.0)
        gap, belly = gaps[i] if gaps else 1.5, bellies[i] if bellies else 20.0
        signs = Signs(i * step_s, "left", {"left": leg}, gap, belly, "")
        found.frames.append(TrialFrame(i * step_s, leg, signs))
    return found


def times(frames) -> list[float]:
    return [frame.time_s for frame in frames]


def test_lowering_begins_after_the_last_frame_at_the_chest():
    assert selftest_limits().lowering.begins_below == 88
    assert times(course([100, 80, 95, 88, 87, 50]).lowering_frames()) == [2.0, 2.5]
    assert times(course([80, 50]).lowering_frames()) == [0.0, 0.5]


def test_the_resting_frames_are_those_of_the_last_two_seconds():
    assert times(course([10] * 8).resting_frames()) == [1.5, 2.0, 2.5, 3.0, 3.5]


def test_rises_count_from_the_baseline_while_the_leg_is_lowered():
    moved = course([100, 60, 40, 20], gaps=[9.0, 1.5, 2.0, 4.5])
    assert moved.rises_cm() == ([0.5, 1.0, 1.5], [0.0, 0.5, 3.0])


def test_a_belly_that_rises_and_stays_up_is_measured_over_its_baseline():
    moved = course([60] * 8, bellies=[20, 20, 20, 23, 23, 23, 23, 23])
    assert moved.largest_belly_rise_cm() == pytest.approx(3.0)
    assert moved.largest_rise_cm() == pytest.approx(0.0)


def test_the_duration_is_from_the_last_frame_above_80_to_the_first_below_25_after_it():
    assert course([100, 80, 60, 25, 10]).lowering_duration_s() == 1.0
    assert course([20, 100, 80, 60, 25.1, 24]).lowering_duration_s() == 1.5
    assert math.isnan(course([79, 20]).lowering_duration_s())
    assert math.isnan(course([20, 100, 60]).lowering_duration_s())


def test_a_leg_is_still_while_the_hip_stays_within_4_and_the_knee_within_8_degrees():
    assert course([40, 14, 10, 12, 10]).still_s() == 1.5
    assert course([40, 14.1, 10, 12, 10]).still_s() == 1.0
    assert course([10] * 4, knees=[161.9, 162, 170, 165]).still_s() == 1.0
    assert course([40, 10, math.nan, 10]).still_s() == 1.0
    assert course([10] * 3, knees=[170, math.nan, 170]).still_s() == 1.0
    assert course([math.nan]).still_s() == 0.0


def test_a_knee_whose_reading_wanders_but_goes_nowhere_is_still():
    wandering = [112, 120, 109, 118, 111, 121, 110, 119, 113]
    assert course([42] * 9, knees=wandering).still_s() == 4.0
    straightening = [112 + 1.5 * i for i in range(9)]  # 3 degrees a second
    assert course([42] * 9, knees=straightening).still_s() < 3.0
    to_and_fro = [100, 130, 100, 130, 100]
    assert course([42] * 5, knees=to_and_fro).still_s() == 0.0


def test_the_angles_at_a_moment_lie_between_those_of_the_frames():
    moving = course([60, 50, math.nan, 30], knees=[100, 110, 120, 130])
    leg = moving.interpolate_leg(0.25 - ANGLES_LAG_S)
    assert (leg.hip_flexion, leg.knee) == pytest.approx((55.0, 105.0))
    leg = moving.interpolate_leg(1.0 - ANGLES_LAG_S)
    assert (leg.hip_flexion, leg.knee) == pytest.approx((40.0, 120.0))
    unknown = course([math.nan, 40], knees=[100, math.nan]).interpolate_leg(0.0)
    assert math.isnan(unknown.hip_flexion)
    assert math.isnan(unknown.knee)
