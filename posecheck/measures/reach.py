"""Distances of hands and feet: wrist to head, ankle to the other thigh, one foot behind the other.

The first two are distances in the picture, in trunk lengths. A picture proves only that two points
are apart: points that are close in it may still lie behind each other. A measure is NaN where a
point that it needs cannot be seen.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from posecheck.anatomy import SIDES, Landmark, Side, opposite
from posecheck.geometry import Vector, rejection, unit
from posecheck.measures.leg import MIN_VISIBILITY, are_visible
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import UP
from posecheck.perception.scene import Scene

HEAD = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
"""The landmarks whose mean is the middle of the head."""

UPRIGHT = 0.5
"""Smallest cosine of the angle between the trunk and the vertical for an upright person. When the
trunk leans by more than 60 degrees, "forward along the floor" has no meaning."""

MIN_TRUNK_SHARE = 0.5
"""Smallest visible share of the trunk's length, 0..1, at which the trunk can serve as a unit of
length."""


def hand_to_head(scene: Scene, side: Side) -> float:
    """Compute the distance in the picture from the wrist to the middle of the head.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side.

    Returns
    -------
    float
        Trunk lengths, 0 or more. NaN when the wrist, the nose or an ear is outside the frame or
        not visible, or when the trunk is foreshortened (:data:`MIN_TRUNK_SHARE`).

    Notes
    -----
    A head is 0.45 of a trunk long. A hand under the head is about 0.3 away, a hand on the floor in
    front of the chest 0.6 or more.
    """
    body = scene.body
    wrist = Landmark.of(side, "wrist")
    if not _are_visible_in_frame(body, wrist, *HEAD):
        return math.nan
    head = body.image[list(HEAD)].mean(axis=0)
    return _in_trunk_lengths(scene, float(np.linalg.norm(body.point(wrist) - head)))


def ankle_to_thigh(scene: Scene, side: Side) -> float:
    """Compute the distance in the picture from the ankle to the other leg's thigh.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side, of the ankle.

    Returns
    -------
    float
        Trunk lengths, 0 or more, to the nearest point of the line from the other hip to the other
        knee. NaN when the ankle or the other knee is outside the frame, or when the trunk is
        foreshortened (:data:`MIN_TRUNK_SHARE`).

    Notes
    -----
    An ankle laid across the thigh is about 0.1 away, one on the floor beside it 0.5 or more.
    """
    body = scene.body
    ankle = Landmark.of(side, "ankle")
    hip, knee = (Landmark.of(opposite(side), part) for part in ("hip", "knee"))
    if not (body.in_frame(ankle) and body.in_frame(knee)):
        return math.nan
    distance = _distance_to_segment(body.point(ankle), body.point(hip), body.point(knee))
    return _in_trunk_lengths(scene, distance)


def foot_behind(scene: Scene, side: Side) -> float:
    """Compute how far this foot is behind the other one, along the floor.

    Parameters
    ----------
    scene
        The frame's scene.
    side
        The person's own side.

    Returns
    -------
    float
        Lengths of this leg (hip to knee to ankle). Positive behind the other foot, negative in
        front of it; "in front" is where the belly points. NaN when the trunk is not upright
        (:data:`UPRIGHT`), when an ankle is outside the frame, or when neither leg has both hip and
        ankle visible.

    Notes
    -----
    Computed from the world landmarks of the ankles.
    """
    if not scene.orientation.long_axis @ UP > UPRIGHT:
        return math.nan
    ankles_in_frame = all(scene.body.in_frame(Landmark.of(s, "ankle")) for s in SIDES)
    if not (ankles_in_frame and any(are_visible(scene.body, s, "hip", "ankle") for s in SIDES)):
        return math.nan
    world = scene.body.world
    forward = unit(rejection(scene.orientation.ventral, UP))
    own, other = (world[Landmark.of(s, "ankle")] for s in (side, opposite(side)))
    joints = [world[Landmark.of(side, part)] for part in ("hip", "knee", "ankle")]
    leg = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(joints))
    return float((other - own) @ forward) / max(leg, 1e-9)


def _are_visible_in_frame(body: Body, *points: Landmark) -> bool:
    return all(body.in_frame(p) and body.visibility[p] >= MIN_VISIBILITY for p in points)


def _in_trunk_lengths(scene: Scene, pixels: float) -> float:
    """Convert a distance in the picture to trunk lengths; NaN when the trunk is foreshortened."""
    visible_share = float(np.linalg.norm(scene.in_picture(scene.orientation.long_axis)))
    if not visible_share >= MIN_TRUNK_SHARE:
        return math.nan
    trunk = scene.body.middle("shoulder") - scene.body.middle("hip")
    return pixels * visible_share / max(float(np.linalg.norm(trunk)), 1e-9)


def _distance_to_segment(point: Vector, start: Vector, end: Vector) -> float:
    """Compute the distance from ``point`` to the nearest point between ``start`` and ``end``."""
    line = end - start
    share = float((point - start) @ line) / max(float(line @ line), 1e-9)
    return float(np.linalg.norm(point - start - min(1.0, max(0.0, share)) * line))
