"""Whether a body rests, and how far a number travels."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured

from posecheck.coaching.recognition.stillness import STILL_S, Stillness, Travel
from posecheck.perception.placement import Placement

JOINTS = np.array([[[0, 0], [50, 0], [70, -30], [95, 0]]] * 2, float)


def at(knee_px: float = 0.0):
    joints = JOINTS.copy()
    joints[0, 2, 1] -= knee_px
    joints[0, 3, 1] -= knee_px
    return replace(measured(), placement=Placement(np.array([-20.0, 0.0]), joints))


def run(knee_at) -> list[bool | None]:
    stillness = Stillness()
    return [stillness.update(i / 4, at(knee_at(i / 4))) for i in range(20)]


def test_a_body_at_rest_and_one_leg_that_moves():
    rest, moving = run(lambda _: 0.0), run(lambda t: 20 * t)
    known = round(STILL_S * 4)
    assert rest[:known] == moving[:known] == [None] * known
    assert set(rest[known:]) == {True}
    assert set(moving[known:]) == {False}


def test_nothing_is_known_after_nobody_was_seen():
    stillness = Stillness()
    for i in range(10):
        stillness.update(i / 4, at())
    assert stillness.update(2.5, None) is None
    assert stillness.update(2.75, at()) is None


def test_travel_is_that_of_the_last_seconds():
    travel = Travel(4.0)
    found = [travel.update(i / 4, 30.0 if i < 8 else 50.0) for i in range(40)]
    assert all(math.isnan(value) for value in found[:8])
    assert found[8] == found[20] == 20.0
    assert found[-1] == 0.0


def test_travel_of_what_is_not_seen():
    travel = Travel(4.0)
    assert all(math.isnan(travel.update(i / 4, math.nan)) for i in range(20))
    assert travel.update(5.0, 1.0) != travel.update(5.25, 2.0)  # NaN both
    assert travel.update(9.0, 4.0) == pytest.approx(3.0)
