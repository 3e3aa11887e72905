"""Counting on made-up numbers: other people, other rates, noise, gaps."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.coaching.goals.cycles import CycleCounter


def count(times, values, least_range=20.0, shortest_s=0.6, longest_s=10.0):
    counter = CycleCounter(least_range, shortest_s, longest_s)
    found = [counter.update(float(t), float(v)) for t, v in zip(times, values, strict=True)]
    return [cycle for cycle in found if cycle is not None]


def lifts(times, period_s=3.0, low=10.0, high=110.0, number=5, start_s=1.0):
    """Up and down ``number`` times, at rest before, after, and a little between."""
    phase = (np.asarray(times) - start_s) / period_s
    moving = (phase >= 0) & (phase < number)
    share = np.where(moving, np.clip(1.3 * np.sin(np.pi * (phase % 1)) ** 2 - 0.1, 0, 1), 0)
    return low + (high - low) * share


@pytest.mark.parametrize("high", [45.0, 110.0, 140.0])  # a stiff person, a supple one
@pytest.mark.parametrize("rate", [8, 30, 60])
def test_people_of_any_range_are_counted_at_any_rate(high, rate):
    times = np.arange(0, 18, 1 / rate)
    cycles = count(times, lifts(times, high=high))
    assert len(cycles) == 5
    for number, cycle in enumerate(cycles):
        assert cycle.start_s == pytest.approx(1.0 + 3.0 * number, abs=0.75)
        assert cycle.end_s == pytest.approx(4.0 + 3.0 * number, abs=0.75)
        assert cycle.top == pytest.approx(high, abs=6)


def test_noise_neither_adds_nor_hides():
    times = np.arange(0, 18, 1 / 30)
    for seed in range(10):
        noise = np.random.default_rng(seed).normal(0, 4, len(times))
        assert len(count(times, lifts(times) + noise)) == 5
        assert count(times, 30 + noise) == []


def test_a_wobble_at_the_top_or_on_the_way_is_one_repetition():
    times = np.arange(0, 18, 1 / 30)
    wobble = 9 * np.sin(2 * math.pi * 1.7 * times)
    assert len(count(times, lifts(times) + wobble)) == 5


def test_small_movements_after_large_ones_are_not_repetitions():
    times = np.arange(0, 40, 1 / 20)
    values = lifts(times, number=5)
    values = np.where(times > 20, 10 + 12 * (1 + np.sin(2 * math.pi * (times - 20) / 3)), values)
    assert len(count(times, values)) == 5


def test_people_who_rest_elsewhere_than_they_began():
    """The first from a straight leg, all others from a bent one."""
    times = np.arange(0, 18, 1 / 20)
    values = np.where(times < 2.2, lifts(times), np.maximum(lifts(times), 45.0))
    assert len(count(times, values)) == 5


def test_going_down_once_is_no_repetition():
    times = np.arange(0, 10, 1 / 20)
    assert count(times, np.interp(times, [2, 4], [120.0, 10.0])) == []
    assert count(times, np.interp(times, [2, 4], [10.0, 120.0])) == []


def test_a_short_gap_is_bridged_and_a_cut_begins_afresh():
    times = np.arange(0, 18, 1 / 30)
    values = lifts(times)
    gaps = values.copy()
    gaps[(times % 3 > 0.2) & (times % 3 < 0.9)] = math.nan
    assert len(count(times, gaps)) == 5
    # up before the cut, down after it, with a title between
    shot = [(0.0, 10.0), (0.5, 60.0), (1.0, 110.0), (6.0, 110.0), (6.5, 60.0), (7.0, 10.0)]
    assert count(*zip(*shot, strict=True)) == []


def test_too_fast_and_too_slow_do_not_count():
    fast = np.arange(0, 5, 1 / 60)
    assert count(fast, lifts(fast, period_s=0.4, number=5)) == []
    slow = np.arange(0, 60, 1 / 10)
    assert count(slow, lifts(slow, period_s=25, number=2)) == []
