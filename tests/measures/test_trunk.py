"""The trunk: how steeply it stands."""

from __future__ import annotations

import math

import numpy as np
import pytest
from skeletons import UP, lying, standing

from posecheck.measures import trunk
from posecheck.perception.scene import scene_of

TO_THE_RIGHT = np.array([1.0, 0.0, 0.0])


def uphill(degrees: float, along: np.ndarray = TO_THE_RIGHT) -> np.ndarray:
    turn = math.radians(degrees)
    return math.cos(turn) * along + math.sin(turn) * UP


@pytest.mark.parametrize("along", [TO_THE_RIGHT, -TO_THE_RIGHT])
@pytest.mark.parametrize("degrees", [0.0, 20.0, 60.0, -25.0])
def test_the_inclination_is_over_the_horizontal_and_negative_head_down(degrees, along):
    head = uphill(degrees, along)
    body = lying(head=head, ventral=uphill(degrees + 90.0, along))
    value, tolerance = trunk.inclination(scene_of(body))
    assert value == pytest.approx(degrees)
    assert math.isnan(tolerance)


def test_someone_who_stands_has_90_degrees():
    assert trunk.inclination(scene_of(standing()))[0] == pytest.approx(90.0)
