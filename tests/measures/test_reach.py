"""Where hands and feet are: distances worked out by hand, and when they cannot be seen."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import UP, hidden, lying, moved, outside, standing

from posecheck.anatomy import SIDES, Landmark, Side, opposite
from posecheck.measures.reach import ankle_to_thigh, foot_behind, hand_to_head
from posecheck.perception.body.landmarks import Body
from posecheck.perception.scene import scene_of

TO_THE_RIGHT = np.array([1.0, 0.0, 0.0])
HEAD = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)


def placed(body: Body, places: dict[Landmark, tuple[float, float]]) -> Body:
    """The body with points at other places in the picture, in pixels."""
    image = body.image.copy()
    for landmark, place in places.items():
        image[landmark] = place
    return replace(body, image=image)


def turned_away(off_side_deg: float) -> np.ndarray:
    """Where the head points when the trunk is turned so far out of the picture's plane."""
    turn = math.radians(off_side_deg)
    return np.array([math.cos(turn), 0.0, math.sin(turn)])


def with_hand(side: Side, off_side_deg: float = 0.0) -> Body:
    """Lying, the middle of the head at (500, 200), the wrist 30 pixels right of it and 40 down."""
    return placed(
        lying(head=turned_away(off_side_deg)),
        {
            Landmark.NOSE: (500.0, 230.0),
            Landmark.LEFT_EAR: (485.0, 185.0),
            Landmark.RIGHT_EAR: (515.0, 185.0),
            Landmark.of(side, "wrist"): (530.0, 240.0),
        },
    )


@pytest.mark.parametrize("side", SIDES)
def test_the_wrist_from_the_middle_of_the_head_in_trunk_lengths(side):
    # 50 pixels, and a trunk of 0.5 m has 125
    assert hand_to_head(scene_of(with_hand(side)), side) == pytest.approx(0.4)


@pytest.mark.parametrize("side", SIDES)
def test_a_foreshortened_trunk_is_as_long_as_it_was(side):
    # the camera sees 0.6 of the trunk, 75 pixels
    off_side_deg = math.degrees(math.acos(0.6))
    assert hand_to_head(scene_of(with_hand(side, off_side_deg)), side) == pytest.approx(0.4)


@pytest.mark.parametrize(("off_side_deg", "is_given"), [(59.0, True), (61.0, False)])
def test_a_trunk_of_which_less_than_half_shows_is_no_measure(off_side_deg, is_given):
    scene = scene_of(with_hand("left", off_side_deg))
    assert math.isnan(hand_to_head(scene, "left")) != is_given
    assert math.isnan(ankle_to_thigh(scene, "left")) != is_given


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("unseen", [hidden, outside])
def test_wrist_and_head_must_be_seen(unseen, side):
    body = with_hand(side)
    for point in (Landmark.of(side, "wrist"), *HEAD):
        assert math.isnan(hand_to_head(scene_of(unseen(body, point)), side))
    for point in (Landmark.of(opposite(side), "wrist"), Landmark.of(side, "elbow")):
        assert not math.isnan(hand_to_head(scene_of(unseen(body, point)), side))


@pytest.mark.parametrize(("visibility", "is_given"), [(0.5, True), (0.49, False)])
def test_a_wrist_is_seen_from_a_visibility_of_one_half(visibility, is_given):
    body = hidden(with_hand("right"), Landmark.RIGHT_WRIST, visibility=visibility)
    assert math.isnan(hand_to_head(scene_of(body), "right")) != is_given


def with_ankle(side: Side, ankle: tuple[float, float]) -> Body:
    """Lying, the other thigh from (300, 200) to (400, 200). The hips are 100 pixels apart, and the
    shoulders lie so that the trunk has 125 pixels."""
    other = opposite(side)
    return placed(
        lying(),
        {
            Landmark.of(other, "hip"): (300.0, 200.0),
            Landmark.of(other, "knee"): (400.0, 200.0),
            Landmark.of(side, "hip"): (300.0, 300.0),
            Landmark.of(other, "shoulder"): (425.0, 200.0),
            Landmark.of(side, "shoulder"): (425.0, 300.0),
            Landmark.of(side, "ankle"): ankle,
        },
    )


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("ankle", "pixels"),
    [
        ((350.0, 250.0), 50.0),  # beside the thigh
        ((350.0, 187.5), 12.5),  # across it
        ((325.0, 200.0), 0.0),  # on it
        ((430.0, 240.0), 50.0),  # beyond the knee: from the knee
        ((270.0, 160.0), 50.0),  # beyond the hip: from the hip
    ],
)
def test_the_ankle_from_the_other_thigh_in_trunk_lengths(side, ankle, pixels):
    scene = scene_of(with_ankle(side, ankle))
    assert ankle_to_thigh(scene, side) == pytest.approx(pixels / 125.0)


@pytest.mark.parametrize("side", SIDES)
def test_ankle_and_the_other_knee_must_be_in_the_picture(side):
    body = with_ankle(side, (350.0, 250.0))
    needed = {Landmark.of(side, "ankle"), Landmark.of(opposite(side), "knee")}
    for point in (*needed, Landmark.of(side, "knee"), Landmark.of(opposite(side), "ankle")):
        seen = ankle_to_thigh(scene_of(outside(body, point)), side)
        assert math.isnan(seen) == (point in needed)


def a_step_of(metres: float, side: Side, facing: np.ndarray = TO_THE_RIGHT) -> Body:
    """Standing with that side's ankle so far behind the other one; a leg is 0.84 m long."""
    body = standing(facing)
    ankle = Landmark.of(side, "ankle")
    return moved(body, {ankle: tuple(body.world[ankle] - metres * facing)})


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("facing", [TO_THE_RIGHT, -TO_THE_RIGHT])
@pytest.mark.parametrize("metres", [0.5, -0.3])
def test_the_foot_behind_in_leg_lengths(metres, facing, side):
    scene = scene_of(a_step_of(metres, side, facing))
    shank = math.hypot(0.42, metres)  # the ankle was moved, the knee was not
    assert foot_behind(scene, side) == pytest.approx(metres / (0.42 + shank))
    assert foot_behind(scene, opposite(side)) == pytest.approx(-metres / 0.84)


def test_the_step_is_along_the_floor():
    # a raised foot is not behind for being raised
    body = a_step_of(0.5, "left")
    ankle = body.world[Landmark.LEFT_ANKLE] + 0.3 * UP
    scene = scene_of(moved(body, {Landmark.LEFT_ANKLE: tuple(ankle)}))
    assert foot_behind(scene, "right") == pytest.approx(-0.5 / 0.84)


def leaning(forward_deg: float) -> Body:
    """A step of 0.5 m, the trunk leaning forward."""
    body = a_step_of(0.5, "left")
    lean = math.radians(forward_deg)
    up = math.cos(lean) * UP + math.sin(lean) * TO_THE_RIGHT
    shoulders = {
        Landmark.of(side, "shoulder"): tuple(body.world[Landmark.of(side, "hip")] + 0.5 * up)
        for side in SIDES
    }
    return moved(body, shoulders)


@pytest.mark.parametrize(("forward_deg", "is_given"), [(30.0, True), (59.0, True), (61.0, False)])
def test_someone_who_leans_further_than_60_degrees_has_no_foot_behind(forward_deg, is_given):
    seen = foot_behind(scene_of(leaning(forward_deg)), "right")
    assert seen == pytest.approx(-0.5 / 0.84) if is_given else math.isnan(seen)


def test_someone_lying_has_no_foot_behind():
    assert math.isnan(foot_behind(scene_of(lying()), "left"))


def test_one_leg_that_is_seen_is_enough():
    body = a_step_of(0.5, "left")
    one = hidden(body, Landmark.LEFT_HIP)
    assert foot_behind(scene_of(one), "right") == pytest.approx(-0.5 / 0.84)
    assert math.isnan(foot_behind(scene_of(hidden(one, Landmark.RIGHT_ANKLE)), "right"))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("cut_off", [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE])
def test_a_foot_outside_the_picture_is_neither_behind_nor_in_front(cut_off, side):
    assert math.isnan(foot_behind(scene_of(outside(a_step_of(0.5, "left"), cut_off)), side))
