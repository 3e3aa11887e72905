"""How the body lies in space: its axes, in the axes of the camera."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Landmark
from posecheck.geometry import Vector, cross, unit
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import LyingReading

UP = np.array([0.0, -1.0, 0.0])
"""Against gravity (image y points down). The reading of someone lying allows for a camera that
looks down; MediaPipe's landmarks do not: there every elevation is off by as much."""

LINE_OF_SIGHT = np.array([0.0, 0.0, 1.0])
"""Away from the camera."""


@dataclass(frozen=True, eq=False)
class Orientation:
    """Unit vectors (3,) of the trunk, x right, y down, z away from the camera.

    Attributes:
        long_axis: from the middle of the hips to the middle of the shoulders.
        lateral_axis: from the person's left to the person's right, hips and shoulders.
        ventral: out of the chest and belly.
        sight: the line of sight, away from the camera.
    """

    long_axis: Vector
    lateral_axis: Vector
    ventral: Vector
    sight: Vector


def orientation_of(body: Body) -> Orientation:
    """The trunk's axes from the world landmarks of hips and shoulders."""
    world = body.world
    long_axis = unit(body.middle_world("shoulder") - body.middle_world("hip"))
    hips = world[Landmark.RIGHT_HIP] - world[Landmark.LEFT_HIP]
    shoulders = world[Landmark.RIGHT_SHOULDER] - world[Landmark.LEFT_SHOULDER]
    lateral = unit(hips) + unit(shoulders)
    lateral_axis = unit(lateral - long_axis * float(lateral @ long_axis))
    return Orientation(long_axis, lateral_axis, cross(long_axis, lateral_axis), LINE_OF_SIGHT)


def orientation_read(reading: LyingReading) -> Orientation:
    """The trunk's axes as the network read them, against gravity."""
    pitch = math.radians(reading.camera_pitch_deg)
    sight = np.array([0.0, math.sin(pitch), math.cos(pitch)])
    ventral = cross(reading.trunk, reading.lateral)
    return Orientation(reading.trunk, reading.lateral, ventral, sight)


def up_of(reading: LyingReading | None) -> Vector:
    """(3,) unit vector against gravity in the axes of the camera, as the world landmarks have
    them (x right, y down, z away). Without a reading the camera is taken to be level."""
    if reading is None:
        return UP
    return up_from(reading.camera_pitch_deg, reading.camera_roll_deg)


def up_from(pitch_deg: float, roll_deg: float) -> Vector:
    """(3,) unit vector against gravity in the axes of a camera that looks down by ``pitch_deg`` and
    whose picture is turned clockwise by ``roll_deg``."""
    pitch, roll = math.radians(pitch_deg), math.radians(roll_deg)
    level = math.cos(pitch)
    return np.array([level * math.sin(roll), -level * math.cos(roll), -math.sin(pitch)])
