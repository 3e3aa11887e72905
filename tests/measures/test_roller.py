"""The roller's measures: sign, range, and when they are withheld."""

import math

import numpy as np
import pytest
from skeletons import lying

from posecheck.measures.roller import roller_angle, roller_position, roller_turn
from posecheck.perception.roller.roller import Roller
from posecheck.perception.scene import scene_of

DOWN = np.array([0.0, 1.0, 0.0])
TO_THE_LEFT = np.array([-1.0, 0.0, 0.0])
ENDS = np.array([[320.0, 300.0], [320.0, 250.0]])


def roller(turn: float, error: float = 4.0, position: float = 0.4, place_error: float = 0.03):
    return Roller(ENDS, 30.0, 1.0, turn, error, position, place_error)


@pytest.mark.parametrize(
    ("ventral", "head", "sign"),
    [
        # on the back, head at the right: the left side is near. A far end turned clockwise, to
        # the head, puts the near, left end nearer the feet
        (-DOWN, -TO_THE_LEFT, -1),
        # head at the left: the right side is near; the far, left end goes to the feet
        (-DOWN, TO_THE_LEFT, -1),
        # on the belly, head at the right: the right side is near
        (DOWN, -TO_THE_LEFT, 1),
    ],
)
def test_the_turn_is_positive_with_the_left_end_nearer_the_head(ventral, head, sign):
    scene = scene_of(lying(ventral=ventral, head=head), roller(10.0))
    assert roller_turn(scene)[0] == pytest.approx(sign * 10.0)
    assert roller_angle(scene)[0] == pytest.approx(80.0)


def test_what_may_be_too_far_off_is_withheld():
    scene = scene_of(lying(), roller(10.0, error=90.0, place_error=2.0))
    for value, tolerance in (roller_turn(scene), roller_angle(scene), roller_position(scene)):
        assert math.isnan(value)
        assert tolerance > 0


def test_without_a_roller_nothing_is_said():
    scene = scene_of(lying())
    for measure in (roller_turn, roller_angle, roller_position):
        assert all(math.isnan(number) for number in measure(scene))


def test_the_position_is_the_rollers_own():
    assert roller_position(scene_of(lying(), roller(0.0, position=0.62)))[0] == 0.62
