"""The signal: turning points, direction, stillness, rate."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.perception.breath.waveform import (
    TurningPoint,
    cycle_lengths,
    find_turning_points,
    is_choppy,
    moving_average,
    noise_sd,
    rate_per_min,
    slope_at_end,
    still_duration_s,
)

TIMES = np.arange(0, 30, 0.1)
FIVE_SECONDS = -np.cos(2 * np.pi * TIMES / 5)


def test_the_noise_is_estimated_despite_the_breath():
    noise = np.random.default_rng(1).normal(0, 0.05, len(TIMES))
    assert noise_sd(FIVE_SECONDS + noise) == pytest.approx(0.05, rel=0.3)
    assert math.isinf(noise_sd(FIVE_SECONDS[:5]))
    repeated = np.concatenate([FIVE_SECONDS + noise, np.full(2 * len(noise), 0.3)])
    assert math.isinf(noise_sd(repeated))  # a camera that repeats its last picture


def test_turning_points_are_where_the_breath_turns():
    noise = np.random.default_rng(2).normal(0, 0.05, len(TIMES))
    points = find_turning_points(TIMES, moving_average(TIMES, FIVE_SECONDS + noise), 0.3)
    assert [point.is_top for point in points] == [False, True] * 6
    assert np.array([point.time_s for point in points]) == pytest.approx(
        np.arange(0, 30, 2.5), abs=0.35
    )


def test_noise_alone_has_no_turning_points():
    noise = np.random.default_rng(3).normal(0, 0.05, len(TIMES))
    assert find_turning_points(TIMES, moving_average(TIMES, noise), 6 * 0.05 / math.sqrt(5)) == []


@pytest.mark.parametrize(("until_s", "sign"), [(6.25, 1), (8.75, -1), (11.25, 1)])
def test_the_sign_of_the_slope_at_the_end(until_s, sign):
    seen = until_s >= TIMES
    assert np.sign(slope_at_end(TIMES[seen], FIVE_SECONDS[seen], 0.02, 0.05)) == sign


def test_the_slope_at_rest_is_0():
    noise = np.random.default_rng(4).normal(0, 0.05, 100)
    slopes = [slope_at_end(TIMES[:n], noise[:n], 0.05, 0.02) for n in range(20, 100)]
    assert np.mean(np.array(slopes) == 0) > 0.9


def test_stillness_starts_with_the_end_of_the_last_breath():
    values = np.where(TIMES < 10, FIVE_SECONDS, FIVE_SECONDS[100])
    assert still_duration_s(TIMES, values, 2.0, 0.01) == pytest.approx(20, abs=1.0)
    assert still_duration_s(TIMES, FIVE_SECONDS, 2.0, 0.01) < 1.6
    assert still_duration_s(TIMES, values, math.nan, 0.01) == 0
    assert still_duration_s(TIMES, values, 2.0, 0.2) == 0  # the noise is as large


def test_a_shallow_breath_is_not_still():
    values = np.where(TIMES < 10, FIVE_SECONDS, 0.12 * FIVE_SECONDS - 0.88)
    assert still_duration_s(TIMES, values, 2.0, 0.005) == 0


def test_the_rate_is_that_of_the_last_breaths():
    times_s = [0.0, 5.0, *np.arange(10.0, 40.0, 2.0)]  # a long breath, then one every 4 s
    points = [TurningPoint(t, float(i % 2), is_top=bool(i % 2)) for i, t in enumerate(times_s)]
    assert rate_per_min(cycle_lengths(points)) == pytest.approx(15)
    assert rate_per_min(cycle_lengths(points[:2], end_s=11.0)) == pytest.approx(60 / 11)
    assert math.isnan(rate_per_min(cycle_lengths(points[:2])))


@pytest.mark.parametrize("every", [5, 8, 12])
def test_a_signal_that_stands_and_jumps_is_choppy(every):
    held = FIVE_SECONDS[np.arange(len(TIMES)) // every * every]
    noise = np.random.default_rng(4).normal(0, 0.002, len(TIMES))
    assert is_choppy(held + noise)


@pytest.mark.parametrize("noise_sd", [0.0, 0.01, 0.1])
def test_breath_rest_and_a_gasp_are_not_choppy(noise_sd):
    noise = np.random.default_rng(5).normal(0, noise_sd, len(TIMES))
    assert not is_choppy(FIVE_SECONDS + noise)
    assert not is_choppy(np.where(TIMES < 10, FIVE_SECONDS, -1.0) + noise)
    gasp = np.clip((TIMES - 15) / 0.6, 0, 1)
    assert not is_choppy(gasp + noise)
    lost = np.random.default_rng(6).random(len(TIMES)) > 1 / 3
    assert not is_choppy((FIVE_SECONDS + noise)[lost])
