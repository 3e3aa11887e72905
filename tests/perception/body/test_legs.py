"""Which leg is which: the evidence of the picture against MediaPipe's word, over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, one_leg_raised

from posecheck.anatomy import SIDES, Landmark
from posecheck.perception.body.leg_order import LegOrder
from posecheck.perception.body.legs import LegSides, legs_exchanged
from posecheck.perception.scene import scene_of

IMAGE = np.zeros((480, 640, 3), np.uint8)


class Says:
    """In place of the network: which of the legs that it is asked about is truly near."""

    def __init__(self, near_knee, logits=3.0):
        self.near_knee = near_knee
        self.logits = logits
        self.asked = 0

    def nearer(self, image, body, side):
        self.asked += 1
        other = "right" if side == "left" else "left"
        away = {
            s: np.linalg.norm(body.image[Landmark.of(s, "knee")] - self.near_knee)
            for s in (side, other)
        }
        return self.logits if away[side] < away[other] else -self.logits


def left_knee(body):
    return body.image[Landmark.LEFT_KNEE]


def test_legs_that_mediapipe_took_for_each_other_are_put_right():
    true = one_leg_raised()
    order = Says(left_knee(true))
    put_right = LegSides(order, follow=False).told(IMAGE, 0.0, legs_exchanged(true))
    assert put_right.image == pytest.approx(true.image)
    right = LegSides(order, follow=False).told(IMAGE, 0.0, true)
    assert right.image == pytest.approx(true.image)


def test_exchanged_legs_keep_their_angles_and_exchanged_twice_nothing_changes():
    body = lying(knee=80.0, fallout={"left": 50.0, "right": 5.0})
    other = legs_exchanged(body)
    for side, was in (("left", "right"), ("right", "left")):
        bones, before = scene_of(other).bones(side), scene_of(body).bones(was)
        for bone, same in zip(bones, before, strict=True):
            assert bone == pytest.approx(same)
    twice = legs_exchanged(other)
    assert twice.world == pytest.approx(body.world)
    assert twice.image == pytest.approx(body.image)
    assert not twice.legs_exchanged


def test_weak_evidence_changes_nothing_in_a_photo_but_adds_up_in_a_video():
    true = one_leg_raised()
    order = Says(left_knee(true), logits=0.5)
    mistaken = legs_exchanged(true)
    assert LegSides(order, follow=False).told(IMAGE, 0.0, mistaken).image is mistaken.image
    sides = LegSides(order, follow=True)
    for k in range(30):
        last = sides.told(IMAGE, k / 10, mistaken)
    assert left_knee(last) == pytest.approx(left_knee(true))


def test_a_leg_keeps_its_side_when_mediapipe_exchanges_them_in_the_middle():
    true = one_leg_raised()
    order = Says(left_knee(true))
    sides = LegSides(order, follow=True)
    for k in range(60):
        seen = true if k < 20 or k > 40 else legs_exchanged(true)
        assert left_knee(sides.told(IMAGE, k / 25, seen)) == pytest.approx(left_knee(true)), k


def test_a_leg_that_swings_past_the_other_is_not_taken_for_it():
    sides = LegSides(Says(left_knee(one_leg_raised())), follow=True)
    body = one_leg_raised()
    for k, share in enumerate(np.linspace(0, 1, 40)):
        image = body.image.copy()
        for part in ("knee", "ankle", "heel", "foot_index"):
            left, right = (body.image[Landmark.of(s, part)] for s in SIDES)
            image[Landmark.of("right", part)] += 2 * share * (left - right)  # to its other side
        told = sides.told(IMAGE, k / 25, replace(body, image=image))
        assert not told.legs_exchanged, share


def test_legs_together_are_not_asked_about():
    order = Says(left_knee(lying()))
    LegSides(order, follow=False).told(IMAGE, 0.0, lying())
    assert order.asked == 0


def test_legs_exchanged_while_they_lay_together_are_put_right_as_soon_as_they_part():
    apart, together = one_leg_raised(), lying()
    sides = LegSides(Says(left_knee(apart), logits=6.0), follow=True)
    for k in range(60):
        if k < 30:
            assert left_knee(sides.told(IMAGE, k / 25, apart)) == pytest.approx(left_knee(apart))
        elif k < 40:
            sides.told(IMAGE, k / 25, together)
        else:
            told = sides.told(IMAGE, k / 25, legs_exchanged(apart))
            assert left_knee(told) == pytest.approx(left_knee(apart)), k


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_legs_that_the_pictures_edge_cuts_off_are_not_asked_about(edge):
    body = one_leg_raised()
    legs = body.image[[Landmark.of(s, p) for s in SIDES for p in ("knee", "ankle", "foot_index")]]
    beyond = {
        "left": (-legs[:, 0].min(), 0),
        "right": (640 - legs[:, 0].max(), 0),
        "top": (0, -legs[:, 1].min()),
        "bottom": (0, 480 - legs[:, 1].max()),
    }
    order = Says(left_knee(body))
    LegSides(order, follow=False).told(
        IMAGE, 0.0, replace(body, image=body.image + np.array(beyond[edge]))
    )
    assert order.asked == 0


@pytest.mark.parametrize(("off_side_deg", "asked"), [(0, 1), (30, 1), (45, 0), (90, 0)])
def test_legs_are_asked_about_in_a_side_view_only(off_side_deg, asked):
    raised = one_leg_raised()
    c, s = np.cos(np.radians(off_side_deg)), np.sin(np.radians(off_side_deg))
    turned = raised.world @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    order = Says(left_knee(raised))
    LegSides(order, follow=False).told(IMAGE, 0.0, replace(raised, world=turned))
    assert order.asked == asked


def test_the_network_turns_its_answer_round_with_the_legs():
    order = LegOrder()
    rng = np.random.default_rng(1)
    image = rng.integers(0, 255, IMAGE.shape, np.uint8)
    body = one_leg_raised()
    said = order.nearer(image, body, "left")
    assert abs(said) > 0.01
    assert order.nearer(image, body, "right") == pytest.approx(-said, abs=1e-3)
