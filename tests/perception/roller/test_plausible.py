"""What looks like a roller must have a roller's size, and lie where one can lie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.perception.roller.plausible import can_be_roller, pixels_per_metre
from posecheck.perception.roller.roller import Roller

BODY = lying()
SCALE = pixels_per_metre(BODY)
MIDDLE = (BODY.middle("hip") + BODY.middle("shoulder")) / 2


def roller_at(below_m: float, diameter_m: float = 0.15) -> Roller:
    """A roller whose lower edge is so far below the middle of the trunk."""
    near = MIDDLE + np.array([0.0, (below_m - diameter_m / 2) * SCALE])
    far = near - np.array([0.05, 0.08]) * SCALE
    return Roller(np.array([near, far]), diameter_m * SCALE, 0.99)


def test_the_scale_is_that_of_the_bones_across_the_picture():
    larger = replace(BODY, image=2 * BODY.image)
    assert pixels_per_metre(larger) == pytest.approx(2 * SCALE)
    misread = BODY.image.copy()
    misread[25] += 300.0  # one knee
    assert pixels_per_metre(replace(BODY, image=misread)) == pytest.approx(SCALE, rel=0.1)


def test_where_no_bone_lies_across_nothing_is_known():
    along = BODY.world.copy()
    along[:, :2] = 0.0
    body = replace(BODY, world=along)
    assert pixels_per_metre(body) is None
    assert can_be_roller(roller_at(0.02, 0.01), body, under_body=True)


@pytest.mark.parametrize("under_body", [True, False])
def test_a_roller_under_the_trunk_can_be_one(under_body):
    assert can_be_roller(roller_at(0.25), BODY, under_body=under_body)


def test_a_thing_on_the_chest_is_none():
    assert not can_be_roller(roller_at(0.05, 0.09), BODY, under_body=True)
    # behind the body one may look higher than the trunk
    assert can_be_roller(roller_at(-0.1), BODY, under_body=False)


@pytest.mark.parametrize("diameter_m", [0.03, 0.5])
def test_a_bottle_or_a_sofa_has_another_size(diameter_m):
    assert not can_be_roller(roller_at(0.3, diameter_m), BODY, under_body=False)
