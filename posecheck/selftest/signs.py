"""What one frame tells the self-test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.anatomy import SIDES, Side
from posecheck.measures.lumbar import gap_cm
from posecheck.measures.table import Measurements
from posecheck.perception.back.underside import Underside
from posecheck.perception.body.view import SIDE_WITHIN_DEG
from posecheck.selftest.limits import selftest_limits

LEG_PARTS = ("hip", "knee", "ankle")


@dataclass(frozen=True)
class LegAngles:
    """Degrees; NaN where they cannot be seen."""

    hip_flexion: float = math.nan
    knee: float = math.nan


@dataclass(frozen=True, eq=False)
class Signs:
    """Attributes:
    near_side: the person's side nearer to the camera.
    legs: the angles of both legs, as the measures call them.
    gap_cm, belly_cm: the lower back's height over the floor line and the belly's; NaN when not
        seen.
    unfit: why this frame does not show the back and the near leg, a name in the limits'
        reasons; empty when it does.
    underside: for drawing; None when not seen.
    """

    time_s: float
    near_side: Side | None = None
    legs: Mapping[Side, LegAngles] | None = None
    gap_cm: float = math.nan
    belly_cm: float = math.nan
    unfit: str = "nobody"
    underside: Underside | None = None

    def leg(self, side: Side) -> LegAngles:
        return (self.legs or {}).get(side, LegAngles())


def signs_of(time_s: float, measurements: Measurements | None) -> Signs:
    """The signs of one frame; without measurements nobody is seen."""
    if measurements is None:
        return Signs(time_s)
    legs = {
        side: LegAngles(measurements.value("hip_flexion", side), measurements.value("knee", side))
        for side in SIDES
    }
    seen = measurements.lumbar_view
    underside = seen.underside if seen is not None else None
    return Signs(
        time_s,
        measurements.near_side,
        legs,
        math.nan if underside is None else gap_cm(underside),
        math.nan if underside is None else underside.belly_cm,
        _unfit(measurements),
        underside,
    )


def _unfit(measurements: Measurements) -> str:
    """Why a frame does not show the back and the near leg; empty when it does."""
    camera, seen = measurements.camera, measurements.lumbar_view
    if measurements.posture != "supine":
        return "not_supine"
    if camera.others_lying:
        return "two_people"
    if not measurements.off_side_deg <= SIDE_WITHIN_DEG:
        return "turned_away"
    if not camera.shows(measurements.near_side, *LEG_PARTS):
        return "out_of_view"
    if camera.height_m > selftest_limits().camera.most_height_m:
        return "camera_high"
    if seen is not None and seen.underside is not None:
        return ""
    return "arm_in_way" if seen is not None and seen.hidden_by == "arm" else "back_hidden"
