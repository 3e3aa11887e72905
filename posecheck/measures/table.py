"""The table of measures: a new measure is one function and one entry here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from posecheck.body.landmarks import SIDES, Body, Side
from posecheck.body.posture import Posture
from posecheck.body.view import View, near_side_of
from posecheck.measures import leg
from posecheck.measures.scene import Scene, scene_of


@dataclass(frozen=True)
class SidedMeasure:
    """A measure that each side of the body has."""

    name: str
    title: str
    unit: str
    function: Callable[[Scene, Side], float]


MEASURES: tuple[SidedMeasure, ...] = (
    SidedMeasure("knee", "Knee", "°", leg.knee),
    SidedMeasure("hip_flexion", "Hip flexion", "°", leg.hip_flexion),
    SidedMeasure("fallout", "Fall-out", "°", leg.fall_out),
    SidedMeasure("hip_rotation", "Hip rotation", "°", leg.hip_rotation),
)

MEASURES_BY_NAME: Mapping[str, SidedMeasure] = {m.name: m for m in MEASURES}

NOT_YET = ("lumbar_gap_cm", "roller_angle", "roller_turn", "roller_position")
"""Measures that checks already name and that nothing gives so far: always cannot-see."""


@dataclass(frozen=True)
class Measurements:
    """The numbers of one frame.

    Attributes:
        near_side: the person's own side that is nearer to the camera.
        posture, view: see :mod:`posecheck.body.posture` and :mod:`posecheck.body.view`.
        values: measure name, with ``_left`` or ``_right`` behind it where it has sides, to
            its value; NaN is cannot-see.
    """

    posture: Posture
    view: View
    near_side: Side
    values: Mapping[str, float]

    def value(self, name: str, side: Side | None = None) -> float:
        """The value of a measure, NaN when it cannot be seen or does not exist."""
        return self.values.get(name if side is None else f"{name}_{side}", math.nan)


def measure(body: Body) -> Measurements:
    """All measures of one body in one frame."""
    scene = scene_of(body)
    values = {f"{m.name}_{side}": m.function(scene, side) for m in MEASURES for side in SIDES}
    return Measurements(scene.posture, scene.view, near_side_of(scene.orientation), values)
