"""The signs: what one frame shows to the self-test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.anatomy import SIDES, Side
from posecheck.measures.lumbar import gap_cm, is_known_well
from posecheck.measures.table import Measurements
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.back.underside import Underside
from posecheck.perception.body.view import SIDE_WITHIN_DEG
from posecheck.tightness.limits import selftest_limits

MISTAKEN_DEG = 35.0
"""The legs count as mistaken for each other when the leg that is called the tested one lies nearer
to the other leg's resting position by this many degrees, hip and knee added."""

LEG_PARTS = ("hip", "knee", "ankle")
"""The parts of the near leg that must be in the picture."""


@dataclass(frozen=True)
class LegAngles:
    """The angles of one leg in degrees; NaN where they cannot be seen."""

    hip_flexion: float = math.nan
    knee: float = math.nan


def are_mistaken(tested: LegAngles, other: LegAngles, other_at_rest: LegAngles) -> bool:
    """Whether the leg that is called the tested one lies as the other leg did at rest.

    Only angles that are known of both legs and of the rest count: what is not seen lies nowhere.
    """
    apart_deg = sum(
        abs(seen - rest) - abs(of_other - rest)
        for seen, of_other, rest in (
            (tested.hip_flexion, other.hip_flexion, other_at_rest.hip_flexion),
            (tested.knee, other.knee, other_at_rest.knee),
        )
        if not math.isnan(seen + of_other + rest)
    )
    return apart_deg < -MISTAKEN_DEG


@dataclass(frozen=True, eq=False)
class Signs:
    """What one frame shows to the self-test.

    Attributes
    ----------
    time_s
        The frame's time.
    near_side
        The person's side that is near the camera; None when nobody is seen.
    legs
        The angles of both legs, each under the side that the measures give it.
    gap_cm
        Height of the lower back's underside over the floor line; NaN when it is not seen.
    belly_cm
        Height of the belly over the floor line; NaN when it is not seen.
    unfit
        Why this frame does not show the back and the near leg, a name in the limits' reasons;
        empty when it does.
    underside
        The back's outline and the floor line, for drawing; None when they are not seen.
    rise
        How much higher the back is than in a reference picture; None where it is not known.
    """

    time_s: float
    near_side: Side | None = None
    legs: Mapping[Side, LegAngles] | None = None
    gap_cm: float = math.nan
    belly_cm: float = math.nan
    unfit: str = "nobody"
    underside: Underside | None = None
    rise: BackRise | None = None

    def leg(self, side: Side) -> LegAngles:
        """The angles of one leg; NaN when nobody is seen."""
        return (self.legs or {}).get(side, LegAngles())


def read_signs(time_s: float, measurements: Measurements | None) -> Signs:
    """The signs of one frame.

    Parameters
    ----------
    time_s
        The frame's time.
    measurements
        None when nobody is seen.
    """
    if measurements is None:
        return Signs(time_s)
    legs = {
        side: LegAngles(measurements.value("hip_flexion", side), measurements.value("knee", side))
        for side in SIDES
    }
    view, rise = measurements.lumbar_view, measurements.back_rise
    underside = view.underside if view is not None else None
    return Signs(
        time_s=time_s,
        near_side=measurements.near_side,
        legs=legs,
        gap_cm=math.nan if underside is None else gap_cm(underside),
        belly_cm=math.nan if underside is None else underside.belly_cm,
        unfit=_find_reason(measurements),
        underside=underside,
        rise=rise if rise is not None and rise.settled else None,
    )


def _find_reason(measurements: Measurements) -> str:
    """Why a frame does not show the back and the near leg; empty when it does."""
    camera, view = measurements.camera, measurements.lumbar_view
    if camera.turned_deg:
        return "picture_turned"
    if measurements.posture != "supine":
        return "not_supine"
    if camera.others_lying:
        return "two_people"
    rise = measurements.back_rise
    motion_tells = rise is not None and is_known_well(rise)  # also from further round
    if not measurements.off_side_deg <= SIDE_WITHIN_DEG and not motion_tells:
        return "turned_away"
    if not camera.shows(measurements.near_side, *LEG_PARTS):
        return "out_of_view"
    limits = selftest_limits().camera
    if camera.height_m > limits.most_height_m + limits.height_error_m:
        return "camera_high"
    if motion_tells or (view is not None and view.underside is not None):
        return ""
    return "arm_in_way" if view is not None and view.hidden_by == "arm" else "back_hidden"
