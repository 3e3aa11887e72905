"""The table of measures: a new measure is one function and one entry here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from posecheck.anatomy import SIDES, Side
from posecheck.measures import leg, reach, roller, trunk
from posecheck.measures.lumbar import lumbar_gap
from posecheck.measures.tolerance import is_of_use, tolerance_of, tolerance_of_reading
from posecheck.perception.back.lumbar_view import LumbarView
from posecheck.perception.body.arms import raised_arm
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.posture import Posture
from posecheck.perception.body.view import View
from posecheck.perception.breath.tracker import Breath
from posecheck.perception.breath.waveform import BreathPhase
from posecheck.perception.camera_facts import CameraFacts, camera_facts
from posecheck.perception.placement import Placement, placement_of
from posecheck.perception.scene import Scene, scene_of


@dataclass(frozen=True)
class SidedMeasure:
    """A measure that each side of the body has."""

    name: str
    title: str
    unit: str
    function: Callable[[Scene, Side], float]


@dataclass(frozen=True)
class WholeMeasure:
    """A measure of the body as a whole, or of the body and the roller.

    ``function`` gives the value and its tolerance, both in ``unit``; NaN is cannot-see.
    """

    name: str
    title: str
    unit: str
    function: Callable[[Scene], tuple[float, float]]


MEASURES: tuple[SidedMeasure, ...] = (
    SidedMeasure("knee", "Knee", "°", leg.knee),
    SidedMeasure("hip_flexion", "Hip flexion", "°", leg.hip_flexion),
    SidedMeasure("fallout", "Fall-out", "°", leg.fall_out),
    SidedMeasure("hip_rotation", "Hip rotation", "°", leg.hip_rotation),
    SidedMeasure("hip_abduction", "Hip abduction", "°", leg.hip_abduction),
    SidedMeasure("hand_to_head", "Hand to head", " trunk lengths", reach.hand_to_head),
    SidedMeasure("foot_behind", "Foot behind", " leg lengths", reach.foot_behind),
    SidedMeasure("ankle_to_thigh", "Ankle to thigh", " trunk lengths", reach.ankle_to_thigh),
)

WHOLE_MEASURES: tuple[WholeMeasure, ...] = (
    WholeMeasure("roller_angle", "Roller to spine", "°", roller.roller_angle),
    WholeMeasure("roller_turn", "Roller turned", "°", roller.roller_turn),
    WholeMeasure("roller_position", "Roller along the trunk", "", roller.roller_position),
    WholeMeasure("trunk_inclination", "Trunk", "°", trunk.inclination),
    WholeMeasure("lumbar_gap_cm", "Lumbar gap", " cm", lumbar_gap),
)

SIDED = frozenset(m.name for m in MEASURES)
KNOWN = SIDED | {m.name for m in WHOLE_MEASURES}
UNITS = {m.name: m.unit for m in MEASURES} | {m.name: m.unit for m in WHOLE_MEASURES}
VALUE_NAMES = (
    *(f"{m.name}_{side}" for m in MEASURES for side in SIDES),
    *(m.name for m in WHOLE_MEASURES),
)
"""All keys of :attr:`Measurements.values`."""

NOT_YET = ("pelvic_tilt",)
"""Measures that checks already name and that nothing gives so far: always cannot-see."""


@dataclass(frozen=True)
class Measurements:
    """The numbers of one frame.

    Attributes:
        near_side: the person's own side that is nearer to the camera.
        posture, view: see :mod:`posecheck.perception.body.posture` and
            :mod:`posecheck.perception.body.view`.
        off_side_deg: how far the camera is from the side view, 0..90, NaN when unknown.
        values: measure name, with ``_left`` or ``_right`` behind it where it has sides, to
            its value; NaN is cannot-see.
        tolerances: by the same names, how far off the value may be (two times in three it
            is nearer the truth), NaN where that was never measured.
        posture_confidence, view_confidence: 0..1, how steadily the last second said so; NaN
            for a picture by itself.
        breath: what is known of the breath; None where nobody looked, as in a photo.
        camera: what the image tells about the camera.
        placement: where the body is in the image.
        raised_arm: the side whose arm points straight up to the ceiling, alone; else None.
        lumbar_view: what is seen of the lower back.
    """

    posture: Posture
    view: View
    off_side_deg: float
    near_side: Side
    values: Mapping[str, float]
    tolerances: Mapping[str, float]
    posture_confidence: float = math.nan
    view_confidence: float = math.nan
    breath: Breath | None = None
    camera: CameraFacts = field(default_factory=CameraFacts)
    placement: Placement | None = None
    raised_arm: Side | None = None
    lumbar_view: LumbarView | None = None

    @property
    def breath_phase(self) -> BreathPhase | None:
        """What the breath does; None when that cannot be seen."""
        return self.breath.phase if self.breath else None

    def value(self, name: str, side: Side | None = None) -> float:
        """The value of a measure, NaN when it cannot be seen or does not exist."""
        return self.values.get(_key(name, side), math.nan)

    def tolerance(self, name: str, side: Side | None = None) -> float:
        """How far off :meth:`value` may be, NaN when that is not known."""
        return self.tolerances.get(_key(name, side), math.nan)


def _key(name: str, side: Side | None) -> str:
    return name if side is None else f"{name}_{side}"


def unit_of(measure: str | None) -> tuple[str, int]:
    """A measure's unit, and how many decimals are worth showing."""
    unit = UNITS.get(measure or "", "")
    return unit, {"°": 0, " cm": 1}.get(unit, 2)


def measure(body: Body) -> Measurements:
    """All measures of one body in one frame."""
    return measure_scene(scene_of(body))


def measure_scene(scene: Scene) -> Measurements:
    """All measures of a scene that was worked out already."""
    values, tolerances = {}, {}
    for m in MEASURES:
        for side in SIDES:
            key = _key(m.name, side)
            tolerance = _tolerance(scene, m.name, side)
            usable = is_of_use(m.name, tolerance)
            values[key] = m.function(scene, side) if usable else math.nan
            tolerances[key] = tolerance
    for whole in WHOLE_MEASURES:
        values[whole.name], tolerances[whole.name] = whole.function(scene)
    return Measurements(
        scene.posture,
        scene.view,
        scene.off_side_deg,
        scene.near_side,
        values,
        tolerances,
        posture_confidence=scene.posture_confidence,
        view_confidence=scene.view_confidence,
        camera=camera_facts(scene.body),
        placement=placement_of(scene.body),
        raised_arm=raised_arm(scene.body, scene.posture),
        lumbar_view=scene.lumbar_view,
    )


def _tolerance(scene: Scene, measure: str, side: Side) -> float:
    reading = scene.body.reading
    if reading is not None:
        error_deg = reading.legs[side].error_deg.get(measure, math.nan)
        return tolerance_of_reading(measure, error_deg)
    return tolerance_of(measure, side == scene.near_side, scene.off_side_deg)
