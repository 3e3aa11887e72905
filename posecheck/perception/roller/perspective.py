"""The geometry of a cylinder on the floor in a camera's image, and back.

Axes of the camera: x right, y down, z away. Lengths are in radii of the roller, because one image
does not show its true size. An azimuth is an angle seen from above, in degrees, from a line of
sight to the right: a cylinder's from the line to its nearer cap, the network's from the line to the
roller's middle. An axis has no direction, so its azimuth is -90..90, from its nearer end to its
farther one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np

from posecheck.geometry import Array, cross, wrap_axis_degrees
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import up_of_tilted_camera

FOCAL_SHARE = 0.85
"""Focal length over the image's longer side, when the lens is unknown. It is a field of view of 61
degrees, between a laptop's camera (about 65 to 75) and a phone's at a distance (50 to 60)."""

PITCH_DEG = 12.0
"""How far the camera looks down, in degrees, when this is unknown. From 0.8 m height and 2.5 m away
it looks some 15 degrees down at a person on the floor, and people aim a little high."""

AHEAD = np.array([0.0, 0.0, 1.0])
"""(3,) the camera's own direction."""

MIN_BELOW_HORIZON = 1e-3
"""A ray whose part along gravity is smaller than this does not reach the floor."""

MIN_DEPTH = 1e-3
"""Points nearer to the camera than this, or behind it, are projected as if at this depth, in
radii."""

CAP_POINTS = 24
"""Corners of the polygon that stands for the rim of a cap."""

_TURNS = np.linspace(0, 2 * math.pi, CAP_POINTS, endpoint=False)
RIM = np.stack([np.cos(_TURNS), np.sin(_TURNS)], axis=1)
"""(CAP_POINTS, 2) cosine and sine of the rim's corners."""


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera.

    Attributes
    ----------
    focal_px
        Focal length in pixels.
    centre
        (2,) the principal point: the middle of the image, in pixels.
    gravity
        (3,) unit vector downwards, in the camera's axes.
    """

    focal_px: float
    centre: Array
    gravity: Array

    @classmethod
    def for_frame(
        cls, frame_size: tuple[int, int], pitch_deg: float = PITCH_DEG, roll_deg: float = 0.0
    ) -> Camera:
        """A camera with an ordinary lens.

        Parameters
        ----------
        frame_size
            (width, height) in pixels.
        pitch_deg
            How far it looks down.
        roll_deg
            How far its image is turned clockwise.
        """
        width, height = frame_size
        centre = np.array([(width - 1) / 2, (height - 1) / 2])
        gravity = -up_of_tilted_camera(pitch_deg, roll_deg)
        return cls(FOCAL_SHARE * max(width, height), centre, gravity)

    @classmethod
    def for_body(cls, body: Body) -> Camera:
        """The camera that saw ``body``: tilted as its reading says, else an ordinary one."""
        if body.reading is None:
            return cls.for_frame(body.frame_size)
        pitch_deg, roll_deg = body.reading.camera_pitch_deg, body.reading.camera_roll_deg
        return cls.for_frame(body.frame_size, pitch_deg, roll_deg)

    def tilted(self, pitch_deg: float, roll_deg: float) -> Camera:
        """The same camera, tilted further.

        Parameters
        ----------
        pitch_deg
            How much more it looks down.
        roll_deg
            How much more its image is turned clockwise.
        """
        x, y, z = self.gravity
        c, s = math.cos(math.radians(pitch_deg)), math.sin(math.radians(pitch_deg))
        y, z = c * y - s * z, s * y + c * z
        c, s = math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg))
        return replace(self, gravity=np.array([c * x - s * y, s * x + c * y, z]))

    def rays(self, pixels: Array) -> Array:
        """(n, 3) the directions of ``pixels`` (n, 2), with z = 1."""
        offset = (np.atleast_2d(pixels) - self.centre) / self.focal_px
        rays = np.ones((len(offset), 3))
        rays[:, :2] = offset
        return rays

    def bearing_deg(self, pixel: Array) -> float:
        """Bearing of a line of sight, seen from above.

        Parameters
        ----------
        pixel
            (2,) what is seen along it.

        Returns
        -------
        float
            Degrees from straight ahead of the camera to the right.
        """
        ahead, right = self.level_axes(AHEAD)
        sight, _ = self.level_axes(self.rays(pixel)[0])
        return math.degrees(math.atan2(float(sight @ right), float(sight @ ahead)))

    def project(self, points: Array) -> Array:
        """(..., 2) the pixels of ``points`` (..., 3). Those behind the camera are put far away."""
        depth = np.maximum(points[..., 2:], MIN_DEPTH)
        return np.asarray(points[..., :2] / depth * self.focal_px + self.centre)

    def level_axes(self, ray: Array) -> tuple[Array, Array]:
        """Two unit vectors (3,) along the floor: away along ``ray`` (3,), and to the right."""
        # plain floats: the fit asks 50 times a look, and for single vectors numpy is slow
        down_x, down_y, down_z = self.gravity.tolist()
        x, y, z = ray.tolist()
        below = x * down_x + y * down_y + z * down_z
        x, y, z = x - below * down_x, y - below * down_y, z - below * down_z
        length = math.sqrt(x * x + y * y + z * z)
        away = np.array([x / length, y / length, z / length])
        return away, cross(self.gravity, away)


@dataclass(frozen=True, eq=False)
class Cylinder:
    """A roller of radius 1 that lies on the floor.

    Attributes
    ----------
    near
        (2,) the middle of its nearer cap in the image, in pixels.
    radius_px
        Its apparent radius there, in pixels.
    azimuth_deg
        Azimuth of its axis at that cap, in degrees.
    length
        From cap to cap, in radii.
    """

    near: Array
    radius_px: float
    azimuth_deg: float
    length: float

    @classmethod
    def from_ends(cls, ends: Array, camera: Camera, length: float) -> Self | None:
        """The cylinder of a known length whose axis has these ends in the image.

        Parameters
        ----------
        ends
            (2, 2) pixels, the nearer end first.
        camera
            The camera that saw it.
        length
            In radii.

        Returns
        -------
        Cylinder or None
            None when one of the ends is above the horizon.
        """
        azimuth = axis_azimuth(ends, camera)
        if math.isnan(azimuth):
            return None
        rays = camera.rays(ends)
        below = rays @ camera.gravity
        # the axis, in heights of the camera over it
        axis = rays[1] / below[1] - rays[0] / below[0]
        radius = math.sqrt(axis @ axis) / length
        return cls(ends[0], max(camera.focal_px * radius * float(below[0]), 1.0), azimuth, length)

    def caps(self, camera: Camera) -> tuple[Array, Array, Array]:
        """The middles of the nearer and the farther cap, and the unit vector between; (3,) each."""
        ray = camera.rays(self.near)[0]
        near = ray * camera.focal_px / self.radius_px
        away, right = camera.level_axes(ray)
        azimuth = math.radians(self.azimuth_deg)
        axis = math.cos(azimuth) * away + math.sin(azimuth) * right
        return near, near + self.length * axis, axis

    def ends(self, camera: Camera) -> Array:
        """(2, 2) the axis' ends in pixels, the nearer one first."""
        near, far, _ = self.caps(camera)
        return camera.project(np.array([near, far]))

    def middle(self, camera: Camera) -> Array:
        """(2,) the middle of its axis in pixels."""
        near, far, _ = self.caps(camera)
        return camera.project((near + far) / 2)

    def between_sights_deg(self, camera: Camera) -> float:
        """Degrees to the right, from the line of sight to its nearer cap to the one to its middle.

        An azimuth from the first line is larger by this than the same one from the second.
        """
        return camera.bearing_deg(self.middle(camera)) - camera.bearing_deg(self.near)

    def turned_ends(self, camera: Camera, turn_deg: float) -> Array:
        """(2, 2) the axis' ends in pixels after a turn about its middle.

        Parameters
        ----------
        turn_deg
            Clockwise seen from above. The end that was nearer stays first.
        """
        near, far, axis = self.caps(camera)
        turn = math.radians(turn_deg)
        # clockwise from above is from away to the right: a turn about gravity
        turned = math.cos(turn) * axis + math.sin(turn) * cross(camera.gravity, axis)
        middle, half = (near + far) / 2, self.length / 2
        return camera.project(np.stack([middle - half * turned, middle + half * turned]))

    def rims(self, camera: Camera) -> tuple[Array, Array]:
        """The rims of the nearer and the farther cap, (CAP_POINTS, 2) pixels each."""
        near, far = camera.project(_rims(*self.caps(camera), camera.gravity))
        return near, far

    def outline(self, camera: Camera) -> Array:
        """(n, 2) the corners of the silhouette in pixels: the convex hull of both rims."""
        return _hull(np.concatenate(self.rims(camera)))


def project_all(
    cylinders: Sequence[Cylinder], cameras: Sequence[Camera]
) -> tuple[Array, list[Array]]:
    """The :meth:`Cylinder.ends` (k, 2, 2) and the :meth:`Cylinder.outline` of each of k cylinders.

    Their cameras differ in nothing but the tilt. One by one it takes several times as long.
    """
    caps = [c.caps(camera) for c, camera in zip(cylinders, cameras, strict=True)]
    ends = np.array([[near, far] for near, far, _ in caps])
    rims = np.array([_rims(*c, each.gravity) for c, each in zip(caps, cameras, strict=True)])
    outlines = cameras[0].project(rims).reshape(len(caps), -1, 2)
    return cameras[0].project(ends), [_hull(points) for points in outlines]


def _rims(near: Array, far: Array, axis: Array, gravity: Array) -> Array:
    """(2, CAP_POINTS, 3) the rims in space of a cylinder with these caps."""
    rim = RIM @ np.array([cross(axis, gravity), -gravity])
    return np.array([near + rim, far + rim])


def _hull(points: Array) -> Array:
    """(m, 2) the corners of the convex hull of ``points`` (n, 2)."""
    return np.asarray(cv2.convexHull(points.astype(np.float32))[:, 0], float)


def axis_azimuth(ends: Array, camera: Camera) -> float:
    """The azimuth of a level axis, from its two ends in the image.

    Both ends are at the same height, so their distances follow from how far below the horizon they
    are.

    Parameters
    ----------
    ends
        (2, 2) pixels.
    camera
        The camera that saw them.

    Returns
    -------
    float
        Degrees, -90..90; NaN when one of the ends is above the horizon.
    """
    rays = camera.rays(ends)
    below = rays @ camera.gravity
    if (below <= MIN_BELOW_HORIZON).any():
        return math.nan
    axis = rays[1] / below[1] - rays[0] / below[0]
    away, right = camera.level_axes(rays[0])
    return wrap_axis_degrees(math.degrees(math.atan2(float(axis @ right), float(axis @ away))))


def off_perpendicular(azimuth_deg: float, trunk_azimuth_deg: float) -> float:
    """How far a roller's axis is from perpendicular to the trunk.

    Parameters
    ----------
    azimuth_deg
        Of the roller's axis.
    trunk_azimuth_deg
        Of the trunk, from the hips to the shoulders, from the same line of sight.

    Returns
    -------
    float
        Degrees, -90..90, positive clockwise seen from above.
    """
    return wrap_axis_degrees(azimuth_deg - trunk_azimuth_deg - 90.0)
