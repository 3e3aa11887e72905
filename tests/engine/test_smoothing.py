"""Smooth numbers: live they lag a little, in a recording they do not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured

from posecheck.engine.smoothing import MOST_AHEAD_BYTES, MomentSmoother
from posecheck.measures.steadiness import AHEAD_S
from posecheck.moment import Moment
from posecheck.video.frame import Frame

RATE = 30
PICTURE = np.zeros((48, 64, 3), np.uint8)


def moments(knees, picture=PICTURE):
    """A moment a frame; None where nobody is seen."""
    for i, knee in enumerate(knees):
        numbers = None if knee is None else measured(knee_left=knee)
        yield Moment(Frame(picture, i / RATE, i), None, numbers, None)


def knees_of(smooth):
    return [m.measurements.value("knee", "left") if m.measurements else None for m in smooth]


def live(knees):
    smoother = MomentSmoother()
    return knees_of(smoother.smooth(moment) for moment in moments(knees))


def recorded(knees):
    return knees_of(MomentSmoother().smooth_both_ways(moments(knees)))


def test_a_recording_does_not_lag():
    """A knee that straightens by 40 degrees in a second."""
    truth = 70 + 40 * np.clip(np.arange(3 * RATE) / RATE - 1, 0, 1)
    middle = slice(RATE + 6, 2 * RATE - 6)
    lag = np.abs(np.array(live(truth)) - truth)[middle]
    left = np.abs(np.array(recorded(truth)) - truth)[middle]
    assert lag.mean() > 2.0
    assert left.max() < 0.3 * lag.mean()


def test_noise_is_not_louder_than_live():
    noise = 90 + np.random.default_rng(0).normal(0, 2, 8 * RATE)
    assert np.std(recorded(noise)[RATE:]) <= np.std(live(noise)[RATE:])


def test_every_moment_comes_once_and_in_order():
    given = list(moments([80.0, None, 81.0, 82.0, None, None, *[83.0] * 30]))
    found = list(MomentSmoother().smooth_both_ways(iter(given)))
    assert [m.frame.index for m in found] == list(range(len(given)))
    assert [m.measurements is None for m in found] == [m.measurements is None for m in given]


def test_what_comes_after_somebody_was_gone_does_not_count():
    found = recorded([80.0, 80.0, None, 120.0, 120.0])
    assert found[:2] == [80.0, 80.0]


@pytest.mark.parametrize("way", ["live", "recorded"])
def test_no_number_is_smoothed_across_a_cut(way):
    smoother, before = MomentSmoother(), list(moments([80.0] * 6 + [120.0] * 6))
    given = (replace(moment, shot=int(i >= 6)) for i, moment in enumerate(before))
    found = smoother.smooth_both_ways(given) if way == "recorded" else map(smoother.smooth, given)
    assert knees_of(found) == [80.0] * 6 + [120.0] * 6


def test_what_was_not_measured_stays_unknown():
    assert [math.isnan(k) for k in recorded([80.0, math.nan, 80.0])] == [False, True, False]


@pytest.mark.parametrize("way", [live, recorded])
def test_an_angle_may_go_through_a_full_turn(way):
    del way  # knees do not; hip flexion does
    flexions = [178.0, 179.0, -179.0, -178.0] * 3

    def given():
        for i, flexion in enumerate(flexions):
            yield Moment(
                Frame(PICTURE, i / RATE, i), None, measured(hip_flexion_left=flexion), None
            )

    found = [
        m.measurements.value("hip_flexion", "left")
        for m in MomentSmoother().smooth_both_ways(given())
    ]
    assert all(abs(abs(f) - 180) < 4 for f in found)


def test_large_pictures_are_not_hoarded():
    """4K pictures would need 300 MB for the whole time ahead."""
    picture = np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (2160, 3840, 3))
    taken = []
    source = (taken.append(m) or m for m in moments([80.0] * 40, picture))
    first = next(MomentSmoother().smooth_both_ways(source))
    assert first.frame.index == 0
    assert len(taken) * picture.nbytes < MOST_AHEAD_BYTES + 2 * picture.nbytes
    taken.clear()
    small = (taken.append(m) or m for m in moments([80.0] * 40))
    next(MomentSmoother().smooth_both_ways(small))
    assert len(taken) == pytest.approx(AHEAD_S * RATE, abs=1.5)
