"""What one frame tells the self-test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.anatomy import SIDES, Landmark, Side
from posecheck.measures.lumbar import gap_cm, visible_underside
from posecheck.measures.table import Measurements
from posecheck.perception.back.underside import Underside, arm_covers, find_underside
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.view import SIDE_WITHIN_DEG
from posecheck.perception.scene import scene_of
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


def signs_of(time_s: float, body: Body | None, measurements: Measurements | None) -> Signs:
    """The signs of one frame."""
    if body is None or measurements is None:
        return Signs(time_s)
    legs = {
        side: LegAngles(measurements.value("hip_flexion", side), measurements.value("knee", side))
        for side in SIDES
    }
    near = measurements.near_side
    scene = scene_of(body)
    underside = visible_underside(scene)
    unfit = ""
    if measurements.posture != "supine":
        unfit = "not_supine"
    elif body.also_lying:
        unfit = "two_people"
    elif not measurements.off_side_deg <= SIDE_WITHIN_DEG:
        unfit = "turned_away"
    elif not all(body.in_frame(Landmark.of(near, part)) for part in LEG_PARTS):
        unfit = "out_of_view"
    elif _camera_height(body) > selftest_limits().camera.most_height_m:
        unfit = "camera_high"
    elif underside is None:
        hidden = find_underside(body)
        covered = hidden is not None and arm_covers(body, near, hidden)
        unfit = "arm_in_way" if covered else "back_hidden"
    return Signs(
        time_s,
        near,
        legs,
        math.nan if underside is None else gap_cm(underside),
        math.nan if underside is None else underside.belly_cm,
        unfit,
        underside,
    )


def _camera_height(body: Body) -> float:
    return body.reading.camera_height_m if body.reading is not None else 0.0
