"""Counting on made-up numbers: other people, other rates, noise, gaps."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.coaching.goals.cycles import CycleCounter


def count(times, values, least_range=20.0, shortest_s=0.6, longest_s=10.0, rest=math.inf):
    counter = CycleCounter(least_range, shortest_s, longest_s, rest)
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


# --- exact paths: straight lines between (time, value), a frame every 0.05 s


def follow(*knots, least_range=20.0, shortest_s=0.6, longest_s=10.0):
    """(time of the frame that ended it, repetition) of each repetition; and the counter."""
    times, values = zip(*knots, strict=True)
    counter, found = CycleCounter(least_range, shortest_s, longest_s), []
    for i in range(round(times[-1] * 20) + 1):
        cycle = counter.update(i / 20, float(np.interp(i / 20, times, values)))
        found += [(i / 20, cycle)] if cycle else []
    return found, counter


REST = ((0, 10), (1, 10))
UP_AND_DOWN = (*REST, (2, 110), (3, 10))


def test_a_repetition_has_its_times_and_values():
    ((ended_s, cycle),), counter = follow(*UP_AND_DOWN, (5, 10))
    # 100 degrees a second, read 0.1 s late; it starts a tenth up, and ends 85 % down
    assert (cycle.start_s, cycle.top_s, cycle.end_s) == pytest.approx((1.15, 2.05, 3.0), abs=0.01)
    assert (cycle.bottom, cycle.top, cycle.rest) == pytest.approx((10, 101.7, 20), abs=0.1)
    assert ended_s == cycle.end_s
    assert not counter.in_progress


def test_a_repetition_is_in_progress_from_the_least_range_on():
    assert not follow(*REST, (1.25, 35))[1].in_progress  # 25 up, read as 17
    assert follow(*REST, (1.35, 45))[1].in_progress  # 35 up, read as 26
    assert not CycleCounter(20.0, 0.6, 10.0).in_progress


def test_it_is_done_at_85_percent_of_the_way_back_and_not_before():
    found, counter = follow(*REST, (2, 110), (2.8, 30), (2.9, 30))
    assert found == []
    assert counter.in_progress
    ((ended_s, cycle),), _ = follow(*REST, (2, 110), (2.8, 20), (3.2, 20))
    assert ended_s == cycle.end_s == pytest.approx(2.95, abs=0.01)


def test_who_rests_part_of_the_way_down_is_done_after_six_tenths_of_a_second():
    ((ended_s, cycle),), _ = follow(*REST, (2, 110), (2.7, 40), (5, 40))
    assert cycle.rest == pytest.approx(40, abs=0.1)
    assert ended_s == pytest.approx(2.8 + 0.6, abs=0.05)
    assert follow(*REST, (2, 110), (2.7, 40), (3.2, 40))[0] == []


def test_a_pause_less_than_half_way_down_belongs_to_the_repetition():
    ((_, cycle),), _ = follow(*REST, (2, 110), (2.4, 65), (4, 65), (4.4, 110), (5.4, 10), (6, 10))
    assert (cycle.start_s, cycle.end_s) == pytest.approx((1.15, 5.4), abs=0.05)
    assert (
        len(follow(*REST, (2, 110), (2.6, 45), (3.6, 45), (4.4, 110), (5.4, 10), (6, 10))[0]) == 2
    )


def test_whoever_turns_half_way_down_does_the_next_one_from_there():
    knots = (*REST, (2, 110), (2.6, 45), (3.2, 110), (3.8, 45), (4.4, 110), (5.4, 10), (6, 10))
    found, _ = follow(*knots)
    cycles = [cycle for _, cycle in found]
    assert [c.start_s for c in cycles] == pytest.approx([1.15, 2.75, 3.95], abs=0.06)
    assert [c.top_s for c in cycles] == pytest.approx([2.05, 3.25, 4.45], abs=0.06)
    assert [c.bottom for c in cycles] == pytest.approx([10, 54, 54], abs=0.5)
    assert cycles[0].rest == cycles[1].bottom


def test_a_dip_smaller_than_the_least_range_is_part_of_it():
    shallow = (*REST, (2, 44), (2.5, 26), (3, 44), (3.5, 10), (4, 10))  # 18 of 30 degrees
    assert len(follow(*shallow)[0]) == 1


def up_to(high, start_s):
    return ((start_s, 10), (start_s + 1, high), (start_s + 2, 10))


def test_after_large_repetitions_only_two_fifths_of_them_count():
    # they are read as 82, 72 and 72 degrees: two fifths of the median are 29
    large = (*REST, *up_to(110, 1), *up_to(110, 3), *up_to(110, 5), (8, 10))
    assert len(follow(*large, *up_to(43, 8), (11, 10))[0]) == 4
    assert len(follow(*large, *up_to(38, 8), (11, 10))[0]) == 3
    assert len(follow(*REST, *up_to(38, 1), (4, 10))[0]) == 1  # of someone stiff it counts


def test_the_usual_range_is_that_of_the_last_five():
    large = [knot for i in range(6) for knot in up_to(110, 1 + 2 * i)]
    small = [knot for i in range(5) for knot in up_to(48, 14 + 2 * i)]
    found, _ = follow(*REST, *large, (14, 10), *small, (24, 10), *up_to(36, 25), (28, 10))
    # the last five are of about 30 degrees, so that 23 count again
    assert len(found) == 12


def test_a_low_value_of_long_ago_is_not_where_a_movement_began():
    slow = ((0, 0), (1, 0), (1.5, 15), (13, 15), (13.5, 34), (14, 0), (16, 0))
    assert follow(*slow)[0] == []  # 15 to 34 is less than 20
    ((_, cycle),), _ = follow((0, 0), (1, 0), (1.5, 15), (13, 15), (14, 50), (15, 0), (16, 0))
    assert cycle.start_s == pytest.approx(13.2, abs=0.1)
    assert cycle.bottom == pytest.approx(15, abs=0.1)


def test_a_slow_climb_is_followed_from_where_it_began():
    ((_, cycle),), _ = follow(*REST, (9, 40), (9.5, 10), (11, 10))  # 20 degrees take 5.3 s
    assert cycle.start_s == pytest.approx(1.9, abs=0.1)
    assert cycle.bottom == pytest.approx(10, abs=0.1)


def test_who_stays_up_for_too_long_begins_anew():
    up = ((0, 0), (1, 0), (2, 100))
    assert follow(*up, (20, 100))[1].in_progress
    assert not follow(*up, (22, 100))[1].in_progress
    found, _ = follow(*up, (24, 100), (25, 0), (27, 0), (28, 100), (29, 0), (30, 0))
    assert [cycle.start_s for _, cycle in found] == pytest.approx([27.15], abs=0.05)


@pytest.mark.parametrize(("gap_s", "number"), [(1.0, 1), (1.1, 0)])
def test_a_gap_of_more_than_a_second_ends_what_was_in_progress(gap_s, number):
    counter, found = CycleCounter(20.0, 0.6, 10.0), []
    for time_s, value in ((0.0, 10), (0.5, 60), (1.0, 110), (1.0 + gap_s, 10), (1.5 + gap_s, 10)):
        cycle = counter.update(time_s, float(value))
        found += [cycle] if cycle else []
    assert len(found) == number


def test_what_is_not_seen_changes_nothing():
    counter = CycleCounter(20.0, 0.6, 10.0)
    for time_s, value in ((0.0, 10.0), (0.5, 60.0), (0.9, math.nan)):
        assert counter.update(time_s, value) is None
    assert counter.in_progress
    counter.update(1.4, 110.0)  # 0.9 s after the last value
    assert counter.in_progress


def test_what_is_lost_for_more_than_a_second_is_not_in_progress_any_more():
    counter = CycleCounter(20.0, 0.6, 10.0)
    for time_s, value in ((0.0, 10.0), (0.5, 60.0), (1.5, math.nan)):
        counter.update(time_s, value)
    assert counter.in_progress
    counter.update(1.6, math.nan)
    assert not counter.in_progress


def test_where_a_rest_is_asked_for_the_way_back_goes_on_to_it():
    """From bent knees: 85 % of the climb is back at 59, but the leg is on its way to the floor."""
    times = np.arange(0, 8, 1 / 20)
    from_bent = np.interp(times, [0, 1, 2, 4], [50, 50, 110, 0])
    (cycle,) = count(times, from_bent, rest=45.0)
    assert cycle.rest <= 45.0
    assert cycle.end_s == pytest.approx(3.3, abs=0.1)
    # straight down: the repetition ends at 85 % as ever
    (cycle,) = count(times, np.interp(times, [0, 1, 2, 4], [0, 0, 110, 0]), rest=45.0)
    assert cycle.rest == pytest.approx(16, abs=3)


def test_whoever_stays_above_the_rest_is_done_once_it_has_settled_there():
    times = np.arange(0, 5, 1 / 20)
    (cycle,) = count(times, np.interp(times, [0, 1, 2, 3], [50, 50, 110, 52]), rest=45.0)
    assert cycle.rest == pytest.approx(52, abs=1)


@pytest.mark.parametrize(
    ("shortest_s", "longest_s", "number"),
    [(1.8, 10.0, 1), (1.9, 10.0, 0), (0.6, 1.9, 1), (0.6, 1.8, 0)],
)
def test_the_shortest_and_the_longest_repetition(shortest_s, longest_s, number):
    # from 1.15 to 3.0 s
    found, _ = follow(*UP_AND_DOWN, (5, 10), shortest_s=shortest_s, longest_s=longest_s)
    assert len(found) == number


def test_one_odd_frame_is_no_movement():
    odd = follow(*REST, (2, 10), (2.05, 60), (2.1, 10), (5, 10))
    assert odd[0] == []
    assert not odd[1].in_progress


def test_a_repetition_of_a_second_loses_a_tenth_of_its_range():
    times = np.arange(0, 3, 1 / 30)
    phase = np.clip(times - 1, 0, 1)
    (cycle,) = count(times, 10 + 100 * np.sin(np.pi * phase) ** 2)
    assert cycle.top - cycle.bottom == pytest.approx(90, abs=2)


@pytest.mark.parametrize(("low", "number"), [(10.0, 0), (40.0, 1), (60.0, 0), (110.0, 0)])
def test_at_the_end_a_repetition_that_is_as_good_as_over_counts(low, number):
    """Down to 10 it has counted before the end; down to 60 half of it is missing."""
    times = np.arange(0, 3.6, 0.05)
    values = np.interp(times, [0, 1, 2, 3, 3.6], [10, 10, 110, low, low])
    counter = CycleCounter(20.0, 0.6, 10.0)
    for time_s, value in zip(times, values, strict=True):
        counter.update(float(time_s), float(value))
        if time_s > 3.2 and low > 10:
            break
    assert (counter.finish() is not None) == bool(number)


def test_at_the_end_of_nothing_nothing_counts():
    assert CycleCounter(20.0, 0.6, 10.0).finish() is None
