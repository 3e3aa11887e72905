"""The angles of a leg: knee, hip flexion, fall-out, hip rotation.

All functions are pure, take the landmarks of one frame and give degrees, or NaN for what
cannot be seen. "Outward" and "external" are the person's own, for either side.
"""

from __future__ import annotations

import math

from posecheck.body.landmarks import Body, Landmark
from posecheck.body.orientation import UP
from posecheck.body.reading import SHANK_TO_THIGH, Side
from posecheck.measures.geometry import (
    angle_at,
    angle_between,
    cross,
    rejected,
    turn_about,
)
from posecheck.measures.scene import Scene

MIN_VISIBILITY = 0.5
"""MediaPipe's own middle: below it a point is more likely hidden than seen."""

STRAIGHT_KNEE_DEG = 150.0
"""Straighter than this the plane hip-knee-ankle has no reliable direction."""

FALLEN_OUT_DEG = 15.0
"""With the knee further out than this the leg's plane has left the picture's plane, and
the angle in the picture is wrong (a true 65 looks like 117 at full fall-out)."""

PICTURE_PLANE_DEG = 35.0
"""Up to this far off the side view the picture's angle is nearer the truth than the world
landmarks' (labelled photos: mean error 13.7 degrees with 35, 14.5 with 25, 15.1 with 0)."""

MIN_FOOT_LEVER = 0.4
"""Share of the foot that must stand across the shank to tell the leg's rotation from it."""


def knee(scene: Scene, side: Side) -> float:
    """The included angle hip-knee-ankle, 0..180; 180 is straight.

    Near the side view, and with the knee not fallen out, the picture's own angle is used: there
    2-D beats MediaPipe's 3-D (its published error in side view is about 7 degrees).
    Otherwise the angle is taken in space.
    """
    if not seen(scene.body, side, "hip", "knee", "ankle"):
        return math.nan
    if _in_picture_plane(scene, side):
        points = [scene.body.point(Landmark.of(side, p)) for p in ("hip", "knee", "ankle")]
        return angle_at(*points)
    return _knee_in_space(scene, side)


def hip_flexion(scene: Scene, side: Side) -> float:
    """The thigh against the trunk line in the sagittal plane, -180..180.

    0 in line with the trunk, growing as the knee comes to the chest, negative behind it
    (extension). Near the side view it is the picture's angle hip-knee against hip-shoulder of
    that side; otherwise the thigh is projected on the trunk's sagittal plane in space.
    """
    if not seen(scene.body, side, "shoulder", "hip", "knee"):
        return math.nan
    axes = scene.orientation
    if _in_picture_plane(scene, side):
        shoulder, hip, knee_ = (
            scene.body.point(Landmark.of(side, p)) for p in ("shoulder", "hip", "knee")
        )
        angle = 180.0 - angle_at(shoulder, hip, knee_)
        # x and y of the axes point as the picture's do
        forward = float((knee_ - hip) @ axes.ventral[:2])
        return angle if forward >= 0 or angle > 90 else -angle
    thigh, _, _ = scene.bones(side)
    return math.degrees(math.atan2(float(thigh @ axes.ventral), -float(thigh @ axes.long_axis)))


def fall_out(scene: Scene, side: Side) -> float:
    """Bent knee fall-out: the turn of the plane hip-knee-ankle about the line hip-ankle.

    0 with the knee straight above that line, 90 with the knee on the floor outwards,
    negative inwards; -180..180. NaN unless the person is supine with the knee bent (under
    150), for only there "above" and "floor" mean what they say.
    """
    if scene.posture != "supine" or not seen(scene.body, side, "hip", "knee", "ankle"):
        return math.nan
    if not _knee_in_space(scene, side) < STRAIGHT_KNEE_DEG:
        return math.nan
    thigh, shank, _ = scene.bones(side)
    if scene.body.reading is not None:
        shank = SHANK_TO_THIGH * shank
    lateral = scene.orientation.lateral_axis
    outward = lateral if side == "right" else -lateral
    turn = turn_about(thigh + shank, UP, thigh)
    return turn if turn_about(thigh + shank, UP, outward) >= 0 else -turn


def hip_rotation(scene: Scene, side: Side) -> float:
    """The thigh's turn about its own axis against the pelvis, -180..180, external positive.

    With a bent knee (under 150) it is read from the shank: how far it has turned out of
    the sagittal plane through the thigh; the foot swinging inwards is external. With a
    straight leg it is read from the foot: toes outward is external; NaN when the foot
    points along the leg. Weak in any single camera: about +-15 at best.
    """
    if not seen(scene.body, side, "hip", "knee", "ankle"):
        return math.nan
    thigh, shank, foot = scene.bones(side)
    lateral = scene.orientation.lateral_axis
    sign = 1.0 if side == "right" else -1.0
    if _knee_in_space(scene, side) < STRAIGHT_KNEE_DEG:
        return sign * turn_about(thigh, cross(thigh, lateral), shank)
    if not seen(scene.body, side, "heel", "foot_index"):
        return math.nan
    lever = rejected(foot, thigh)
    if float(lever @ lever) < MIN_FOOT_LEVER**2 * float(foot @ foot):
        return math.nan
    return sign * turn_about(thigh, cross(lateral, thigh), foot)


def seen(body: Body, side: Side, *parts: str) -> bool:
    """Whether all ``parts`` of that side are in the picture and more likely seen than hidden.

    What the reading of someone lying cannot see it says by its expected error instead
    (:mod:`posecheck.measures.tolerance`).
    """
    if body.reading is not None:
        return all(body.in_frame(Landmark.of(side, part)) for part in parts)
    return all(body.visibility[Landmark.of(side, part)] >= MIN_VISIBILITY for part in parts)


def _knee_in_space(scene: Scene, side: Side) -> float:
    thigh, shank, _ = scene.bones(side)
    return 180.0 - angle_between(thigh, shank)


def _in_picture_plane(scene: Scene, side: Side) -> bool:
    """Whether that leg moves in the picture's plane: a side view, the knee not fallen out."""
    fallen = fall_out(scene, side)
    return scene.off_side_deg < PICTURE_PLANE_DEG and not abs(fallen) > FALLEN_OUT_DEG
