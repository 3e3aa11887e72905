"""Counting circles on made-up paths: both directions, ovals, noise, and what is no circle."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.coaching.goals.circles import CircleCounter


def path(turns, times, up=20.0, out=20.0, drift=0.0):
    """The knee at each time; ``turns`` gives how often it has gone round, outward positive."""
    angle = 2 * np.pi * np.asarray(turns)
    return 85 + up * np.cos(angle) + drift * times, 15 + out * np.sin(angle)


def count(times, path_, noise=0.0, seed=0):
    counter = CircleCounter(12.0, 12.0, 0.8, 15.0)
    random = np.random.default_rng(seed)
    found = []
    for time_s, up, out in zip(times, *path_, strict=True):
        place = np.array([up, out]) + random.normal(0, noise, 2)
        found.append(counter.update(float(time_s), *map(float, place)))
    return [circle for circle in found if circle]


def there_and_back(times, number, period_s):
    """``number`` circles outward, a rest, the same inward."""
    there = np.clip(times - 1.0, 0, number * period_s)
    back = np.clip(times - 2.5 - number * period_s, 0, number * period_s)
    return (there - back) / period_s


@pytest.mark.parametrize("rate", [10, 30])
@pytest.mark.parametrize(("up", "out"), [(20, 20), (25, 10), (9, 30)])
@pytest.mark.parametrize("period_s", [1.5, 4.0])
def test_circles_are_counted_by_direction(rate, up, out, period_s):
    times = np.arange(0, 5 + 10 * period_s, 1 / rate)
    turns = there_and_back(times, 5, period_s)
    for noise in (0.0, 1.5):
        circles = count(times, path(turns, times, up, out), noise)
        assert [c.direction for c in circles] == ["outward"] * 5 + ["inward"] * 5
        assert circles[0].start_s == pytest.approx(1.0, abs=0.8)
        assert circles[4].end_s == pytest.approx(1.0 + 5 * period_s, abs=0.3 * period_s)


def test_circles_may_wander():
    times = np.arange(0, 14, 1 / 20)
    circles = count(times, path(np.clip(times - 1, 0, 12) / 3, times, drift=2.0))
    assert [c.direction for c in circles] == ["outward"] * 4


def test_to_and_fro_is_no_circle():
    times = np.arange(0, 20, 1 / 20)
    to_and_fro = 85 + 25 * np.sin(times), 15 + 2 * np.sin(times + 0.5)
    for seed in range(5):
        assert count(times, to_and_fro, noise=1.5, seed=seed) == []


def test_a_long_slim_path_is_to_and_fro():
    times = np.arange(0, 20, 1 / 20)
    drawn_up = path(np.maximum(0, times - 1) / 4, times, up=110.0, out=12.0)
    assert count(times, drawn_up) == []


def test_half_a_circle_and_back_is_none():
    times = np.arange(0, 12, 1 / 20)
    half = 0.45 * np.sin(2 * math.pi * times / 6) ** 2
    assert count(times, path(half, times)) == []


def test_a_leg_at_rest_draws_nothing():
    times = np.arange(0, 30, 1 / 30)
    for seed in range(5):
        assert count(times, path(np.zeros_like(times), times), noise=2.0, seed=seed) == []


def test_what_is_not_seen_is_left_out():
    counter = CircleCounter(12.0, 12.0, 0.8, 15.0)
    assert counter.update(0.0, math.nan, 3.0) is None
    assert not counter.in_progress
