"""Where joints lie in the picture: MediaPipe's marks, moved to the joints' centres."""

from __future__ import annotations

import math

from posecheck.anatomy import Landmark, Side
from posecheck.geometry import Vector, angle_at, unit
from posecheck.perception.scene import Scene

KNEE_INSET = 0.1
"""Depth of the knee's joint centre behind MediaPipe's mark, as the largest share of the thigh. It
grows with the bend. MediaPipe marks a bent knee near its front, so that the angle comes out too
small: by 5 degrees (median of 19 bent legs of real people in labelled photos; a comparison with
angles drawn by hand, JMIR preprint 102399, found 5.1). On rendered bodies MediaPipe does not err
in this way: there the correction costs a degree (docs/accuracy.md)."""

MARKED_HIP_BELOW_DEG = 30.0
"""Hip flexion in the picture, in degrees, up to which the near hip is where MediaPipe marks it."""

HALF_WAY_HIP_ABOVE_DEG = 60.0
"""Hip flexion from which it is half way to the hip of the reading; in between it moves there."""


def knee_centre(hip: Vector, marked: Vector, ankle: Vector) -> Vector:
    """Estimate the centre of the knee joint in the picture.

    Parameters
    ----------
    hip, marked, ankle
        (2,) pixels. ``marked`` is where MediaPipe marks the knee.

    Returns
    -------
    Vector
        (2,) pixels. It lies inside the bend, on the line that halves the knee's angle. A straight
        knee stays where it is marked; see :data:`KNEE_INSET` for the source.
    """
    thigh, shank = hip - marked, ankle - marked
    bisector = unit(thigh) + unit(shank)  # its length is twice the cosine of half the angle
    return marked + KNEE_INSET / 2 * math.hypot(*thigh) * bisector


def hip_centre(scene: Scene, side: Side) -> Vector:
    """Estimate where the hip joint lies in the picture, for the hip's flexion, (2,) pixels.

    Notes
    -----
    The near hip of a thigh that is little flexed is where MediaPipe marks it; half way to the
    reading's hip (:meth:`~posecheck.perception.scene.Scene.hip`) the flexion of real people came
    out larger: hand labels under 30 degrees, 17 pictures, 15.1 degrees off half way and 13.1 as
    marked. From :data:`MARKED_HIP_BELOW_DEG` on it moves half way, because MediaPipe's hip then
    follows the thigh (rendered people over 70 degrees: 5.8 half way, 7.7 as marked). A
    far hip is hidden and always half way (rendered: 7 half way, 10 as marked).
    """
    half_way = scene.hip(side)
    if side != scene.near_side:
        return half_way
    shoulder, marked, knee_ = (
        scene.body.point(Landmark.of(side, p)) for p in ("shoulder", "hip", "knee")
    )
    flexion = 180.0 - angle_at(shoulder, marked, knee_)
    low, high = MARKED_HIP_BELOW_DEG, HALF_WAY_HIP_ABOVE_DEG
    share = min(1.0, max(0.0, (flexion - low) / (high - low)))
    moved: Vector = marked + share * (half_way - marked)
    return moved
