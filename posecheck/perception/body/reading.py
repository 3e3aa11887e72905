"""The result of the lying reader: joints, bone directions and expected errors.

MediaPipe's world landmarks are unreliable for a person who lies. posecheck's own network
(:mod:`posecheck.perception.body.lying`) estimates trunk and legs again. A :class:`LyingReading`
holds its estimate: the joints in the image, the directions of the bones in space, the expected
error of each leg angle, and how the camera is tilted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from posecheck.anatomy import Side
from posecheck.geometry import Array

ANGLES = ("knee", "hip_flexion", "fallout", "hip_rotation")
"""The leg angles for which the network gives an expected error."""

JOINTS = ("shoulder", "hip", "knee", "ankle", "foot_index")
"""The joints of each side that the network places in the image, in its order."""

SHANK_TO_THIGH = 0.95
"""Length of the shank (knee to ankle) over the length of the thigh (hip to knee). It gives the
direction of the line hip-ankle when only the directions of the bones are known."""


@dataclass(frozen=True, eq=False)
class LegReading:
    """The bones of one leg in space, in the axes of :class:`LyingReading`.

    Attributes
    ----------
    thigh, shank, foot
        (3,) unit vectors: hip to knee, knee to ankle, heel to toes.
    error_deg
        Expected error of each of :data:`ANGLES`, in degrees.
    """

    thigh: Array
    shank: Array
    foot: Array
    error_deg: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class LyingReading:
    """Trunk and legs of a person who lies, as posecheck's own network estimates them.

    All directions are in the level axes of the camera: x right, y along gravity, z away from the
    camera. A tilt of the camera does not tilt them.

    Attributes
    ----------
    trunk
        (3,) unit vector from the middle of the hips to the middle of the shoulders.
    lateral
        (3,) unit vector from the person's left to the person's right, perpendicular to the trunk.
    legs
        The directions of both legs' bones, and the expected errors of their angles.
    joints
        For each side (5, 2), the :data:`JOINTS` in pixels of the frame.
    camera_pitch_deg
        How far the camera looks down.
    camera_roll_deg
        How far the camera leans to its side: the image's content is turned clockwise by it.
    camera_height_m
        Height of the camera over the floor, roughly (mean error 0.2 m).
    """

    trunk: Array
    lateral: Array
    legs: Mapping[Side, LegReading]
    joints: Mapping[Side, Array]
    camera_pitch_deg: float
    camera_roll_deg: float
    camera_height_m: float


def swap_reading_legs(reading: LyingReading) -> LyingReading:
    """``reading`` with left and right leg swapped, from the knee down; shoulders and hips stay."""
    first = JOINTS.index("knee")  # the joints are in the order from the shoulder down
    left, right = reading.joints["left"], reading.joints["right"]
    joints: dict[Side, Array] = {
        "left": np.concatenate([left[:first], right[first:]]),
        "right": np.concatenate([right[:first], left[first:]]),
    }
    legs: dict[Side, LegReading] = {"left": reading.legs["right"], "right": reading.legs["left"]}
    return replace(reading, legs=legs, joints=joints)


def largest_turn_deg(before: LyingReading, now: LyingReading) -> float:
    """The largest angle by which a thigh or a shank has turned between two readings, in degrees."""
    cosines = [
        float(getattr(before.legs[side], bone) @ getattr(now.legs[side], bone))
        for side in now.legs
        for bone in ("thigh", "shank")
    ]
    return math.degrees(math.acos(max(-1.0, min(1.0, min(cosines)))))
