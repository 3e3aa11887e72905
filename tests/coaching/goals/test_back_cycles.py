"""Pelvic tilts: the lower back goes up and down, and nothing else moves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured

from posecheck.coaching.goals.back_cycles import BackCycleCounter
from posecheck.coaching.goals.counters import make_counter
from posecheck.exercises.library import find_exercise
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.placement import Placement


def tilts(heights, reference=1, start_s=0.0, step_s=0.1):
    """(time, measurements) with the lower back at these heights, in cm."""
    for i, height in enumerate(heights):
        known = {} if math.isnan(height) else {"lumbar_gap_change_cm": height}
        back = BackRise(height, 0.1, reference, True)
        yield start_s + i * step_s, replace(measured(**known), back_rise=back)


def wave(count, swing_cm, way=1.0, lasts_s=3.0):
    """Heights ten times a second; each time it leaves 0 and comes back."""
    n = round(10 * lasts_s)
    return [way * swing_cm * (1 - math.cos(2 * math.pi * i / n)) / 2 for i in range(count * n + 5)]


def count(frames, counter=None) -> int:
    counter = counter or BackCycleCounter(0.6, 8.0)
    found = [counter.update(*frame) for frame in frames]
    return sum(cycle is not None for cycle in [*found, counter.finish()])


@pytest.mark.parametrize("way", [1, -1])
def test_each_tilt_counts_once_whichever_way_the_back_goes_first(way):
    assert count(tilts(wave(4, 1.0, way))) == 4


def test_a_breath_is_no_tilt():
    assert count(tilts(wave(6, 0.3))) == 0


def test_heights_over_another_reference_are_not_compared():
    counter = BackCycleCounter(0.6, 8.0)
    up_and_on = [0.1 * i for i in range(10)]
    assert count(tilts(up_and_on), counter) == 0
    assert count(tilts([0.0] * 20, reference=2, start_s=1.0), counter) == 0
    assert count(tilts(wave(2, -1.0), reference=2, start_s=3.0), counter) <= 2


def test_a_back_that_is_not_seen_counts_nothing():
    assert count(tilts([math.nan] * 40)) == 0
    assert count((i * 0.1, None) for i in range(40)) == 0


def repetitions_of(moves_px) -> int:
    """Four tilts of somebody who lies, whose left knee moves by so many pixels each time."""
    goal = find_exercise("movement").repetitions
    counter, done = make_counter(goal, None), 0
    for time_s, frame in tilts(wave(4, 1.0)):
        joints = np.array([[[300.0, 200.0], [200.0, 200.0], [150.0, 150.0], [100.0, 200.0]]] * 2)
        joints[0, 2, 1] -= moves_px * frame.back_rise.change_cm
        placement = Placement(np.array([340.0, 195.0]), joints)
        done += counter.update(time_s, replace(frame, placement=placement)) is not None
    return done + len(counter.finish())


def test_tilts_count_while_nothing_else_moves_and_not_twice_where_a_leg_does():
    assert repetitions_of(0.0) == 4
    assert repetitions_of(80.0) == 4
