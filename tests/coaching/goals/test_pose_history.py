"""A history of poses knows a cut from legs that are taken for each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.anatomy import Landmark
from posecheck.coaching.goals.pose_history import SAMPLE_PERIOD_S, PoseHistory
from posecheck.perception.placement import placement_of

PERIOD_S = 1 / 30


def with_leg_raised(leg):
    body = lying()
    image = body.image.copy()
    for part in ("KNEE", "ANKLE"):
        image[Landmark[f"{leg.upper()}_{part}"]] += [80.0, -300.0]
    return placement_of(replace(body, image=image))


def test_legs_that_are_taken_for_each_other_are_no_cut():
    history = PoseHistory()
    history.add(0.0, with_leg_raised("left"), "left")
    assert not history.has_cut(PERIOD_S, with_leg_raised("left"))
    assert not history.has_cut(PERIOD_S, with_leg_raised("right"))


def test_a_body_that_is_suddenly_elsewhere_is_a_cut():
    body, history = lying(), PoseHistory()
    history.add(0.0, placement_of(body), "left")
    elsewhere = replace(body, image=body.image + np.array([200.0, 0.0]))
    assert history.has_cut(PERIOD_S, placement_of(elsewhere))


def test_so_many_poses_are_kept_and_always_the_newest():
    history = PoseHistory()
    for n in range(121):  # a camera that is twice as fast
        history.add(n * PERIOD_S / 2, placement_of(lying()), "left")
    assert len(history.times()) == 61
    assert np.diff(history.times()) == pytest.approx(SAMPLE_PERIOD_S)
    history.add(121 * PERIOD_S / 2, placement_of(lying()), "left")
    assert history.times()[-1] == 121 * PERIOD_S / 2
