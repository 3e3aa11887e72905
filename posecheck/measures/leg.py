"""The angles of a leg: knee, hip flexion, fall-out, hip rotation, hip abduction.

All measures are pure functions of a :class:`~posecheck.perception.scene.Scene` and a side. They
give degrees, or NaN for an angle that cannot be seen. Left, right, "outward" and "external" are
the person's own. The definitions are the project's conventions (docs/architecture.md,
"Conventions").
"""

from __future__ import annotations

import math

from posecheck.anatomy import Landmark, Side
from posecheck.geometry import (
    Vector,
    angle_at,
    angle_between,
    cross,
    rejection,
    turn_about,
    wrap_degrees,
)
from posecheck.measures.joint_centres import hip_centre, knee_centre
from posecheck.measures.picture_angle import blend_with_picture, share_seen
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import UP
from posecheck.perception.body.reading import SHANK_TO_THIGH
from posecheck.perception.scene import Scene

MIN_VISIBILITY = 0.5
"""Visibility from which a landmark counts as seen, 0..1. It is the middle of MediaPipe's scale:
below it a point is more likely hidden than seen."""

STRAIGHT_KNEE_DEG = 150.0
"""Knee angle from which a leg counts as straight, in degrees. The plane hip-knee-ankle of a
straighter leg has no reliable direction."""

PICTURE_PLANE_DEG = 30.0
"""Largest angle off the side view, in degrees, at which a leg may count as moving in the plane of
the picture. There the picture shows the angle itself, and reading its little depth costs more
than it gains. See also :data:`FALLEN_OUT_DEG`."""

FALLEN_OUT_DEG = 15.0
"""Largest fall-out, in degrees to either side, at which a leg counts as moving in the plane of
the picture."""

MIN_FOOT_LEVER = 0.4
"""Smallest share of the foot's length that must stand at right angles to the thigh, 0..1, to read
a straight leg's rotation from the foot."""


def knee(scene: Scene, side: Side) -> float:
    """Compute the knee angle: the included angle hip-knee-ankle.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side.

    Returns
    -------
    float
        Degrees, 0..180. 180 is a straight leg; it falls as the knee bends. NaN when the hip, the
        knee or the ankle is not visible.

    Notes
    -----
    The angle in space is moved towards the angle in the picture. The picture's knee is first
    moved from MediaPipe's mark to the joint's centre
    (:func:`~posecheck.measures.joint_centres.knee_centre`).
    """
    if not are_visible(scene.body, side, "hip", "knee", "ankle"):
        return math.nan
    hip, ankle = scene.hip(side), scene.body.point(Landmark.of(side, "ankle"))
    marked = scene.body.point(Landmark.of(side, "knee"))
    in_picture = angle_at(hip, knee_centre(hip, marked, ankle), ankle)
    thigh, shank, _ = scene.bones(side)
    bones = -thigh, shank
    projected = angle_between(*map(scene.in_picture, bones))
    in_space, in_plane = angle_between(*bones), _moves_in_picture_plane(scene, side)
    angle = blend_with_picture(in_picture, projected, in_space, scene, bones, in_plane=in_plane)
    return min(angle, 180.0)


def hip_flexion(scene: Scene, side: Side) -> float:
    """Compute the hip flexion: the thigh against the trunk line in the body's sagittal plane.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side.

    Returns
    -------
    float
        Degrees, -180..180. 0 is in line with the trunk; it grows as the knee comes to the chest,
        and is negative with the thigh behind the trunk (extension). NaN when the shoulder, the
        hip or the knee is not visible.

    Notes
    -----
    The thigh is projected on the trunk's sagittal plane. Its angle in space is moved towards the
    angle shoulder-hip-knee in the picture (:func:`~posecheck.measures.joint_centres.hip_centre`).
    Both have a sign of their own: of a thigh about in line with the trunk the picture tells the
    side better than the depth does. But for a camera in front of the belly, which does not see
    where that is (:func:`~posecheck.measures.picture_angle.share_seen`).
    """
    if not are_visible(scene.body, side, "shoulder", "hip", "knee"):
        return math.nan
    axes = scene.orientation
    thigh, _, _ = scene.bones(side)
    along, forward = -float(thigh @ axes.long_axis), float(thigh @ axes.ventral)
    in_space = math.degrees(math.atan2(forward, along))
    ventral, hip = scene.in_picture(axes.ventral), hip_centre(scene, side)
    shoulder, knee_ = (scene.body.point(Landmark.of(side, p)) for p in ("shoulder", "knee"))
    in_picture = _flexion_in_picture(hip - shoulder, knee_ - hip, ventral)
    bones = -scene.flank(side), thigh
    trunk, thigh_seen = map(scene.in_picture, bones)
    projected = _flexion_in_picture(trunk, thigh_seen, ventral)
    in_plane = _moves_in_picture_plane(scene, side)
    blended = blend_with_picture(in_picture, projected, in_space, scene, bones, in_plane=in_plane)
    return in_space + share_seen(ventral) * wrap_degrees(blended - in_space)


def fall_out(scene: Scene, side: Side) -> float:
    """Compute the bent knee fall-out: the turn of the leg's plane about the line hip-ankle.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side.

    Returns
    -------
    float
        Degrees, -180..180. 0 with the knee straight above the line hip-ankle, 90 with the knee on
        the floor outwards, negative inwards. NaN unless the person is supine, hip, knee and ankle
        are visible, and the knee is bent (under :data:`STRAIGHT_KNEE_DEG`).

    Notes
    -----
    Only for someone supine do "above" and "floor" mean what the definition says.
    """
    if scene.posture != "supine" or not are_visible(scene.body, side, "hip", "knee", "ankle"):
        return math.nan
    if not _knee_in_space(scene, side) < STRAIGHT_KNEE_DEG:
        return math.nan
    thigh, shank, _ = scene.bones(side)
    if scene.body.reading is not None:  # its bones have unit length
        shank = SHANK_TO_THIGH * shank
    lateral = scene.orientation.lateral_axis
    outward = lateral if side == "right" else -lateral
    turn = turn_about(thigh + shank, UP, thigh)
    return turn if turn_about(thigh + shank, UP, outward) >= 0 else -turn


def hip_rotation(scene: Scene, side: Side) -> float:
    """Compute the hip rotation: the thigh's turn about its own axis against the pelvis.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side.

    Returns
    -------
    float
        Degrees, -180..180; external rotation is positive. NaN when the hip, the knee or the ankle
        is not visible. A straight leg also gives NaN when the foot is not visible or points along
        the leg (:data:`MIN_FOOT_LEVER`).

    Notes
    -----
    A bent knee (under :data:`STRAIGHT_KNEE_DEG`) is read from the shank: how far it has turned
    out of the sagittal plane through the thigh. A foot that swings inwards is external rotation.
    A straight leg is read from the foot: toes that point outwards are external rotation. A single
    camera measures this angle badly, to +-15 degrees at best.
    """
    if not are_visible(scene.body, side, "hip", "knee", "ankle"):
        return math.nan
    thigh, shank, foot = scene.bones(side)
    lateral = scene.orientation.lateral_axis
    sign = 1.0 if side == "right" else -1.0
    if _knee_in_space(scene, side) < STRAIGHT_KNEE_DEG:
        return sign * turn_about(thigh, cross(thigh, lateral), shank)
    if not are_visible(scene.body, side, "heel", "foot_index"):
        return math.nan
    lever = rejection(foot, thigh)
    if float(lever @ lever) < MIN_FOOT_LEVER**2 * float(foot @ foot):
        return math.nan
    return sign * turn_about(thigh, cross(lateral, thigh), foot)


def hip_abduction(scene: Scene, side: Side) -> float:
    """Compute the hip abduction: how far the thigh points out of the body's sagittal plane.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side.

    Returns
    -------
    float
        Degrees, -90..90. 0 in the sagittal plane, positive outwards, negative across the midline
        (adduction). NaN when the hip or the knee is not visible.

    Notes
    -----
    Computed as 90 degrees less the angle between the thigh and the body's outward axis.
    """
    if not are_visible(scene.body, side, "hip", "knee"):
        return math.nan
    thigh, _, _ = scene.bones(side)
    lateral = scene.orientation.lateral_axis
    return 90.0 - angle_between(thigh, lateral if side == "right" else -lateral)


def are_visible(body: Body, side: Side, *parts: str) -> bool:
    """Check whether all ``parts`` of one side are visible.

    Parameters
    ----------
    body
        The body in one frame.
    side
        The person's own side.
    *parts
        Parts of that side as :meth:`~posecheck.anatomy.Landmark.of` names them, such as "knee".

    Returns
    -------
    bool
        With a lying reading: whether all points lie in the frame, its border included; the
        reading's expected error covers hidden points (:mod:`posecheck.measures.tolerance`).
        Without one: whether every visibility is at least :data:`MIN_VISIBILITY`.
    """
    if body.reading is not None:
        return all(body.in_frame(Landmark.of(side, part)) for part in parts)
    return all(body.visibility[Landmark.of(side, part)] >= MIN_VISIBILITY for part in parts)


def _knee_in_space(scene: Scene, side: Side) -> float:
    """Compute the knee angle from the bones in space alone, 0..180 degrees."""
    thigh, shank, _ = scene.bones(side)
    return 180.0 - angle_between(thigh, shank)


def _moves_in_picture_plane(scene: Scene, side: Side) -> bool:
    """Check whether a leg moves in the plane of the picture.

    True in a side view with the knee not fallen out. Only a lying reading knows this well enough:
    False without one.
    """
    if scene.body.reading is None or not scene.off_side_deg < PICTURE_PLANE_DEG:
        return False
    return not abs(fall_out(scene, side)) > FALLEN_OUT_DEG


def _flexion_in_picture(trunk: Vector, thigh: Vector, ventral: Vector) -> float:
    """Compute by how much a thigh is turned from the trunk's line to the belly's side, -180..180.

    Parameters
    ----------
    trunk, thigh, ventral
        (2,) in the picture, x right, y down: shoulder to hip, hip to knee, and where the belly is.
    """
    turned, belly = (float(trunk[0] * v[1] - trunk[1] * v[0]) for v in (thigh, ventral))
    return math.copysign(angle_between(trunk, thigh), turned * belly)
