"""Whether the lower back can be seen against the floor, and what hides it if not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from posecheck.perception.back.underside import Underside, arm_covers, find_underside
from posecheck.perception.body.view import SIDE_WITHIN_DEG

if TYPE_CHECKING:
    from posecheck.perception.scene import Scene

ON_A_ROLLER_DEG = 12.0
"""A trunk that rises more than this from hips to shoulders does not lie on the floor: on a roller
under the mid-back it was read as 6-24 (rendered clips), flat on the floor as 2-8."""

PELVIS_OFF_FLOOR_DEG = -12.0
"""A trunk that falls more than this from hips to shoulders has its pelvis off the floor. It is the
mean of the reading and the picture, each of which may be off by 5: in bridges of real people -31 to
-13, lying on the floor -11 (a rendered person with a plain arch) to 6."""

HIGHEST_CM = 10.0
"""No back arches more than this on the floor: it is a bridge, or a roller lies under the thorax."""


@dataclass(frozen=True, eq=False)
class LumbarView:
    """What one frame shows of the lower back.

    Attributes
    ----------
    underside
        The lower outline of the trunk; None where it cannot be seen or means nothing.
    hidden_by
        What hides it: "arm", or "outline" for any other reason; empty where it is seen.
    """

    underside: Underside | None
    hidden_by: Literal["", "arm", "outline"]


def view_lumbar_spine(scene: Scene) -> LumbarView:
    """Look for the underside of the lower back of someone who lies on the floor."""
    # seen from further round, the near buttock hides the hollow
    if scene.posture != "supine" or not scene.off_side_deg <= SIDE_WITHIN_DEG:
        return LumbarView(None, "outline")
    if scene.arm_near:
        return LumbarView(None, "arm")
    underside = find_underside(scene.body)
    if underside is not None and arm_covers(scene.body, scene.near_side, underside):
        return LumbarView(None, "arm")
    if underside is None or underside.hollow_cm > HIGHEST_CM or not lies_on_floor(scene):
        return LumbarView(None, "outline")
    return LumbarView(underside, "")


def lies_on_floor(scene: Scene) -> bool:
    """Whether the trunk of someone supine, seen about from the side, lies on the floor."""
    right, down = scene.body.middle("shoulder") - scene.body.middle("hip")
    rises_deg = math.degrees(math.atan2(-down, abs(right)))
    if scene.body.reading is None:
        return PELVIS_OFF_FLOOR_DEG <= rises_deg <= ON_A_ROLLER_DEG
    in_space_deg = elevation_deg(scene)
    mean_deg = (in_space_deg + rises_deg) / 2
    return mean_deg >= PELVIS_OFF_FLOOR_DEG and in_space_deg <= ON_A_ROLLER_DEG


def elevation_deg(scene: Scene) -> float:
    """How steeply the trunk rises in space from hips to shoulders, -90..90."""
    return math.degrees(math.asin(max(-1.0, min(1.0, -float(scene.orientation.long_axis[1])))))
