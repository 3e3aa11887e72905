"""Posture and view on people built by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import UP, lying, standing

from posecheck.anatomy import Landmark
from posecheck.measures.table import measure
from posecheck.perception.scene import scene_of

RIGHT, AWAY = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("body", "posture"),
    [
        (lying(), "supine"),
        (lying(knee=170, ventral=-UP), "prone"),
        (lying(knee=150, ventral=-AWAY, head=RIGHT), "side_lying_left"),
        (lying(knee=150, ventral=-AWAY, head=-RIGHT), "side_lying_right"),
        (standing(), "standing"),
        (standing(thigh={"left": 90.0}, knee={"left": 90.0}), "standing"),  # one knee raised
        (standing(thigh={"left": 90, "right": 90}, knee={"left": 90, "right": 90}), "sitting"),
        (standing(thigh={"left": 35.0, "right": -30.0}), "lunge"),  # a wide step
        (standing(thigh={"left": 12.0, "right": -12.0}), "standing"),  # a step
        (standing(knee={"left": 90.0, "right": 90.0}), "kneeling"),
        (standing(thigh={"left": 90.0}, knee={"left": 90.0, "right": 90.0}), "half_kneeling"),
    ],
)
def test_posture(body, posture):
    assert scene_of(body).posture == posture


def test_lying_on_the_belly_with_the_trunk_propped_up_is_not_sitting():
    """As in a cobra."""
    behind = standing(thigh={"left": -85.0, "right": -85.0})
    assert scene_of(behind).posture == "prone"


@pytest.mark.parametrize("sign", [-1, 1])
def test_bent_to_a_side_is_not_lying_on_it(sign):
    body = standing(facing=-AWAY)
    angle = np.radians(60.0 * sign)
    lean = np.array(
        [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    )
    world = body.world.copy()
    shoulders = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
    world[shoulders] = world[shoulders] @ lean.T
    assert scene_of(replace(body, world=world)).posture == "standing"


def _turned(degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    return np.array([np.cos(angle), 0.0, np.sin(angle)])


@pytest.mark.parametrize(
    ("body", "view"),
    [
        (lying(head=_turned(0)), "side"),
        (lying(head=_turned(20)), "side"),
        (lying(head=_turned(-30)), "oblique"),
        (lying(head=_turned(90)), "foot_end"),  # the head is away
        (lying(head=_turned(-90)), "head_end"),
        (standing(facing=-AWAY), "front"),
        (standing(facing=AWAY), "back"),
        (standing(facing=RIGHT), "side"),
        (lying(knee=150, ventral=-AWAY), "front"),  # on the side, facing the camera
    ],
)
def test_view(body, view):
    assert scene_of(body).view == view


def test_head_at_the_right_has_the_left_side_near():
    assert measure(lying(head=RIGHT)).near_side == "left"
    assert measure(lying(head=-RIGHT)).near_side == "right"
