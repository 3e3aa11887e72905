"""The roller's measures: sign, range, and when they are withheld."""

import math

import numpy as np
import pytest
from skeletons import lying

from posecheck.measures.roller import roller_angle, roller_position, roller_turn
from posecheck.measures.tolerance import load_tolerances
from posecheck.perception.roller.roller import Roller
from posecheck.perception.scene import scene_of

DOWN = np.array([0.0, 1.0, 0.0])
TO_THE_LEFT = np.array([-1.0, 0.0, 0.0])
AWAY = np.array([0.0, 0.0, 1.0])
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
        (DOWN, TO_THE_LEFT, 1),
        # seen from the feet or the head: the left end is at the right or left of the picture
        (-DOWN, AWAY, -1),
        (-DOWN, -AWAY, -1),
        (DOWN, AWAY, 1),
        (-DOWN, (AWAY - TO_THE_LEFT) / math.sqrt(2), -1),
        # rolled half on the side, to either side
        (-DOWN + AWAY, -TO_THE_LEFT, -1),
        (DOWN + AWAY, -TO_THE_LEFT, 1),
        (DOWN - AWAY, -TO_THE_LEFT, 1),
    ],
)
@pytest.mark.parametrize("turn", [10.0, -25.0])
def test_the_turn_is_positive_with_the_left_end_nearer_the_head(ventral, head, sign, turn):
    ventral = ventral / np.linalg.norm(ventral)
    scene = scene_of(lying(ventral=ventral, head=head), roller(turn))
    assert roller_turn(scene)[0] == pytest.approx(sign * turn)
    assert roller_angle(scene)[0] == pytest.approx(90.0 - abs(turn))


def test_of_someone_on_a_side_neither_end_of_the_roller_is_the_left_one():
    for lean in (-0.02, 0.02):  # the sign would be that of a hair's breadth
        ventral = np.array([0.0, lean, -1.0])
        scene = scene_of(lying(ventral=ventral / np.linalg.norm(ventral)), roller(8.0))
        assert math.isnan(roller_turn(scene)[0])
        assert roller_angle(scene)[0] == pytest.approx(82.0)


def test_the_tolerance_is_a_multiple_of_the_error_that_the_network_expects():
    factors = load_tolerances().roller_factors
    scene = scene_of(lying(), roller(10.0, error=8.0, place_error=0.06))
    assert roller_turn(scene)[1] == pytest.approx(8.0 * factors["turn"])
    assert roller_angle(scene)[1] == pytest.approx(8.0 * factors["turn"])
    assert roller_position(scene)[1] == pytest.approx(0.06 * factors["position"])


@pytest.mark.parametrize(
    ("tolerance_deg", "is_given"),
    [(10.0, True), (11.5, True), (12.5, False), (20.0, False), (90.0, False)],
)
def test_a_turn_that_cannot_decide_15_degrees_is_withheld(tolerance_deg, is_given):
    # the roller must lie within 15 degrees of the perpendicular: a tolerance of 20 decides nothing
    error = tolerance_deg / load_tolerances().roller_factors["turn"]
    scene = scene_of(lying(), roller(10.0, error=error))
    for measure in (roller_turn, roller_angle):
        value, tolerance = measure(scene)
        assert math.isnan(value) != is_given
        assert tolerance == pytest.approx(tolerance_deg)
    assert not math.isnan(roller_position(scene)[0])


@pytest.mark.parametrize(
    ("tolerance", "is_given"), [(0.10, True), (0.14, True), (0.16, False), (2.0, False)]
)
def test_a_position_that_cannot_decide_the_range_is_withheld(tolerance, is_given):
    # the range is 0.25-0.50 of the trunk
    error = tolerance / load_tolerances().roller_factors["position"]
    scene = scene_of(lying(), roller(10.0, place_error=error))
    value, found = roller_position(scene)
    assert math.isnan(value) != is_given
    assert found == pytest.approx(tolerance)
    assert not math.isnan(roller_turn(scene)[0])


def test_without_a_roller_nothing_is_given():
    scene = scene_of(lying())
    for measure in (roller_turn, roller_angle, roller_position):
        assert all(math.isnan(number) for number in measure(scene))


def test_a_roller_that_nobody_lies_on_is_not_measured():
    apart = Roller(ENDS, 30.0, 1.0)
    scene = scene_of(lying(), apart)
    for measure in (roller_turn, roller_angle, roller_position):
        assert all(math.isnan(number) for number in measure(scene))


def test_turn_and_position_are_given_independently():
    scene = scene_of(lying(), roller(math.nan))
    assert math.isnan(roller_turn(scene)[0])
    assert roller_position(scene)[0] == 0.4
    scene = scene_of(lying(), roller(5.0, position=math.nan))
    assert abs(roller_turn(scene)[0]) == 5.0
    assert math.isnan(roller_position(scene)[0])


def test_the_position_is_the_rollers_own():
    assert roller_position(scene_of(lying(), roller(0.0, position=0.62)))[0] == 0.62
