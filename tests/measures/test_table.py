"""The table of measures: what it gives of a frame, and that it keeps nothing of it."""

from __future__ import annotations

import gc
import math
import weakref
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, read_as, standing

from posecheck.measures import leg, names, reach, roller, table, trunk
from posecheck.measures.lumbar import lumbar_gap, lumbar_gap_change
from posecheck.measures.names import MEASURE_NAMES, SIDED_NAMES
from posecheck.measures.table import VALUE_NAMES, Measurements, measure, measure_scene, unit_of
from posecheck.perception.breath.tracker import Breath
from posecheck.perception.roller.roller import Roller
from posecheck.perception.scene import scene_of

SIDED = {
    "knee": leg.knee,
    "hip_flexion": leg.hip_flexion,
    "fallout": leg.fall_out,
    "hip_rotation": leg.hip_rotation,
    "hip_abduction": leg.hip_abduction,
    "hand_to_head": reach.hand_to_head,
    "foot_behind": reach.foot_behind,
    "ankle_to_thigh": reach.ankle_to_thigh,
}
WHOLE = {
    "roller_angle": roller.roller_angle,
    "roller_turn": roller.roller_turn,
    "roller_position": roller.roller_position,
    "trunk_inclination": trunk.inclination,
    "lumbar_gap_cm": lumbar_gap,
    "lumbar_gap_change_cm": lumbar_gap_change,
}
ANGLES = (
    "knee",
    "hip_flexion",
    "fallout",
    "hip_rotation",
    "hip_abduction",
    "roller_angle",
    "roller_turn",
    "trunk_inclination",
)
ROLLER = Roller(np.array([[320.0, 300.0], [320.0, 250.0]]), 30.0, 1.0, 8.0, 4.0, 0.4, 0.03)


def test_the_names_are_those_that_exercises_and_the_table_of_frames_use():
    assert SIDED.keys() == SIDED_NAMES
    assert SIDED.keys() | WHOLE.keys() == MEASURE_NAMES
    assert table.UNITS == names.UNITS
    assert VALUE_NAMES[:3] == ("knee_left", "knee_right", "hip_flexion_left")
    assert set(VALUE_NAMES) == {f"{n}_{s}" for n in SIDED for s in ("left", "right")} | set(WHOLE)


@pytest.mark.parametrize(
    "body",
    [
        replace(lying(fallout={"left": 40.0}), reading=read_as(lying(fallout={"left": 40.0}))),
        standing(thigh={"left": 60.0}, knee={"left": 90.0}),
    ],
)
def test_every_name_gives_its_own_measure_of_its_own_side(body):
    scene = scene_of(body, ROLLER)
    measured = measure_scene(scene)
    assert set(measured.values) == set(measured.tolerances) == set(VALUE_NAMES)
    for name, function in SIDED.items():
        for side in ("left", "right"):
            expected = function(scene, side)
            assert measured.value(name, side) == pytest.approx(expected, nan_ok=True)
    for name, function in WHOLE.items():
        found = measured.value(name), measured.tolerance(name)
        assert found == pytest.approx(function(scene), nan_ok=True)


def test_posture_view_and_near_side_are_the_scenes():
    scene = scene_of(lying())
    measured = measure(lying())
    assert (measured.posture, measured.view) == (scene.posture, scene.view) == ("supine", "side")
    assert (measured.near_side, measured.off_side_deg) == (scene.near_side, scene.off_side_deg)
    assert math.isnan(measured.posture_confidence)  # of one picture nobody knows
    assert math.isnan(measured.view_confidence)
    sure = measure_scene(replace(scene, posture_confidence=0.9, view_confidence=0.7))
    assert (sure.posture_confidence, sure.view_confidence) == (0.9, 0.7)


def test_a_measure_that_does_not_exist_or_lacks_its_side_is_cannot_see():
    measured = measure(lying())
    for value in (measured.value("knee"), measured.value("no_such"), measured.tolerance("knee")):
        assert math.isnan(value)


def test_the_breath_is_known_only_where_somebody_looked():
    seen = Measurements("supine", "side", 0.0, "left", {}, {})
    assert seen.breath_phase is None
    breath = Breath(phase="in")
    assert replace(seen, breath=breath).breath_phase == "in"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        *((name, ("°", 0)) for name in ANGLES),
        ("lumbar_gap_cm", (" cm", 1)),
        ("roller_position", ("", 2)),
        ("hand_to_head", (" trunk lengths", 2)),
        ("ankle_to_thigh", (" trunk lengths", 2)),
        ("foot_behind", (" leg lengths", 2)),
        (None, ("", 2)),
    ],
)
def test_values_are_shown_with_their_unit_and_no_more_decimals_than_are_known(name, unit):
    assert unit_of(name) == unit


@pytest.mark.parametrize("read", [False, True])
def test_a_measured_scene_and_its_mask_are_freed(read):
    # a mask of every frame that stays alive fills the memory of a long session
    body = replace(lying(), mask=np.zeros((48, 64), np.float32))
    if read:
        body = replace(body, reading=read_as(body))
    scene = scene_of(body, ROLLER)
    measurements = measure_scene(scene)
    alive = weakref.ref(scene), weakref.ref(body), weakref.ref(body.mask)
    del scene, body
    gc.collect()
    assert [reference() for reference in alive] == [None, None, None]
    assert measurements.value("fallout", "left") == pytest.approx(
        0 if read else math.nan, nan_ok=True
    )
