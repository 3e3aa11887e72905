"""Left-right symmetry: in a mirror image each side of the body has the values of the other side.

A wrong sign or side in one leg fails here, for every entry of the table of measures.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from skeletons import UP, lying, one_leg_raised, read_as, standing, with_back

from posecheck.anatomy import SIDES, Landmark, opposite
from posecheck.measures.table import (
    SIDED_MEASURES,
    WHOLE_MEASURES,
    SidedMeasure,
    WholeMeasure,
    measure_scene,
)
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.lying import mirror_body
from posecheck.perception.roller.roller import Roller
from posecheck.perception.scene import Scene, scene_of

TO_THE_RIGHT = np.array([1.0, 0.0, 0.0])
AWAY = np.array([0.0, 0.0, 1.0])
OBLIQUE = np.array([0.8, 0.0, 0.6])
TO_THE_CAMERA_OBLIQUE = np.array([0.6, 0.0, -0.8])

SIGN_IN_THE_MIRROR = {"roller_turn": -1.0}
"""Measures of the whole body that change their sign in the mirror; all others keep it."""

ROLLER = Roller(np.array([[300.0, 300.0], [340.0, 250.0]]), 30.0, 1.0, 8.0, 4.0, 0.4, 0.03)


def uneven(body: Body) -> Body:
    """The body with a head, and every point moved a little: no side is like the other."""
    noise = np.random.default_rng(4)
    world = body.world + noise.normal(0, 0.01, body.world.shape)
    image = body.image + noise.normal(0, 3, body.image.shape)
    head = body.middle("shoulder") + 0.3 * (body.middle("shoulder") - body.middle("hip"))
    for landmark in (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR):
        image[landmark] = head + noise.normal(0, 5, 2)
    return replace(body, world=world, image=image)


LYING = {
    "supine, one knee lowered": lying(fallout={"left": 50.0, "right": -12.0}),
    "supine, head at the left": lying(fallout={"right": 30.0}, head=-TO_THE_RIGHT),
    "supine, seen obliquely": lying(knee=100.0, fallout={"left": 20.0}, head=OBLIQUE),
    "supine, straight legs": lying(knee=172.0),
    "supine, one leg raised": one_leg_raised(),
    "prone": lying(ventral=-UP),
    "on the side": lying(ventral=-AWAY),
}
UPRIGHT = {
    "standing": standing(toes_out={"left": 30.0, "right": -10.0}),
    "standing, one leg raised": standing(OBLIQUE, thigh={"left": 80.0}, knee={"left": 95.0}),
    "a foot swung in": standing(knee={"right": 90.0}, shank_in={"right": 25.0}),
    "a lunge, facing the camera": standing(
        TO_THE_CAMERA_OBLIQUE,
        thigh={"left": 70.0, "right": -25.0},
        knee={"left": 90.0, "right": 120.0},
    ),
}
BODIES = {name: uneven(body) for name, body in (LYING | UPRIGHT).items()}
BODIES |= {f"{name}, read": replace(BODIES[name], reading=read_as(BODIES[name])) for name in LYING}
BODIES["a hollow back"] = with_back(uneven(lying()), 3.0)


def mirror(body: Body) -> Body:
    """The body in the mirror, what was read of it included."""
    image = mirror_body(body)
    if body.outline is not None:
        lower, upper = (
            line * (-1.0, 1.0) + (body.frame_size[0] - 1, 0.0)
            for line in (body.outline.lower, body.outline.upper)
        )
        image = replace(image, outline=replace(body.outline, lower=lower, upper=upper))
    return replace(image, reading=read_as(image)) if body.reading is not None else image


RISE = BackRise(1.2, 0.5, 1)
"""How far the lower back has risen."""


@cache
def scene_and_mirror_image(name: str) -> tuple[Scene, Scene]:
    body = BODIES[name]
    ends = ROLLER.ends * (-1.0, 1.0) + (body.frame_size[0] - 1, 0.0)
    roller = replace(ROLLER, ends=ends, off_perpendicular_deg=-ROLLER.off_perpendicular_deg)
    seen, mirrored = scene_of(body, ROLLER), scene_of(mirror(body), roller)
    return replace(seen, back_rise=RISE), replace(mirrored, back_rise=RISE)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("measure", SIDED_MEASURES, ids=lambda m: m.name)
def test_in_the_mirror_each_side_has_the_value_of_the_other(measure: SidedMeasure, body: str):
    scene, image = scene_and_mirror_image(body)
    for side in SIDES:
        expected = measure.function(scene, side)
        found = measure.function(image, opposite(side))
        assert found == pytest.approx(expected, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("measure", WHOLE_MEASURES, ids=lambda m: m.name)
def test_in_the_mirror_a_whole_measure_keeps_its_value_or_flips_sign(
    measure: WholeMeasure, body: str
):
    scene, image = scene_and_mirror_image(body)
    value, tolerance = measure.function(scene)
    expected = SIGN_IN_THE_MIRROR.get(measure.name, 1.0) * value
    assert measure.function(image) == pytest.approx((expected, tolerance), abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("body", BODIES)
def test_in_the_mirror_each_side_has_the_tolerance_of_the_other(body: str):
    scene, image = (measure_scene(each) for each in scene_and_mirror_image(body))
    assert image.near_side == opposite(scene.near_side)
    for measure in SIDED_MEASURES:
        for side in SIDES:
            expected = scene.tolerance(measure.name, side)
            found = image.tolerance(measure.name, opposite(side))
            assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("measure", SIDED_MEASURES, ids=lambda m: m.name)
@pytest.mark.parametrize("side", SIDES)
def test_some_body_gives_every_sided_measure_a_value_off_zero(measure: SidedMeasure, side):
    # else the tests above would prove nothing
    values = [measure.function(scene_and_mirror_image(name)[0], side) for name in BODIES]
    assert max(abs(value) for value in values if not math.isnan(value)) > 0.1


@pytest.mark.parametrize("measure", WHOLE_MEASURES, ids=lambda m: m.name)
def test_some_body_gives_every_whole_measure_a_value_off_zero(measure: WholeMeasure):
    values = [measure.function(scene_and_mirror_image(name)[0])[0] for name in BODIES]
    assert max(abs(value) for value in values if not math.isnan(value)) > 0.1
