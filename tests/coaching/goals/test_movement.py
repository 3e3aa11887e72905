"""Whatever a body does again and again is counted, without being told what it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, standing

from posecheck.coaching.goals.movement import MovementCounter
from posecheck.perception.placement import placement_of


def between(first, second, share):
    return replace(first, image=first.image * (1 - share) + second.image * share)


def squat():
    low = standing(
        thigh=dict.fromkeys(("left", "right"), 80.0), knee=dict.fromkeys(("left", "right"), 80.0)
    )
    return standing(), replace(low, image=low.image + np.array([0.0, 90.0]))


def leg_lift():
    return lying(knee=175.0), lying(knee=60.0)


def count(ends, *, seconds=24.0, rate=15, period_s=3.0, start_s=2.0, number=6, noise=1.0, seed=0):
    """A body that goes from one end to the other and back ``number`` times."""
    random, counter, found = np.random.default_rng(seed), MovementCounter(0.12, 0.6, 8.0), []
    for time_s in np.arange(0, seconds, 1 / rate):
        phase = (time_s - start_s) / period_s
        share = np.sin(np.pi * phase) ** 4 if 0 <= phase < number else 0.0
        body = between(*ends, share)
        body = replace(body, image=body.image + random.normal(0, noise, body.image.shape))
        cycle = counter.update(float(time_s), placement_of(body))
        found += [cycle] if cycle else []
    return found


@pytest.mark.parametrize("ends", [squat(), leg_lift()], ids=["squat", "leg lift"])
@pytest.mark.parametrize(("rate", "period_s"), [(8, 3.0), (30, 2.0)])
def test_movements_are_counted(ends, rate, period_s):
    cycles = count(ends, rate=rate, period_s=period_s, seconds=4 + 6 * period_s)
    assert len(cycles) == 6
    for number, cycle in enumerate(cycles):
        middle_s = 2.0 + (number + 0.5) * period_s
        assert cycle.start_s < middle_s < cycle.end_s


def test_nearer_to_the_camera_is_the_same():
    first, second = squat()
    near = tuple(replace(b, image=1.8 * b.image) for b in (first, second))
    assert len(count(near)) == len(count((first, second))) == 6


def test_at_rest_nothing_is_counted():
    body = lying()
    assert count((body, body), noise=2.0) == []


def test_a_cut_to_another_shot_is_not_movement():
    first, second = lying(), standing()
    counter = MovementCounter(0.12, 0.6, 8.0)
    for time_s in np.arange(0, 12, 1 / 15):
        body = first if int(time_s / 3) % 2 == 0 else second
        assert counter.update(float(time_s), placement_of(body)) is None


def test_repetitions_without_a_rest_between_them_are_all_counted():
    first, second = squat()
    counter, found = MovementCounter(0.12, 0.6, 8.0), []
    for time_s in np.arange(0, 22, 1 / 15):
        inside = 2.0 <= time_s < 20.0  # nine repetitions of two seconds
        share = np.sin(np.pi * (time_s - 2.0) / 2.0) ** 2 if inside else 0.0
        cycle = counter.update(float(time_s), placement_of(between(first, second, share)))
        found += [cycle] if cycle else []
    assert len(found) == 9


def test_a_small_movement_between_two_large_ones_is_no_repetition():
    first, second = squat()
    counter, found = MovementCounter(0.12, 0.6, 8.0), []
    for time_s in np.arange(0, 16, 1 / 15):
        number, share = int(time_s // 2), np.sin(np.pi * time_s / 2.0) ** 4
        share *= {0: 1.0, 1: 0.25, 2: 1.0}.get(number, 0.0)  # less than 35 % of the range
        cycle = counter.update(float(time_s), placement_of(between(first, second, share)))
        found += [cycle] if cycle else []
    assert [round((c.start_s + c.end_s) / 2) for c in found] == [1, 5]
