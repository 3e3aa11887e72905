"""What the image tells about the camera: light, size, tilt, height, and what it cuts off."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from posecheck.anatomy import SIDES, Landmark, Side
from posecheck.perception.body.landmarks import Body

PARTS = ("shoulder", "hip", "knee", "ankle")
"""The parts of the body whose place in the image is checked."""


@dataclass(frozen=True)
class CameraFacts:
    """What one frame tells about how the camera stands.

    Attributes
    ----------
    brightness
        Mean brightness of the image in the body's box, 0..255; NaN if unknown.
    body_share
        Length of the body (shoulders to hips to feet) as a share of the image's diagonal.
    outside
        The (side, part) of :data:`PARTS` that lie outside the image.
    roll_deg
        How far the camera leans to one side, in degrees; NaN where nobody lies.
    height_m
        Its height over the floor in metres, known to about 0.2 m; NaN where nobody lies.
    others_lying
        How many other people lie in the image.
    turned_deg
        By how many degrees clockwise the image must be turned to be the right way up; 0 where it
        is, or nothing is known.
    """

    brightness: float = math.nan
    body_share: float = math.nan
    outside: frozenset[tuple[Side, str]] = frozenset()
    roll_deg: float = math.nan
    height_m: float = math.nan
    others_lying: int = 0
    turned_deg: int = 0

    def shows(self, side: Side, *parts: str) -> bool:
        """Whether all ``parts`` of that side lie inside the image."""
        return not any((side, part) in self.outside for part in parts)


def camera_facts(body: Body) -> CameraFacts:
    """What the frame in which ``body`` was found tells about the camera."""
    reading = body.reading
    return CameraFacts(
        brightness=body.brightness,
        body_share=body_share(body),
        outside=frozenset(
            (side, part)
            for side in SIDES
            for part in PARTS
            if not body.in_frame(Landmark.of(side, part))
        ),
        roll_deg=math.nan if reading is None else reading.camera_roll_deg,
        height_m=math.nan if reading is None else reading.camera_height_m,
        others_lying=body.also_lying,
        turned_deg=body.turned_deg,
    )


def body_share(body: Body) -> float:
    """The body's length, shoulders to hips to feet, as a share of the image's diagonal."""
    legs = [
        [body.point(Landmark.of(side, part)).tolist() for part in ("hip", "knee", "ankle")]
        for side in SIDES
    ]
    trunk = math.dist(body.middle("shoulder"), body.middle("hip"))
    longest = max(sum(math.dist(a, b) for a, b in pairwise(leg)) for leg in legs)
    return (trunk + longest) / math.hypot(*body.frame_size)
