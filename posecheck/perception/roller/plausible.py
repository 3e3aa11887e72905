"""Whether something that looks like a roller can be one, by its size and by where it lies."""

from __future__ import annotations

import numpy as np

from posecheck.anatomy import SIDES, Landmark
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller

LEAST_DIAMETER_M, MOST_DIAMETER_M = 0.06, 0.35
"""Range of a roller's diameter. Foam rollers measure 9 to 15 cm across. On photos of real people
they came out as 10 to 20 cm by the scale of MediaPipe's world landmarks; nearer to the camera than
the body they look larger."""

LEAST_DEPTH_M = 0.10
"""How far the lower edge of a roller that somebody lies on must be below the middle of the trunk:
half a trunk and the roller itself lie between. On photos and rendered clips it was 15 cm and more;
a sensor worn on the chest, taken for a roller, was at 5 cm."""

BONES = (
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    *(
        (Landmark.of(side, upper), Landmark.of(side, lower))
        for side in SIDES
        for upper, lower in (("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"))
    ),
)
"""What tells the scale: the median of them, so that one that is misread does not count."""

SHORTEST_BONE_M = 0.1
"""A bone that is foreshortened to less than this, in metres across the picture, tells no scale."""


def can_be_roller(roller: Roller, body: Body, *, under_body: bool) -> bool:
    """Whether a roller can have that size and place.

    Parameters
    ----------
    under_body
        Whether somebody lies on it, as far as the network tells.

    Returns
    -------
    bool
        True also where the body tells no scale.
    """
    scale = pixels_per_metre(body)
    if scale is None:
        return True
    if not LEAST_DIAMETER_M <= roller.diameter_px / scale <= MOST_DIAMETER_M:
        return False
    return not under_body or _depth_px(roller, body) >= LEAST_DEPTH_M * scale


def pixels_per_metre(body: Body) -> float | None:
    """The scale of the picture at the body; None where no bone lies across the line of sight."""
    scales = []
    for first, second in BONES:
        metres = np.linalg.norm((body.world[first] - body.world[second])[:2])
        if metres > SHORTEST_BONE_M:
            scales.append(float(np.linalg.norm(body.image[first] - body.image[second]) / metres))
    return float(np.median(scales)) if scales else None


def _depth_px(roller: Roller, body: Body) -> float:
    """How far the roller's lower edge is below the middle line of the trunk, in pixels."""
    lower_end = roller.ends[int(roller.ends[:, 1].argmax())]
    edge = lower_end + np.array([0.0, roller.diameter_px / 2])
    hips, trunk = body.middle("hip"), body.middle("shoulder") - body.middle("hip")
    length = max(float(trunk @ trunk), 1.0)
    nearest = hips + np.clip((edge - hips) @ trunk / length, 0.0, 1.0) * trunk
    return float(edge[1] - nearest[1])
