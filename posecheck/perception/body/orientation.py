"""How the trunk lies in space: its axes in the axes of the camera."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Landmark
from posecheck.geometry import Vector, cross, unit
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import LyingReading

UP = np.array([0.0, -1.0, 0.0])
"""(3,) unit vector against gravity (image y points down), for a level camera.

The reading of a person who lies corrects for a camera that looks down. MediaPipe's world
landmarks do not: there, each elevation is wrong by the camera's pitch."""

LINE_OF_SIGHT = np.array([0.0, 0.0, 1.0])
"""(3,) unit vector away from the camera, for a level camera."""


@dataclass(frozen=True, eq=False)
class Orientation:
    """The trunk's axes: unit vectors (3,), x right, y down, z away from the camera.

    Attributes
    ----------
    long_axis
        From the middle of the hips to the middle of the shoulders.
    lateral_axis
        From the person's left to the person's right, from hips and shoulders.
    ventral
        Out of the chest and belly.
    sight
        The line of sight, away from the camera.
    """

    long_axis: Vector
    lateral_axis: Vector
    ventral: Vector
    sight: Vector


def orientation_from_landmarks(body: Body) -> Orientation:
    """The trunk's axes from the world landmarks of hips and shoulders. NaN without a direction."""
    world = body.world
    long_axis = unit(body.middle_world("shoulder") - body.middle_world("hip"))
    hips = world[Landmark.RIGHT_HIP] - world[Landmark.LEFT_HIP]
    shoulders = world[Landmark.RIGHT_SHOULDER] - world[Landmark.LEFT_SHOULDER]
    lateral = unit(hips) + unit(shoulders)
    lateral_axis = unit(lateral - long_axis * float(lateral @ long_axis))
    return Orientation(long_axis, lateral_axis, cross(long_axis, lateral_axis), LINE_OF_SIGHT)


def orientation_from_reading(reading: LyingReading) -> Orientation:
    """The trunk's axes from the reading of a person who lies, in level axes of the camera."""
    pitch = math.radians(reading.camera_pitch_deg)
    sight = np.array([0.0, math.sin(pitch), math.cos(pitch)])
    ventral = cross(reading.trunk, reading.lateral)
    return Orientation(reading.trunk, reading.lateral, ventral, sight)


def up_of(reading: LyingReading | None) -> Vector:
    """(3,) unit vector against gravity, in the axes of the world landmarks.

    These axes are the camera's (x right, y down, z away). Without a reading the camera is assumed
    to be level.
    """
    if reading is None:
        return UP
    return up_of_tilted_camera(reading.camera_pitch_deg, reading.camera_roll_deg)


def up_of_tilted_camera(pitch_deg: float, roll_deg: float) -> Vector:
    """(3,) unit vector against gravity, in the axes of a tilted camera.

    Parameters
    ----------
    pitch_deg
        How far the camera looks down.
    roll_deg
        How far the image's content is turned clockwise.
    """
    pitch, roll = math.radians(pitch_deg), math.radians(roll_deg)
    level = math.cos(pitch)
    return np.array([level * math.sin(roll), -level * math.cos(roll), -math.sin(pitch)])
