"""The lumbar gap: how high the lower back stands over the floor."""

from __future__ import annotations

import math

from posecheck.perception.back.underside import Underside, arm_covers, find_underside
from posecheck.perception.body.view import SIDE_WITHIN_DEG
from posecheck.perception.scene import Scene

ON_A_ROLLER_DEG = 12.0
"""A trunk that rises more than this from hips to shoulders does not lie on the floor: on a roller
under the mid-back it was read as 6-24 (rendered clips), flat on the floor as 2-8."""

HIGHEST_CM = 10.0
"""More than any back arches on the floor; a bridge, or a roller under the thorax."""

FLANK_SHARE = 0.86
"""The near flank's outline lifts by this share of what the back does: the mean of the rendered
trials that were not set aside, 0.67 to 1.15 in single ones (docs/selftest.md)."""

TOLERANCE_CM = 1.5
"""68 % of the flat backs of the rendered trials were nearer to the truth: how far a flat back's own
outline is hollow differs from person to person. A change is known better."""


def lumbar_gap(scene: Scene) -> tuple[float, float]:
    """Height in cm of the lower back's underside over the floor line, and its tolerance.

    Read from the lower outline of the trunk, as a share of the trunk's length in MediaPipe's
    world landmarks. NaN unless the person lies on the back on the floor and is seen from the
    side, the near arm not in the way.
    """
    underside = visible_underside(scene)
    return (math.nan if underside is None else gap_cm(underside)), TOLERANCE_CM


def gap_cm(underside: Underside) -> float:
    """The back's own height over the floor, from what the near flank shows of it; not below 0."""
    return max(0.0, underside.hollow_cm / FLANK_SHARE)


def visible_underside(scene: Scene) -> Underside | None:
    """The underside where the gap means something and can be seen; else None."""
    # from further round than the side view the near buttock hides the hollow
    if scene.posture != "supine" or not scene.off_side_deg <= SIDE_WITHIN_DEG:
        return None
    reading = scene.body.reading
    if reading is None or elevation_deg(scene) > ON_A_ROLLER_DEG:
        return None
    underside = find_underside(scene.body)
    if underside is None or underside.hollow_cm > HIGHEST_CM:
        return None
    return None if arm_covers(scene.body, scene.near_side, underside) else underside


def elevation_deg(scene: Scene) -> float:
    """How steeply the trunk rises from hips to shoulders, -90..90."""
    return math.degrees(math.asin(max(-1.0, min(1.0, -float(scene.orientation.long_axis[1])))))
