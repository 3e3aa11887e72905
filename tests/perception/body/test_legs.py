"""Correction of swapped legs: the network's evidence against MediaPipe's labels, over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, one_leg_raised

from posecheck.anatomy import SIDES, Landmark
from posecheck.perception.body.leg_order import LegOrder
from posecheck.perception.body.legs import DOUBTFUL_INTERVAL_S, LegSideCorrector, swap_legs
from posecheck.perception.scene import scene_of

IMAGE = np.zeros((480, 640, 3), np.uint8)


class FakeNetwork:
    """In place of the network: finds the leg nearer whose knee is the true near knee."""

    def __init__(self, near_knee, logit=3.0):
        self.near_knee = near_knee
        self.logit = logit
        self.runs = 0

    def nearer_logit(self, image, body, side):
        self.runs += 1
        other = "right" if side == "left" else "left"
        distance = {
            s: np.linalg.norm(body.image[Landmark.of(s, "knee")] - self.near_knee)
            for s in (side, other)
        }
        return self.logit if distance[side] < distance[other] else -self.logit


def left_knee(body):
    return body.image[Landmark.LEFT_KNEE]


def corrected_photo(network, body):
    return LegSideCorrector(network, follow=False).correct(IMAGE, 0.0, body)


def test_swapped_legs_are_swapped_back():
    true = one_leg_raised()
    network = FakeNetwork(left_knee(true))
    assert corrected_photo(network, swap_legs(true)).image == pytest.approx(true.image)
    assert corrected_photo(network, true).image == pytest.approx(true.image)


def test_swapped_legs_keep_their_directions_and_swapping_twice_changes_nothing():
    body = lying(knee=80.0, fallout={"left": 50.0, "right": 5.0})
    other = swap_legs(body)
    for side, was in (("left", "right"), ("right", "left")):
        bones, before = scene_of(other).bones(side), scene_of(body).bones(was)
        for bone, same in zip(bones, before, strict=True):
            assert bone == pytest.approx(same)
    twice = swap_legs(other)
    assert twice.world == pytest.approx(body.world)
    assert twice.image == pytest.approx(body.image)
    assert not twice.legs_swapped


def test_weak_evidence_changes_nothing_in_a_photo_but_adds_up_in_a_video():
    true = one_leg_raised()
    network = FakeNetwork(left_knee(true), logit=0.5)
    swapped = swap_legs(true)
    assert corrected_photo(network, swapped).image is swapped.image
    corrector = LegSideCorrector(network, follow=True)
    for k in range(30):
        last = corrector.correct(IMAGE, k / 10, swapped)
    assert left_knee(last) == pytest.approx(left_knee(true))


def test_legs_are_looked_at_again_when_nobody_was_seen_for_a_while():
    true = one_leg_raised()
    corrector = LegSideCorrector(FakeNetwork(left_knee(true)), follow=True)
    for k in range(45):
        corrector.correct(IMAGE, k / 30, true)
    for k in range(3):  # MediaPipe starts again, and names the legs the other way round
        last = corrector.correct(IMAGE, 1.8 + k / 10, swap_legs(true))
    assert left_knee(last) == pytest.approx(left_knee(true))


def test_a_leg_keeps_its_side_when_mediapipe_swaps_the_legs_for_a_while():
    true = one_leg_raised()
    corrector = LegSideCorrector(FakeNetwork(left_knee(true)), follow=True)
    for k in range(60):
        seen = true if k < 20 or k > 40 else swap_legs(true)
        corrected = corrector.correct(IMAGE, k / 25, seen)
        assert left_knee(corrected) == pytest.approx(left_knee(true)), k


def test_a_leg_that_swings_past_the_other_is_not_swapped():
    corrector = LegSideCorrector(FakeNetwork(left_knee(one_leg_raised())), follow=True)
    body = one_leg_raised()
    for k, share in enumerate(np.linspace(0, 1, 40)):
        image = body.image.copy()
        for part in ("knee", "ankle", "heel", "foot_index"):
            left, right = (body.image[Landmark.of(s, part)] for s in SIDES)
            image[Landmark.of("right", part)] += 2 * share * (left - right)  # to its other side
        corrected = corrector.correct(IMAGE, k / 25, replace(body, image=image))
        assert not corrected.legs_swapped, share


def test_the_network_is_not_run_while_the_legs_lie_together():
    network = FakeNetwork(left_knee(lying()))
    corrected_photo(network, lying())
    assert network.runs == 0


def test_legs_swapped_while_they_lay_together_are_swapped_back_as_soon_as_they_part():
    apart, together = one_leg_raised(), lying()
    corrector = LegSideCorrector(FakeNetwork(left_knee(apart), logit=6.0), follow=True)
    for k in range(60):
        if k < 30:
            corrected = corrector.correct(IMAGE, k / 25, apart)
            assert left_knee(corrected) == pytest.approx(left_knee(apart))
        elif k < 40:
            corrector.correct(IMAGE, k / 25, together)
        else:
            corrected = corrector.correct(IMAGE, k / 25, swap_legs(apart))
            assert left_knee(corrected) == pytest.approx(left_knee(apart)), k


def test_one_estimate_while_the_legs_part_does_not_settle_which_is_which():
    """The network was sure and wrong while MediaPipe's marks went from one leg to the other."""
    apart, together = one_leg_raised(), lying()
    network = FakeNetwork(apart.image[Landmark.RIGHT_KNEE], logit=17.0)  # wrong
    corrector = LegSideCorrector(network, follow=True)
    corrector.correct(IMAGE, 0.0, together)
    corrector.correct(IMAGE, 0.04, apart)
    network.near_knee = left_knee(apart)
    for k in range(2, 30):
        corrected = corrector.correct(IMAGE, k / 25, apart)
        if k / 25 > 0.04 + 2 * DOUBTFUL_INTERVAL_S + 0.04:
            assert left_knee(corrected) == pytest.approx(left_knee(apart)), k
    assert network.runs > 3


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_the_network_is_not_run_when_the_frames_edge_cuts_the_legs_off(edge):
    body = one_leg_raised()
    legs = body.image[[Landmark.of(s, p) for s in SIDES for p in ("knee", "ankle", "foot_index")]]
    beyond = {
        "left": (-legs[:, 0].min(), 0),
        "right": (640 - legs[:, 0].max(), 0),
        "top": (0, -legs[:, 1].min()),
        "bottom": (0, 480 - legs[:, 1].max()),
    }
    network = FakeNetwork(left_knee(body))
    corrected_photo(network, replace(body, image=body.image + np.array(beyond[edge])))
    assert network.runs == 0


@pytest.mark.parametrize(("off_side_deg", "runs"), [(0, 1), (30, 1), (45, 0), (90, 0)])
def test_the_network_is_run_in_a_side_view_only(off_side_deg, runs):
    raised = one_leg_raised()
    c, s = np.cos(np.radians(off_side_deg)), np.sin(np.radians(off_side_deg))
    turned = raised.world @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    network = FakeNetwork(left_knee(raised))
    corrected_photo(network, replace(raised, world=turned))
    assert network.runs == runs


def test_asked_about_the_other_leg_the_network_gives_the_opposite_logit():
    order = LegOrder()
    rng = np.random.default_rng(1)
    image = rng.integers(0, 255, IMAGE.shape, np.uint8)
    body = one_leg_raised()
    logit = order.nearer_logit(image, body, "left")
    assert abs(logit) > 0.01
    assert order.nearer_logit(image, body, "right") == pytest.approx(-logit, abs=1e-3)
