"""Rolling to and fro is told from lying still and from moving away, wherever the head points."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.goals.rolling import RollingWatcher
from posecheck.perception.placement import placement_of

HEADS = [np.array([1.0, 0, 0]), np.array([-1.0, 0, 0]), np.array([0.8, -0.6, 0])]


def moved(body, way_cm: float, head, jitter):
    """The body shifted along its own length, in the picture; its trunk is 50 cm, 125 px."""
    shift = 2.5 * way_cm * head[:2] / np.linalg.norm(head[:2])
    return replace(body, image=body.image + shift + jitter)


def watch(way, seconds=20.0, rate=20, head=HEADS[0], noise=0.0, hidden=lambda t: False):
    """(time, moving) of a body whose place along its length is ``way(t)`` in cm."""
    body = lying(head=head)
    watcher, random = RollingWatcher(least_cm=3.0, slowest_s=6.0), np.random.default_rng(3)
    found = []
    for time_s in np.arange(0, seconds, 1 / rate):
        jitter = random.normal(0, noise, (33, 2))
        shifted = moved(body, way(time_s), head, jitter)
        seen = None if hidden(time_s) else placement_of(shifted)
        found.append((time_s, watcher.update(float(time_s), seen)))
    return found


def share_moving(found, start_s, end_s):
    return np.mean([rolling.moving for time_s, rolling in found if start_s <= time_s < end_s])


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(("half_cm", "period_s"), [(4.0, 2.0), (8.0, 5.0), (3.0, 3.0)])
def test_rolling_counts_and_lying_still_does_not(head, half_cm, period_s):
    def way(t):
        return half_cm * math.sin(2 * math.pi * (t - 5) / period_s) if 5 <= t < 15 else 0.0

    found = watch(way, head=head, noise=1.0)
    assert share_moving(found, 0, 5) == 0
    assert share_moving(found, 5 + period_s, 15) > 0.9
    assert share_moving(found, 17.5, 20) == 0


def test_moving_away_is_no_rolling():
    assert share_moving(watch(lambda t: 2.0 * t), 0, 20) == 0


def test_noise_is_no_rolling():
    assert share_moving(watch(lambda t: 0.0, noise=3.0), 0, 20) == 0


def test_the_range_is_told_in_centimetres():
    found = watch(lambda t: 4.0 * math.sin(2 * math.pi * t / 2))
    assert found[-1][1].range_cm == pytest.approx(8.0, abs=1.0)


def test_after_a_gap_it_begins_afresh():
    found = watch(
        lambda t: 5.0 * math.sin(2 * math.pi * t / 2) if t < 8 else 60.0,
        hidden=lambda t: 8 <= t < 10,
    )
    assert share_moving(found, 4, 8) > 0.9
    assert share_moving(found, 10.5, 20) == 0
