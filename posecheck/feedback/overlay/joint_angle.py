"""An angle at a joint as it appears in the picture: where its arc goes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Landmark, Side
from posecheck.feedback.overlay.drawing import draw_arc, to_pixel
from posecheck.feedback.overlay.style import Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.geometry import wrap_degrees
from posecheck.perception.body.landmarks import Body

KNEE = ("hip", "knee", "ankle")
"""The three landmarks of the knee angle; the middle one is the vertex."""

HIP_FLEXION = ("shoulder", "hip", "knee")
"""The three landmarks of the hip angle; the middle one is the vertex."""

RADIUS_SHARE = 0.55
"""Radius of an arc as a share of the progress ring's radius."""


@dataclass(frozen=True, eq=False)
class JointAngle:
    """Where an angle lies in the picture.

    Attributes
    ----------
    vertex
        (2,) pixels, the joint.
    start_deg
        Direction of the first limb. Clockwise in the picture, 0 along its x axis.
    sweep_deg
        From the first limb to the second the short way round, -180..180, clockwise positive.
    """

    vertex: np.ndarray
    start_deg: float
    sweep_deg: float

    def draw_arc(self, image: Image8, colour: Colour, sizes: Sizes) -> None:
        """Draw the arc between the two limbs."""
        radius = arc_radius(sizes)
        centre = to_pixel(self.vertex)
        draw_arc(image, centre, radius, self.start_deg, self.sweep_deg, colour, sizes.line)


def arc_radius(sizes: Sizes) -> int:
    """Radius in pixels of the arc at a joint."""
    return round(sizes.ring * RADIUS_SHARE)


def find_joint_angle(body: Body, side: Side, parts: tuple[str, str, str]) -> JointAngle:
    """Find where the angle between three landmarks of one side lies in the picture.

    Parameters
    ----------
    body
        The person's landmarks.
    side
        The person's own side.
    parts
        :data:`KNEE` or :data:`HIP_FLEXION`.
    """
    first, vertex, second = (body.point(Landmark.of(side, part)) for part in parts)
    start = math.degrees(math.atan2(*(first - vertex)[::-1]))
    sweep = wrap_degrees(math.degrees(math.atan2(*(second - vertex)[::-1])) - start)
    return JointAngle(vertex, start, sweep)
