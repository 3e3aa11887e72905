"""What the lying reader gives, free of how it reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from posecheck.anatomy import Side
from posecheck.geometry import Array

ANGLES = ("knee", "hip_flexion", "fallout", "hip_rotation")
JOINTS = ("shoulder", "hip", "knee", "ankle", "foot_index")

SHANK_TO_THIGH = 0.95
"""Length of the shank, knee to ankle, against the thigh's, hip to knee: where the line hip-ankle
runs when only directions are known."""


@dataclass(frozen=True, eq=False)
class LegReading:
    """Unit vectors (3,) of one leg, hip to knee, knee to ankle, heel to toes.

    ``error_deg`` is how far off each of :data:`ANGLES` is expected to be, in degrees.
    """

    thigh: Array
    shank: Array
    foot: Array
    error_deg: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class LyingReading:
    """Trunk and legs of someone lying, as posecheck's own network reads them.

    Attributes:
        trunk: (3,) unit vector from the middle of the hips to the middle of the shoulders.
        lateral: (3,) unit vector from the person's left to the right, square to the trunk.
        legs: both legs. All vectors are in level axes of the camera: x right, y along
            gravity, z away from the camera.
        joints: side -> (5, 2), the places of :data:`JOINTS` in pixels of the frame.
        camera_pitch_deg: how far the camera looks down.
        camera_roll_deg: how far it leans: the picture's content is turned clockwise by it.
        camera_height_m: its height over the floor, roughly (0.2 m off on the average).
    """

    trunk: Array
    lateral: Array
    legs: Mapping[Side, LegReading]
    joints: Mapping[Side, Array]
    camera_pitch_deg: float
    camera_roll_deg: float
    camera_height_m: float


def with_legs_exchanged(reading: LyingReading) -> LyingReading:
    """``reading`` with its left leg called the right one; the joints of the trunk stay."""
    first = JOINTS.index("knee")
    left, right = reading.joints["left"], reading.joints["right"]
    joints: dict[Side, Array] = {
        "left": np.concatenate([left[:first], right[first:]]),
        "right": np.concatenate([right[:first], left[first:]]),
    }
    legs: dict[Side, LegReading] = {"left": reading.legs["right"], "right": reading.legs["left"]}
    return replace(reading, legs=legs, joints=joints)


def turned_deg(before: LyingReading, now: LyingReading) -> float:
    """The most that a thigh or a shank has turned between two readings, in degrees."""
    cosines = [
        float(getattr(before.legs[side], bone) @ getattr(now.legs[side], bone))
        for side in now.legs
        for bone in ("thigh", "shank")
    ]
    return math.degrees(math.acos(max(-1.0, min(1.0, min(cosines)))))
