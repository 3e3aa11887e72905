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


# --- exact paths, a frame every 0.05 s


def go_round(turns_at, seconds, up=20.0, out=20.0, hidden=lambda t: False, **options):
    """The circles of a knee that has gone round ``turns_at(t)`` times, and when one was in
    progress; outward positive."""
    chosen = {"least_up": 12.0, "least_out": 12.0, "shortest_s": 0.8, "longest_s": 15.0} | options
    counter, found, in_progress = CircleCounter(**chosen), [], []
    for i in range(round(seconds * 20)):
        time_s, angle = i / 20, 2 * math.pi * turns_at(i / 20)
        place = (85 + up * math.cos(angle), 15 + out * math.sin(angle))
        circle = counter.update(time_s, *((math.nan, math.nan) if hidden(time_s) else place))
        found += [circle] if circle else []
        in_progress += [time_s] if counter.in_progress else []
    return found, in_progress


def steadily(period_s, start_s=1.0, end_s=99.0):
    return lambda t: (min(max(t, start_s), end_s) - start_s) / period_s


def test_the_first_circle_may_be_short_and_all_others_are_whole():
    circles, in_progress = go_round(steadily(3.0), 13)
    assert [c.end_s for c in circles] == pytest.approx([3.7, 6.7, 9.7, 12.7], abs=0.06)
    assert [c.start_s for c in circles] == pytest.approx([0.95, 3.7, 6.7, 9.7], abs=0.06)
    assert in_progress[0] == pytest.approx(1.7, abs=0.06)  # a quarter, and the smoothing


@pytest.mark.parametrize(("turns", "number"), [(0.8, 0), (0.85, 1), (1.7, 1), (1.9, 2)])
def test_five_sixths_of_a_turn_are_a_circle_and_the_next_needs_its_whole_turn(turns, number):
    circles, _ = go_round(steadily(3.0, end_s=1 + 3 * turns), 10)
    assert len(circles) == number


def test_a_circle_the_other_way_owes_nothing():
    def there_then_back(t):
        return min(max(0.0, t - 1), 3.0) / 3 - max(0.0, t - 4) / 3

    circles, _ = go_round(there_then_back, 7.5)
    assert [c.direction for c in circles] == ["outward", "inward"]
    assert circles[1].end_s == pytest.approx(4 + 2.7, abs=0.25)


def test_a_circle_must_be_wide_enough_both_ways():
    assert len(go_round(steadily(3.0), 5, up=7.0, out=7.0)[0]) == 1
    assert go_round(steadily(3.0), 5, up=5.0, out=20.0)[0] == []
    assert go_round(steadily(3.0), 5, up=20.0, out=5.0)[0] == []
    assert len(go_round(steadily(3.0), 5, up=12.0, least_up=20.0)[0]) == 1
    assert go_round(steadily(3.0), 5, up=12.0, least_out=20.0, out=9.0)[0] == []


def test_a_path_less_than_a_sixth_as_wide_as_high_is_none():
    assert len(go_round(steadily(4.0), 13, up=60.0, out=12.0)[0]) == 3
    assert go_round(steadily(4.0), 13, up=80.0, out=12.0)[0] == []
    assert len(go_round(steadily(4.0), 13, up=7.5, out=80.0)[0]) == 3


@pytest.mark.parametrize(("rest_s", "second_s"), [(1.3, 2.99), (2.2, 2.7)])
def test_after_a_rest_of_a_second_and_a_half_the_next_circle_begins_anew(rest_s, second_s):
    """The rest of the first turn is not owed any more."""

    def with_a_rest(t):
        return (min(max(0.0, t - 1), 2.7) + max(0.0, t - 3.7 - rest_s)) / 3

    circles, _ = go_round(with_a_rest, 8 + rest_s)
    assert circles[1].end_s == pytest.approx(3.7 + rest_s + second_s, abs=0.12)


@pytest.mark.parametrize(("gap_s", "number"), [(1.2, 1), (2.0, 0)])
def test_unseen_for_more_than_a_second_and_a_half_it_begins_anew(gap_s, number):
    def turns(t):
        return (min(max(0.0, t - 1), 1.5) + max(0.0, t - 2.5 - gap_s)) / 3

    circles, in_progress = go_round(
        turns, 4.2 + gap_s, hidden=lambda t: 2.5 <= t < 2.5 + gap_s - 0.01
    )
    assert len(circles) == number
    assert any(2.5 + gap_s <= t < 2.7 + gap_s for t in in_progress) == bool(number)


def test_a_circle_that_is_too_fast_or_too_slow_does_not_count():
    # the first takes 2.75 s, the others 3
    assert [c.start_s for c in go_round(steadily(3.0), 10.2, shortest_s=2.9)[0]] == pytest.approx(
        [3.7, 6.7], abs=0.06
    )
    assert len(go_round(steadily(3.0), 4.5, shortest_s=2.7)[0]) == 1
    assert go_round(steadily(3.0), 10.2, longest_s=2.4)[0] == []
    assert len(go_round(steadily(3.0), 10.2, longest_s=3.1)[0]) == 3


def test_turning_back_and_forth_is_no_circle():
    def jerky(t):  # three steps on, two back
        return 0.1 * t + 0.22 * math.sin(2 * math.pi * t)

    assert go_round(jerky, 14)[0] == []


def test_at_rest_nothing_is_in_progress():
    _, in_progress = go_round(steadily(3.0, end_s=3.4), 8)  # four fifths, and a rest
    assert 1.6 < min(in_progress) < 1.8
    assert max(in_progress) == pytest.approx(3.4 + 1.5, abs=0.2)


def test_a_slow_camera_does_not_hide_a_circle():
    counter, found = CircleCounter(12.0, 12.0, 0.8, 15.0), []
    for i in range(40):
        angle = 2 * math.pi * max(0.0, i / 5 - 1) / 3
        circle = counter.update(i / 5, 85 + 20 * math.cos(angle), 15 + 20 * math.sin(angle))
        found += [circle] if circle else []
    assert [c.direction for c in found] == ["outward"] * 2


def test_a_knee_that_is_half_seen_is_left_out():
    counter = CircleCounter(12.0, 12.0, 0.8, 15.0)
    for i in range(100):
        angle = 2 * math.pi * i / 60
        assert counter.update(i / 20, 85 + 20 * math.cos(angle), math.nan) is None
        assert counter.update(i / 20, math.nan, 15 + 20 * math.sin(angle)) is None
    assert not counter.in_progress


def test_a_frame_that_is_half_seen_does_not_hide_a_circle():
    for unseen in ({"up": math.nan}, {"out": math.nan}):
        counter, found = CircleCounter(12.0, 12.0, 0.8, 15.0), []
        for i in range(130):
            angle = 2 * math.pi * i / 60
            place = {"up": 85 + 20 * math.cos(angle), "out": 15 + 20 * math.sin(angle)}
            found.append(counter.update(i / 20, **(place | unseen if i % 10 == 5 else place)))
        assert len([circle for circle in found if circle]) == 2
