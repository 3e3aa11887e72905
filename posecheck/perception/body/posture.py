"""Classify the posture: lying (on which side), sitting, kneeling, standing and so on.

The rules compare the directions of trunk, thighs and shanks with gravity. "Elevation" is an angle
over the horizontal, -90..90 degrees. The angle of a thigh or a shank is 0 straight down and 180
straight up. Each limit in degrees is half way between the two groups that it separates on photos
of floor exercises.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import SIDES, Landmark, Side
from posecheck.geometry import Vector, angle_at, angle_between
from posecheck.perception.body.labels import Posture
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import UP, Orientation, orientation_from_landmarks

LYING: frozenset[Posture] = frozenset({"supine", "prone", "side_lying_left", "side_lying_right"})
"""The postures of a person who lies."""

UPRIGHT_ELEVATION = 45.0
"""Trunk elevation, degrees. Lying (crunches included) below, sitting or standing above."""

LEANING_ELEVATION = 28.0
"""Trunk elevation, degrees. A person who kneels and leans back has more."""

SUPINE_ROLL = 70.0
"""Roll about the long axis, degrees, with the chest up. More is lying on the side."""

PROPPED_SIDE_ELEVATION = 40.0
"""Elevation of the lateral axis, degrees, with the chest down. More is lying on the side, propped
up on one elbow, not sitting."""

PRONE_SIDE_ELEVATION = 22.0
"""Elevation of the lateral axis, degrees, with the chest down. More is lying on the side: people
roll forward when they lie on the side."""

THIGH_DOWN = 45.0
"""Angle of a thigh, degrees. Less is a thigh that hangs: kneeling, quadruped, standing."""

THIGH_UPRIGHT = 22.5
"""Angle of a thigh, degrees. Less is that of the leg one stands on, the other raised."""

THIGH_ACROSS = 55.0
"""Angle of a thigh, degrees. More is a thigh towards the horizontal: sitting, the front leg of a
lunge."""

THIGH_BEHIND = 120.0
"""Angle of a thigh from where the belly points, degrees. More on both sides is lying on the belly
with the trunk propped up, not sitting. Standing is 90, a cobra about 150."""

SHANK_ACROSS = 60.0
"""Angle of a shank, degrees. More is a shank along the floor: kneeling."""

SHANK_DOWN = 45.0
"""Angle of a shank, degrees. Less is a shank that stands on its foot."""

SHANK_ON_FLOOR = 72.0
"""Angle of the back shank, degrees. More is half-kneeling; in a lunge the back shank slants."""

KNEE_FOLDED = 70.0
"""Knee angle, degrees. Less on both sides is sitting on the heels."""

KNEE_STRAIGHT = 135.0
"""Knee angle, degrees. More is a straight leg, as in standing."""

KNEELING_THIGH = 90.0
"""Angle of a thigh, degrees. Less when kneeling."""

KNEELING_KNEE = 120.0
"""Knee angle, degrees. Less when kneeling."""

SPLIT_KNEE = 115.0
"""Knee angle, degrees. With a knee that is bent more than this, the other rules find a lunge."""

SPLIT_STANCE_SHARE = 0.6
"""Distance of the feet fore and aft as a share of a leg's length. More, with both feet on the
floor, is a lunge. A step in standing reaches 0.45, the top of a walking lunge begins at 0.68
(clips, photos)."""

SAME_LEVEL_SHARE = 0.2
"""Height difference of the ankles as a share of a leg's length. Less: both feet are on the
floor."""

KNEE_ON_FLOOR_SHARE = 0.25
"""Height of the back knee over the front ankle, as a share of the front shank's height. A lower
knee is on the floor."""


@dataclass(frozen=True)
class _Leg:
    """One leg against gravity.

    Attributes
    ----------
    thigh, shank
        Angles from straight down, degrees.
    thigh_behind
        Angle of the thigh from where the belly points, degrees; over 90 it points backwards.
    knee
        Included angle, degrees.
    knee_height, ankle_height
        Over the middle of the hips, metres.
    """

    thigh: float
    shank: float
    thigh_behind: float
    knee: float
    knee_height: float
    ankle_height: float


def is_lying(body: Body) -> bool:
    """Whether that person lies on the back, the belly or a side."""
    posture = body.posture or classify_posture(body, orientation_from_landmarks(body))
    return posture in LYING


def classify_posture(body: Body, orientation: Orientation) -> Posture:
    """The posture, from the directions of trunk and legs against gravity.

    Gravity is assumed along the image's vertical. A bridge counts as supine, a plank as prone, a
    side plank as lying on that side. "unknown" when the directions match no posture.

    Parameters
    ----------
    body
        Its world landmarks give the legs.
    orientation
        The trunk's axes, from :func:`orientation_from_landmarks`.
    """
    trunk = _elevation(orientation.long_axis)
    chest = _elevation(orientation.ventral)
    side = _elevation(orientation.lateral_axis)
    if math.isnan(trunk) or math.isnan(side):
        return "unknown"
    legs = {s: _measure_leg(body, orientation, s) for s in SIDES}
    if trunk >= UPRIGHT_ELEVATION:
        if all(leg.thigh_behind > THIGH_BEHIND for leg in legs.values()):
            return "prone"  # a cobra
        return "lunge" if _is_split_stance(body, orientation) else _classify_upright(legs)
    if all(leg.thigh < THIGH_DOWN and leg.shank < SHANK_DOWN for leg in legs.values()):
        return "standing"  # bent over, to the front or to a side
    if chest >= 0:
        if trunk > LEANING_ELEVATION and all(_is_kneeling_leg(leg) for leg in legs.values()):
            return "kneeling"
        if math.degrees(math.atan2(abs(side), chest)) > SUPINE_ROLL:
            return _side_lying_on(side)
        return "supine"
    return _classify_chest_down(legs, trunk, side)


def _classify_chest_down(legs: dict[Side, _Leg], trunk: float, side: float) -> Posture:
    if abs(side) <= PRONE_SIDE_ELEVATION:
        hanging = [leg for leg in legs.values() if leg.thigh < THIGH_DOWN]
        if hanging and all(leg.knee < KNEE_FOLDED for leg in legs.values()):
            return "kneeling" if len(hanging) == 2 else "quadruped"
        if any(leg.shank > SHANK_ACROSS for leg in hanging):
            return "quadruped"
    propped = abs(side) > PROPPED_SIDE_ELEVATION
    leaning = trunk > LEANING_ELEVATION and not propped
    if leaning and all(leg.thigh > THIGH_ACROSS for leg in legs.values()):
        return "sitting"
    return _side_lying_on(side) if abs(side) > PRONE_SIDE_ELEVATION else "prone"


def _classify_upright(legs: dict[Side, _Leg]) -> Posture:
    left, right = legs["left"], legs["right"]
    if left.thigh > THIGH_ACROSS and right.thigh > THIGH_ACROSS:
        return "sitting"
    for front, back in ((left, right), (right, left)):
        if front.thigh > THIGH_DOWN and front.shank < SHANK_DOWN and back.thigh < front.thigh:
            if back.knee > KNEE_STRAIGHT and back.thigh < THIGH_UPRIGHT:
                return "standing"  # one knee raised
            shank = front.knee_height - front.ankle_height
            over_floor = back.knee_height - front.ankle_height
            on_floor = over_floor < KNEE_ON_FLOOR_SHARE * shank and back.shank > SHANK_ON_FLOOR
            toes_tucked = back.ankle_height > back.knee_height + KNEE_ON_FLOOR_SHARE * shank
            return "half_kneeling" if on_floor and not toes_tucked else "lunge"
    if (
        _is_kneeling_leg(left)
        and _is_kneeling_leg(right)
        and max(left.knee, right.knee) < KNEE_STRAIGHT
    ):
        return "kneeling"
    if min(left.thigh, right.thigh) < THIGH_DOWN:
        return "standing"
    return "unknown"


def _is_split_stance(body: Body, orientation: Orientation) -> bool:
    """Whether the legs are nearly straight, one foot far in front, and both feet on the floor."""
    legs = [_measure_leg(body, orientation, side) for side in SIDES]
    if min(leg.knee for leg in legs) < SPLIT_KNEE:
        return False
    world = body.world
    stride = world[Landmark.LEFT_ANKLE] - world[Landmark.RIGHT_ANKLE]
    length = sum(
        float(np.linalg.norm(world[Landmark.of(side, end)] - world[Landmark.of(side, start)]))
        for side in SIDES
        for start, end in (("hip", "knee"), ("knee", "ankle"))
    ) / len(SIDES)
    fore_and_aft = abs(float(stride @ orientation.ventral))
    level = abs(float(stride @ UP))
    return fore_and_aft > SPLIT_STANCE_SHARE * length and level < SAME_LEVEL_SHARE * length


def _is_kneeling_leg(leg: _Leg) -> bool:
    return leg.shank > SHANK_ACROSS and leg.thigh < KNEELING_THIGH and leg.knee < KNEELING_KNEE


def _measure_leg(body: Body, orientation: Orientation, side: Side) -> _Leg:
    hip, knee, ankle = (body.world[Landmark.of(side, p)] for p in ("hip", "knee", "ankle"))
    return _Leg(
        thigh=angle_between(knee - hip, -UP),
        shank=angle_between(ankle - knee, -UP),
        thigh_behind=angle_between(knee - hip, orientation.ventral),
        knee=angle_at(hip, knee, ankle),
        knee_height=float(knee @ UP),
        ankle_height=float(ankle @ UP),
    )


def _side_lying_on(lateral_elevation: float) -> Posture:
    # the lateral axis points to the person's right: when it rises, the left side is down
    return "side_lying_left" if lateral_elevation > 0 else "side_lying_right"


def _elevation(direction: Vector) -> float:
    """Angle over the horizontal, -90..90 degrees."""
    return 90.0 - angle_between(direction, UP)
