"""Where hands and feet are: what they are near to in the picture, in trunk lengths, and how far
apart the feet stand.

In the picture only what is apart is told for sure: what is near may still lie behind. NaN
where a point is hidden, or the trunk is seen from its end.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from posecheck.anatomy import SIDES, Landmark, Side, opposite
from posecheck.geometry import Vector, rejection, unit
from posecheck.measures.leg import MIN_VISIBILITY, seen
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import UP
from posecheck.perception.scene import Scene

HEAD = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)

UPRIGHT = 0.5
"""Cosine of the trunk's lean: past 60 degrees "forward" along the floor means nothing."""

LEAST_TRUNK_SHARE = 0.5
"""Of the trunk's length that must show for it to be a measure of anything else's."""


def hand_to_head(scene: Scene, side: Side) -> float:
    """From the wrist to the middle of the head. A hand under the head is some 0.3 away (a head
    is 0.45 of a trunk long), one on the floor before the chest 0.6 and more."""
    body = scene.body
    wrist = Landmark.of(side, "wrist")
    if not _visible(body, wrist, *HEAD):
        return math.nan
    head = body.image[list(HEAD)].mean(axis=0)
    return _in_trunks(scene, float(np.linalg.norm(body.point(wrist) - head)))


def ankle_to_thigh(scene: Scene, side: Side) -> float:
    """From the ankle to the other leg's thigh, the line from its hip to its knee. Laid across it
    the ankle is some 0.1 away, the foot on the floor beside it 0.5 and more."""
    body = scene.body
    ankle = Landmark.of(side, "ankle")
    hip, knee = (Landmark.of(opposite(side), part) for part in ("hip", "knee"))
    if not (body.in_frame(ankle) and body.in_frame(knee)):
        return math.nan
    away = _from_segment(body.point(ankle), body.point(hip), body.point(knee))
    return _in_trunks(scene, away)


def foot_behind(scene: Scene, side: Side) -> float:
    """How far this foot is behind the other one, in leg lengths, along the floor where the belly
    points; negative before it. Of someone upright, from the world landmarks."""
    if not scene.orientation.long_axis @ UP > UPRIGHT:
        return math.nan
    if not any(seen(scene.body, s, "hip", "ankle") for s in SIDES):
        return math.nan
    world = scene.body.world
    forward = unit(rejection(scene.orientation.ventral, UP))
    own, other = (world[Landmark.of(s, "ankle")] for s in (side, opposite(side)))
    joints = [world[Landmark.of(side, part)] for part in ("hip", "knee", "ankle")]
    leg = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(joints))
    return float((other - own) @ forward) / max(leg, 1e-9)


def _visible(body: Body, *points: Landmark) -> bool:
    return all(body.in_frame(p) and body.visibility[p] >= MIN_VISIBILITY for p in points)


def _in_trunks(scene: Scene, pixels: float) -> float:
    seen_share = float(np.linalg.norm(scene.in_picture(scene.orientation.long_axis)))
    if not seen_share >= LEAST_TRUNK_SHARE:
        return math.nan
    trunk = scene.body.middle("shoulder") - scene.body.middle("hip")
    return pixels * seen_share / max(float(np.linalg.norm(trunk)), 1e-9)


def _from_segment(point: Vector, start: Vector, end: Vector) -> float:
    """Distance of a point from the line between two others."""
    way = end - start
    share = float((point - start) @ way) / max(float(way @ way), 1e-9)
    return float(np.linalg.norm(point - start - min(1.0, max(0.0, share)) * way))
