"""What is seen in one frame, worked out once and used by all measures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from posecheck.anatomy import Landmark, Side
from posecheck.geometry import Vector
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.back.lumbar_view import LumbarView, view_lumbar_spine
from posecheck.perception.body.labels import Posture, View
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import (
    Orientation,
    orientation_from_landmarks,
    orientation_from_reading,
)
from posecheck.perception.body.posture import classify_posture
from posecheck.perception.body.reading import JOINTS
from posecheck.perception.body.view import angle_off_side, classify_view, near_side_of
from posecheck.perception.roller.roller import Roller

SHOULDER_OVERHANG = 0.16
"""How far a shoulder joint lies outside the hip joint, in trunk lengths (about 8 of 50 cm)."""


@dataclass(frozen=True, eq=False)
class Scene:
    """One person in one frame: landmarks, orientation, posture, view, and the roller.

    Attributes
    ----------
    body
        The landmarks.
    orientation
        The trunk's axes in space.
    posture, view
        Of this frame alone, or steadied over time (:mod:`posecheck.perception.steady_scene`).
    near_side
        The person's own side that is nearer to the camera.
    off_side_deg
        How far the camera is from looking along the body's left-right axis, 0..90; NaN when
        unknown.
    roller
        The roller, if there is one.
    arm_near
        Whether the near arm lay beside the lower back a moment ago, and still hides it.
    back_rise
        How much higher the lower back is than in a reference picture; None where nobody looked, or
        it cannot be told.
    posture_confidence, view_confidence
        0..1, in how much of the last second it was seen so; NaN for an image by itself.
    """

    body: Body
    orientation: Orientation
    posture: Posture
    view: View
    near_side: Side
    off_side_deg: float
    roller: Roller | None = None
    arm_near: bool = False
    back_rise: BackRise | None = None
    posture_confidence: float = math.nan
    view_confidence: float = math.nan

    @cached_property
    def lumbar_view(self) -> LumbarView:
        """What is seen of the lower back."""
        return view_lumbar_spine(self)

    def bones(self, side: Side) -> tuple[Vector, Vector, Vector]:
        """Thigh, shank and foot as vectors (3,), in the axes of ``orientation``.

        Unit vectors from the reading of someone lying, else metres from MediaPipe's world
        landmarks.
        """
        if self.body.reading is not None:
            leg = self.body.reading.legs[side]
            return leg.thigh, leg.shank, leg.foot
        hip, knee, ankle, heel, toes = (
            self.body.world[Landmark.of(side, part)]
            for part in ("hip", "knee", "ankle", "heel", "foot_index")
        )
        return knee - hip, ankle - knee, toes - heel

    def hip(self, side: Side) -> Vector:
        """The hip joint in the image, (2,) pixels.

        MediaPipe marks the hip of someone lying 3-10 % of a trunk length too high, which tilts the
        thigh. There the point half way to the reading's hip is taken.
        """
        hip = self.body.point(Landmark.of(side, "hip"))
        if self.body.reading is not None:
            hip = (hip + self.body.reading.joints[side][JOINTS.index("hip")]) / 2
        return hip

    def flank(self, side: Side) -> Vector:
        """(3,) from the hip to the shoulder of that side, in the axes of ``orientation``."""
        if self.body.reading is not None:
            outward = self.orientation.lateral_axis * (1.0 if side == "right" else -1.0)
            line: Vector = self.orientation.long_axis + SHOULDER_OVERHANG * outward
            return line
        hip, shoulder = (self.body.world[Landmark.of(side, p)] for p in ("hip", "shoulder"))
        flank: Vector = shoulder - hip
        return flank

    def in_picture(self, vector: Vector) -> Vector:
        """Project a vector (3,) as the camera sees it: (2,) x right, y down, without perspective.

        The projected length divided by the vector's own length is 1 when the vector is seen from
        the side, and 0 when it points along the line of sight (fully foreshortened).
        """
        # the line of sight has no x component, see Orientation
        forward = self.orientation.sight
        down = np.array([0.0, forward[2], -forward[1]])
        return np.array([vector[0], float(down @ vector)])


def scene_of(body: Body, roller: Roller | None = None) -> Scene:
    """Work out orientation, posture and view of ``body``, by or on ``roller``."""
    orientation = orientation_from_landmarks(body)
    posture = body.posture or classify_posture(body, orientation)
    view = classify_view(orientation)
    if body.reading is not None:
        orientation = orientation_from_reading(body.reading)
        # on photos MediaPipe's trunk tells the view better; only the reading knows the pitch
        view = "top" if classify_view(orientation) == "top" else view
    return Scene(
        body,
        orientation,
        posture,
        view,
        near_side_of(orientation),
        angle_off_side(orientation),
        roller,
    )
