"""The angles of a leg: knee, hip flexion, fall-out, hip rotation, hip abduction.

All functions are pure, take the landmarks of one frame and give degrees, or NaN for what
cannot be seen. "Outward" and "external" are the person's own, for either side.
"""

from __future__ import annotations

import math

from posecheck.anatomy import Landmark, Side
from posecheck.geometry import Vector, angle_at, angle_between, cross, rejected, turn_about, unit
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import UP
from posecheck.perception.body.reading import SHANK_TO_THIGH
from posecheck.perception.scene import Scene

MIN_VISIBILITY = 0.5
"""MediaPipe's own middle: below it a point is more likely hidden than seen."""

STRAIGHT_KNEE_DEG = 150.0
"""Straighter than this the plane hip-knee-ankle has no reliable direction."""

PICTURE_SHARE = 0.7
"""How much of an angle the picture tells where no bone is foreshortened; the rest is the angle in
space. Both err, and apart: on labelled photos and on rendered people the mean of the two is better
than the picture's alone (hip flexion 7.4 degrees for 7.9, rendered near knees 8.0 for 9.5)."""

PICTURE_PLANE_DEG = 30.0
FALLEN_OUT_DEG = 15.0
"""Nearer to the side view than the first, and with the knee less far out than the second, the
picture shows the angle itself: what little depth there is, is read worse than left out."""

FORESHORTENED = (0.5, 0.9)
"""A bone of which the camera sees less than the first share of its length has no direction in the
picture that one may trust; from the second share on the picture tells it best."""

KNEE_INSET = 0.1
"""MediaPipe marks a bent knee near its front, so that the angle comes out too small: by 5 degrees
(median of 19 bent legs of real people in labelled photos; a comparison with angles drawn by
hand, JMIR preprint 102399, found 5.1). The joint's centre lies deeper, by up to this share of
the thigh, the more the knee is bent. On rendered bodies MediaPipe does not err so: there it costs
a degree (docs/accuracy.md)."""

MIN_FOOT_LEVER = 0.4
"""Share of the foot that must stand across the shank to tell the leg's rotation from it."""


def knee(scene: Scene, side: Side) -> float:
    """The included angle hip-knee-ankle, 0..180; 180 is straight.

    The angle in space, drawn towards what the picture shows (:func:`_drawn_to`).
    """
    if not seen(scene.body, side, "hip", "knee", "ankle"):
        return math.nan
    hip, ankle = scene.hip(side), scene.body.point(Landmark.of(side, "ankle"))
    marked = scene.body.point(Landmark.of(side, "knee"))
    pictured = angle_at(hip, knee_centre(hip, marked, ankle), ankle)
    thigh, shank, _ = scene.bones(side)
    in_space = 180.0 - angle_between(thigh, shank)
    return min(180.0, _drawn_to(pictured, in_space, scene, side, -thigh, shank))


def knee_centre(hip: Vector, marked: Vector, ankle: Vector) -> Vector:
    """(2,) the joint's centre where MediaPipe has ``marked`` the knee, all in pixels: deeper by
    :data:`KNEE_INSET`, towards the inside of the bend."""
    thigh, shank = hip - marked, ankle - marked
    bend = unit(thigh) + unit(shank)  # as long as the cosine of half the angle, twice
    return marked + KNEE_INSET / 2 * _length(thigh) * bend


def hip_flexion(scene: Scene, side: Side) -> float:
    """The thigh against the trunk line in the sagittal plane, -180..180.

    0 in line with the trunk, growing as the knee comes to the chest, negative behind it
    (extension). The angle in space of the thigh projected on the trunk's sagittal plane, drawn
    towards what the picture shows (:func:`_drawn_to`).
    """
    if not seen(scene.body, side, "shoulder", "hip", "knee"):
        return math.nan
    axes = scene.orientation
    thigh, _, _ = scene.bones(side)
    forward = float(thigh @ axes.ventral)
    in_space = math.degrees(math.atan2(abs(forward), -float(thigh @ axes.long_axis)))
    shoulder, knee_ = (scene.body.point(Landmark.of(side, p)) for p in ("shoulder", "knee"))
    pictured = 180.0 - angle_at(shoulder, scene.hip(side), knee_)
    flexion = _drawn_to(pictured, in_space, scene, side, -scene.flank(side), thigh)
    return flexion if forward >= 0 else -flexion


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


def hip_abduction(scene: Scene, side: Side) -> float:
    """How far the thigh points out of the body's sagittal plane, -90..90, outward positive."""
    if not seen(scene.body, side, "hip", "knee"):
        return math.nan
    thigh, _, _ = scene.bones(side)
    lateral = scene.orientation.lateral_axis
    return 90.0 - angle_between(thigh, lateral if side == "right" else -lateral)


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
    """Whether the reading says that this leg moves in the picture's plane: a side view, the knee
    not fallen out. Without a reading nothing says so well enough."""
    if scene.body.reading is None or not scene.off_side_deg < PICTURE_PLANE_DEG:
        return False
    return not abs(fall_out(scene, side)) > FALLEN_OUT_DEG


def _drawn_to(
    pictured: float, in_space: float, scene: Scene, side: Side, first: Vector, second: Vector
) -> float:
    """An angle in space, drawn towards ``pictured``, the angle that the picture shows.

    MediaPipe's places in the picture are better than any depth that one camera gives: in a
    side view 2-D beats 3-D. In the picture's plane the two are the same angle, and the result
    is their mean, :data:`PICTURE_SHARE` the picture's. Else the angle between ``first`` and
    ``second`` is also worked out as the camera would see it; by how far ``pictured`` differs
    from that, the angle in space is moved; the more either bone is foreshortened, the less.
    """
    if _in_picture_plane(scene, side):
        return in_space + PICTURE_SHARE * (pictured - in_space)
    seen_first, seen_second = scene.in_picture(first), scene.in_picture(second)
    shares = (_length(seen_first) / _length(first), _length(seen_second) / _length(second))
    low, high = FORESHORTENED
    trust = PICTURE_SHARE * min(1.0, max(0.0, (min(shares) - low) / (high - low)))
    if not trust > 0:
        return in_space
    return in_space + trust * (pictured - angle_between(seen_first, seen_second))


def _length(vector: Vector) -> float:
    return math.sqrt(float(vector @ vector))
