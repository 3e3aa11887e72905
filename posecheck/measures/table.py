"""The table of measures. A new measure is one function and one entry here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from posecheck.anatomy import SIDES, Side
from posecheck.measures import leg, reach, roller, trunk
from posecheck.measures.lumbar import lumbar_gap, lumbar_gap_change
from posecheck.measures.tolerance import is_usable, reading_tolerance, table_tolerance
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.back.lumbar_view import LumbarView
from posecheck.perception.body.arms import raised_arm
from posecheck.perception.body.labels import Posture, View
from posecheck.perception.body.landmarks import Body
from posecheck.perception.breath.breath import Breath
from posecheck.perception.breath.waveform import BreathPhase
from posecheck.perception.camera_facts import CameraFacts, camera_facts
from posecheck.perception.placement import Placement, placement_of
from posecheck.perception.scene import Scene, scene_of


@dataclass(frozen=True)
class SidedMeasure:
    """A measure of each side of the body.

    Attributes
    ----------
    name : str
        Its name in checks and, with ``_left`` or ``_right``, in :attr:`Measurements.values`.
    unit : str
        Its unit, as written after a number.
    function : callable
        Gives the value in ``unit``; NaN is cannot-see. The tolerance comes from
        :mod:`posecheck.measures.tolerance`.
    """

    name: str
    unit: str
    function: Callable[[Scene, Side], float]


@dataclass(frozen=True)
class WholeMeasure:
    """A measure of the body as a whole, or of the body and the roller.

    Attributes
    ----------
    name : str
        Its name in checks and in :attr:`Measurements.values`.
    unit : str
        Its unit, as written after a number.
    function : callable
        Gives the value and its tolerance, both in ``unit``; NaN is cannot-see.
    """

    name: str
    unit: str
    function: Callable[[Scene], tuple[float, float]]


SIDED_MEASURES: tuple[SidedMeasure, ...] = (
    SidedMeasure("knee", "°", leg.knee),
    SidedMeasure("hip_flexion", "°", leg.hip_flexion),
    SidedMeasure("fallout", "°", leg.fall_out),
    SidedMeasure("hip_rotation", "°", leg.hip_rotation),
    SidedMeasure("hip_abduction", "°", leg.hip_abduction),
    SidedMeasure("hand_to_head", " trunk lengths", reach.hand_to_head),
    SidedMeasure("foot_behind", " leg lengths", reach.foot_behind),
    SidedMeasure("ankle_to_thigh", " trunk lengths", reach.ankle_to_thigh),
)
"""The measures of one side: each stands in the table once for left and once for right."""

WHOLE_MEASURES: tuple[WholeMeasure, ...] = (
    WholeMeasure("roller_angle", "°", roller.roller_angle),
    WholeMeasure("roller_turn", "°", roller.roller_turn),
    WholeMeasure("roller_position", "", roller.roller_position),
    WholeMeasure("trunk_inclination", "°", trunk.inclination),
    WholeMeasure("lumbar_gap_cm", " cm", lumbar_gap),
    WholeMeasure("lumbar_gap_change_cm", " cm", lumbar_gap_change),
)
"""The measures of the whole body, of the roller and of the lower back."""

ROLLER_NAMES = frozenset(m.name for m in WHOLE_MEASURES if m.name.startswith("roller_"))
"""Names of the measures of the roller."""

UNITS = {m.name: m.unit for m in SIDED_MEASURES} | {m.name: m.unit for m in WHOLE_MEASURES}
"""Measure name, without a side -> unit."""

VALUE_NAMES = (
    *(f"{m.name}_{side}" for m in SIDED_MEASURES for side in SIDES),
    *(m.name for m in WHOLE_MEASURES),
)
"""All keys of :attr:`Measurements.values`, in the order of the table."""


@dataclass(frozen=True)
class Measurements:
    """The measured values of one frame.

    Attributes
    ----------
    posture : Posture
        See :mod:`posecheck.perception.body.posture`.
    view : View
        See :mod:`posecheck.perception.body.view`.
    off_side_deg : float
        Angle between the camera and the side view, 0..90 degrees; NaN when unknown.
    near_side : Side
        The person's own side that is nearer to the camera.
    values : mapping
        Measure name, with ``_left`` or ``_right`` for a sided measure -> value in the measure's
        unit; NaN is cannot-see. The keys are :data:`VALUE_NAMES`.
    tolerances : mapping
        By the same names, the value's tolerance: 68 % of the errors are smaller. NaN where it was
        never measured.
    posture_confidence, view_confidence : float
        0..1, the share of the last second or so in which the label was seen; NaN for a single
        picture.
    breath : Breath or None
        What is known of the breath; None where nobody looked, as in a photo.
    camera : CameraFacts
        What the image shows about the camera.
    placement : Placement or None
        Where the body is in the image.
    raised_arm : Side or None
        The side whose arm alone points straight up to the ceiling.
    lumbar_view : LumbarView or None
        What is seen of the lower back.
    back_rise : BackRise or None
        How much higher the lower back is than in a reference picture.
    roller_seen_s : float
        For how many seconds the roller has been seen; infinite in a photo, and where somebody has
        marked it or there is none.
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
    back_rise: BackRise | None = None
    roller_seen_s: float = math.inf

    @property
    def breath_phase(self) -> BreathPhase | None:
        """The phase of the breath; None when it cannot be seen."""
        return self.breath.phase if self.breath else None

    def value(self, name: str, side: Side | None = None) -> float:
        """Look up the value of a measure; NaN when it cannot be seen or does not exist."""
        return self.values.get(_key(name, side), math.nan)

    def tolerance(self, name: str, side: Side | None = None) -> float:
        """Look up the tolerance of :meth:`value`; NaN when it is unknown."""
        return self.tolerances.get(_key(name, side), math.nan)


def _key(name: str, side: Side | None) -> str:
    return name if side is None else f"{name}_{side}"


def unit_of(measure: str | None) -> tuple[str, int]:
    """Look up a measure's unit, and how many decimals are worth showing."""
    unit = UNITS.get(measure or "", "")
    return unit, {"°": 0, " cm": 1}.get(unit, 2)


def measure(body: Body) -> Measurements:
    """Compute all measures of one body in one frame."""
    return measure_scene(scene_of(body))


def measure_scene(scene: Scene) -> Measurements:
    """Compute all measures of one scene.

    A sided measure whose tolerance is too large to be usable is NaN
    (:func:`~posecheck.measures.tolerance.is_usable`); its tolerance is kept.
    """
    values, tolerances = {}, {}
    for m in SIDED_MEASURES:
        for side in SIDES:
            key = _key(m.name, side)
            tolerance = _tolerance(scene, m.name, side)
            usable = is_usable(m.name, tolerance)
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
        back_rise=scene.back_rise,
        roller_seen_s=scene.roller.seen_s if scene.roller is not None else math.inf,
    )


def _tolerance(scene: Scene, measure: str, side: Side) -> float:
    """Find the tolerance of a sided measure: from the lying reading, else from the table."""
    reading = scene.body.reading
    if reading is not None:
        error_deg = reading.legs[side].error_deg.get(measure, math.nan)
        return reading_tolerance(measure, error_deg)
    return table_tolerance(measure, side == scene.near_side, scene.off_side_deg)
