"""An angle at a joint as it appears in the picture: where its arc goes and how it is labelled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Landmark, Side
from posecheck.feedback.overlay.drawing import PANEL_STRENGTH, draw_arc, shade, to_pixel
from posecheck.feedback.overlay.style import DARK, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, text_size
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

    def draw_label(
        self,
        image: Image8,
        degrees: float,
        centre: tuple[float, float],
        colour: Colour,
        sizes: Sizes,
    ) -> None:
        """Write the degrees outside the middle of an arc around ``centre`` (in pixels)."""
        text = f"{degrees:z.0f}°"
        middle = math.radians(self.start_deg + self.sweep_deg / 2)
        distance = arc_radius(sizes) + sizes.small
        width, height = text_size(text, sizes.small)
        x = round(centre[0] + distance * math.cos(middle) - width / 2)
        y = round(centre[1] + distance * math.sin(middle) - height / 2)
        pad = sizes.margin // 3
        box = (x - pad, y - pad, x + width + pad, y + height + pad)
        shade(image, box, PANEL_STRENGTH, DARK)
        draw_text(image, text, (x, y), sizes.small, colour)


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
