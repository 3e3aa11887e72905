"""The part of the frame in which the trunk is, and where belly and ribs are in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array
from posecheck.perception.crop import Image
from posecheck.perception.scene import Scene

Mask = NDArray[np.bool_]
"""(h, w) one value a pixel."""

TRUNK_PX = 100.0
"""A region with a longer trunk is scaled down until the trunk has this length, in pixels. A breath
of 5 mm is then 1 pixel, and a frame takes 1.5 ms."""

MIN_TRUNK_PX = 30.0
"""A shorter trunk in the frame, or a narrower region, in pixels, shows no breath."""

CROP_ALONG = (-0.45, 1.35)
"""The region's extent along the trunk, in trunk lengths from the hips (0) to the shoulders (1)."""

CROP_OUTWARD = (-0.55, 0.8)
"""The region's extent out of the trunk's front, in trunk lengths from the line hips-shoulders."""

ZONE_ALONG = (0.0, 0.9)
"""Where belly and ribs are along the trunk, in the same unit."""

ZONE_OUTWARD = (0.0, 0.6)
"""Where belly and ribs are out of the trunk's front, in the same unit. The hip joints are at half
the trunk's depth, some 0.2 under its front."""

STEADY_BELOW = -0.08
"""What lies behind the back does not move with the breath: outward positions below this."""

STEADY_BEYOND = 1.05
"""What lies beyond the shoulders does not move with the breath: positions along the trunk above
this."""

MIN_ACROSS = 0.4
"""Least share of the breath's direction that must lie in the image: a camera straight in front of
the belly sees nothing move."""


@dataclass(frozen=True, eq=False)
class TrunkRegion:
    """The trunk's region of the frame, scaled to its own pixels.

    Attributes
    ----------
    box
        x1, y1, x2, y2 in pixels of the frame.
    size
        (width, height) of the region in its own pixels.
    axis
        (2,) float32 unit vector in the image, out of the trunk's front: the direction of breathing
        in.
    along
        (height, width) position of each pixel along the trunk, 0 the hips, 1 the shoulders.
    outward
        (height, width) position of each pixel out of the front, in trunk lengths.
    trunk_px
        The trunk's length in pixels of the region.
    """

    box: tuple[int, int, int, int]
    size: tuple[int, int]
    axis: NDArray[np.float32]
    along: Array
    outward: Array
    trunk_px: float

    def crop(self, image: Image) -> Image:
        """(height, width) the frame's green channel in the region."""
        x1, y1, x2, y2 = self.box
        part = np.ascontiguousarray(image[y1:y2, x1:x2, 1])
        return np.asarray(cv2.resize(part, self.size, interpolation=cv2.INTER_AREA), np.uint8)

    def in_zone(self) -> Mask:
        """Where belly and ribs are."""
        return _is_within(self.along, ZONE_ALONG) & _is_within(self.outward, ZONE_OUTWARD)

    def is_steady(self) -> Mask:
        """What does not move with the breath."""
        return np.asarray((self.outward < STEADY_BELOW) | (self.along > STEADY_BEYOND))


def find_trunk_region(scene: Scene) -> TrunkRegion | None:
    """The trunk's region.

    Parameters
    ----------
    scene
        A person who lies.

    Returns
    -------
    TrunkRegion or None
        None when the trunk is too small, mostly outside the frame, or seen along the direction of
        its breathing.
    """
    body = scene.body
    hip, shoulder = body.middle("hip"), body.middle("shoulder")
    trunk = float(np.linalg.norm(shoulder - hip))
    sign = -1.0 if scene.posture == "prone" else 1.0  # of a prone person the back rises
    breath = sign * scene.in_picture(scene.orientation.ventral)
    across = float(np.linalg.norm(breath))
    if not (trunk >= MIN_TRUNK_PX and across >= MIN_ACROSS):
        return None
    along = (shoulder - hip) / trunk
    outward = np.array([-along[1], along[0]])
    outward *= math.copysign(1.0, float(outward @ breath))
    corners = [hip + trunk * (a * along + b * outward) for a in CROP_ALONG for b in CROP_OUTWARD]
    limit = np.array(body.frame_size)
    low = np.clip(np.min(corners, axis=0), 0, limit).astype(int)
    high = np.clip(np.max(corners, axis=0), 0, limit).astype(int)
    if (high - low).min() < MIN_TRUNK_PX:
        return None
    scale = min(1.0, TRUNK_PX / trunk)
    width, height = (round(float(n)) for n in (high - low) * scale)
    places = np.stack(np.meshgrid(range(width), range(height)), axis=-1) / scale + low - hip
    return TrunkRegion(
        box=(int(low[0]), int(low[1]), int(high[0]), int(high[1])),
        size=(width, height),
        axis=(breath / across).astype(np.float32),
        along=places @ along / trunk,
        outward=places @ outward / trunk,
        trunk_px=trunk * scale,
    )


def _is_within(values: Array, limits: tuple[float, float]) -> Mask:
    return np.asarray((values >= limits[0]) & (values <= limits[1]))
