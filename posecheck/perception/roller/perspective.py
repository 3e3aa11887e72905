"""A cylinder on the floor as a camera sees it, and back: pure geometry.

Axes of the camera: x right, y down, z away. Lengths are in radii of the roller, for a picture
alone does not tell its size. An azimuth is an angle seen from above, in degrees, from the line of
sight to the right; of an axis, which has no direction, it is taken -90..90, from its nearer end
to its farther one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import cross
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import up_from

Array = NDArray[np.float64]

FOCAL_SHARE = 0.85
"""Focal length over the picture's longer side, when nothing is known of the lens: 61 degrees
across, between a laptop's camera (about 65 to 75) and a phone's at a distance (50 to 60)."""

PITCH_DEG = 12.0
"""How far the camera looks down, when nothing is known: at 0.8 m, 2.5 m away, it looks at
someone on the floor some 15 degrees down, and people aim a little high."""

CAP_POINTS = 24
_TURNS = np.linspace(0, 2 * math.pi, CAP_POINTS, endpoint=False)
AROUND = np.stack([np.cos(_TURNS), np.sin(_TURNS)], axis=1)
"""Of a cap's rim, which is drawn with so many corners, the places around: cosines and sines."""


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera.

    Attributes:
        focal_px: focal length in pixels.
        centre: (2,) the principal point, the picture's middle.
        gravity: (3,) unit vector downwards, in the camera's axes.
    """

    focal_px: float
    centre: Array
    gravity: Array

    @classmethod
    def of(
        cls, frame_size: tuple[int, int], pitch_deg: float = PITCH_DEG, roll_deg: float = 0.0
    ) -> Camera:
        """A camera with an ordinary lens that looks down by ``pitch_deg`` and whose picture is
        turned clockwise by ``roll_deg``."""
        width, height = frame_size
        centre = np.array([(width - 1) / 2, (height - 1) / 2])
        return cls(FOCAL_SHARE * max(width, height), centre, -up_from(pitch_deg, roll_deg))

    @classmethod
    def that_saw(cls, body: Body) -> Camera:
        """The camera as the reading of someone lying tells, else an ordinary one."""
        if body.reading is None:
            return cls.of(body.frame_size)
        return cls.of(body.frame_size, body.reading.camera_pitch_deg, body.reading.camera_roll_deg)

    def tilted(self, pitch_deg: float, roll_deg: float) -> Camera:
        """The same camera, looking down by so much more, its picture turned clockwise by so much
        more."""
        x, y, z = self.gravity
        c, s = math.cos(math.radians(pitch_deg)), math.sin(math.radians(pitch_deg))
        y, z = c * y - s * z, s * y + c * z
        c, s = math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg))
        return replace(self, gravity=np.array([c * x - s * y, s * x + c * y, z]))

    def rays(self, pixels: Array) -> Array:
        """(n, 3) the directions in which ``pixels`` (n, 2) lie, with z = 1."""
        offset = (np.atleast_2d(pixels) - self.centre) / self.focal_px
        rays = np.ones((len(offset), 3))
        rays[:, :2] = offset
        return rays

    def project(self, points: Array) -> Array:
        """(n, 2) pixels of ``points`` (n, 3); what lies behind the camera is put far away."""
        depth = np.maximum(points[:, 2:], 1e-3)
        return np.asarray(points[:, :2] / depth * self.focal_px + self.centre)

    def level_axes(self, ray: Array) -> tuple[Array, Array]:
        """(3,), (3,) unit vectors along the floor: away along ``ray``, and to the right."""
        away = ray - self.gravity * float(ray @ self.gravity)
        away = away / math.sqrt(away @ away)
        return away, cross(self.gravity, away)


@dataclass(frozen=True, eq=False)
class Cylinder:
    """A roller of radius 1 that lies on the floor.

    Attributes:
        near: (2,) the middle of its nearer cap in the picture, in pixels.
        radius_px: its apparent radius there.
        azimuth_deg: of its axis at that cap.
        length: from cap to cap, in radii.
    """

    near: Array
    radius_px: float
    azimuth_deg: float
    length: float

    @classmethod
    def between(cls, ends: Array, camera: Camera, length: float) -> Self | None:
        """The one of that ``length`` whose axis has these ends (2, 2) in the picture, the nearer
        one first; None where one of them is above the horizon."""
        azimuth = azimuth_of(ends, camera)
        if math.isnan(azimuth):
            return None
        rays = camera.rays(ends)
        below = rays @ camera.gravity
        # the axis in heights of the camera over it
        axis = rays[1] / below[1] - rays[0] / below[0]
        radius = math.sqrt(axis @ axis) / length
        return cls(ends[0], max(camera.focal_px * radius * float(below[0]), 1.0), azimuth, length)

    def caps(self, camera: Camera) -> tuple[Array, Array, Array]:
        """(3,) the middle of both caps, and the axis from the nearer one to the farther."""
        ray = camera.rays(self.near)[0]
        near = ray * camera.focal_px / self.radius_px
        away, right = camera.level_axes(ray)
        azimuth = math.radians(self.azimuth_deg)
        axis = math.cos(azimuth) * away + math.sin(azimuth) * right
        return near, near + self.length * axis, axis

    def ends(self, camera: Camera) -> Array:
        """(2, 2) the axis' ends in pixels, the nearer one first."""
        near, far, _ = self.caps(camera)
        return camera.project(np.stack([near, far]))

    def turned(self, camera: Camera, by_deg: float) -> Array:
        """(2, 2) the axis' ends in pixels were it turned about its middle by ``by_deg``, clockwise
        seen from above; the end that was nearer first."""
        near, far, axis = self.caps(camera)
        turn = math.radians(by_deg)
        # clockwise from above: from away to the right, that is about gravity
        turned = math.cos(turn) * axis + math.sin(turn) * cross(camera.gravity, axis)
        middle, half = (near + far) / 2, self.length / 2
        return camera.project(np.stack([middle - half * turned, middle + half * turned]))

    def rims(self, camera: Camera) -> tuple[Array, Array]:
        """(CAP_POINTS, 2) each: the rims of the nearer and of the farther cap in pixels."""
        near, far, axis = self.caps(camera)
        across = cross(axis, camera.gravity)
        rim = AROUND @ np.stack([across, -camera.gravity])
        return camera.project(near + rim), camera.project(far + rim)

    def outline(self, camera: Camera) -> Array:
        """(n, 2) the silhouette's corners in pixels: the hull of both rims."""
        points = np.concatenate(self.rims(camera)).astype(np.float32)
        return np.asarray(cv2.convexHull(points)[:, 0], float)


def azimuth_of(ends: Array, camera: Camera) -> float:
    """The azimuth (degrees, -90..90) of a level axis from its two ends (2, 2) in the picture.

    The ends lie at one height: their distances go by how far below the horizon they are. NaN
    where one is above the horizon.
    """
    rays = camera.rays(ends)
    below = rays @ camera.gravity
    if (below <= 1e-3).any():
        return math.nan
    axis = rays[1] / below[1] - rays[0] / below[0]
    away, right = camera.level_axes(rays[0])
    return half_turn(math.degrees(math.atan2(float(axis @ right), float(axis @ away))))


def half_turn(degrees: float) -> float:
    """The short way round for an axis, which has no direction: -90..90 degrees."""
    return (degrees + 90.0) % 180.0 - 90.0


def from_square(azimuth_deg: float, trunk_azimuth_deg: float) -> float:
    """How far a roller's axis is from square to the trunk, -90..90 degrees, positive clockwise seen
    from above."""
    return half_turn(azimuth_deg - trunk_azimuth_deg - 90.0)
