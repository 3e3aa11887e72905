"""Which posture the body is in: lying (on what side), sitting, kneeling, standing, ..."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from posecheck.anatomy import SIDES, Landmark, Side
from posecheck.geometry import Vector, angle_at, angle_between
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import UP, Orientation

Posture = Literal[
    "supine",
    "prone",
    "side_lying_left",
    "side_lying_right",
    "sitting",
    "kneeling",
    "half_kneeling",
    "quadruped",
    "standing",
    "lunge",
    "unknown",
]

LYING: frozenset[Posture] = frozenset({"supine", "prone", "side_lying_left", "side_lying_right"})

# Limits in degrees, each the middle between the two groups it parts on photos of floor
# exercises; "elevation" is the angle over the horizontal.
UPRIGHT_ELEVATION = 45.0  # trunk: lying (crunches included) below, sitting or standing above
LEANING_ELEVATION = 28.0  # trunk of someone kneeling who leans back
SUPINE_ROLL = 70.0  # chest up, turned this far about the long axis: on the side
PROPPED_SIDE_ELEVATION = 40.0  # chest down, propped up on one elbow: on the side, not sitting
PRONE_SIDE_ELEVATION = 22.0  # chest down: people roll forward when they lie on the side
THIGH_DOWN = 45.0  # thigh hangs: kneeling, quadruped, standing
THIGH_ACROSS = 55.0  # thigh towards the horizontal: sitting, the front leg of a lunge
SHANK_ACROSS = 60.0  # shank along the floor: kneeling
SHANK_DOWN = 45.0
SHANK_ON_FLOOR = 72.0  # half-kneeling; in a lunge the back shank slants
KNEE_FOLDED = 70.0  # sitting on the heels
KNEE_STRAIGHT = 135.0
SPLIT_KNEE = 115.0  # more bent than this, the other rules tell a lunge
SPLIT_STANCE_SHARE = 0.6
"""Feet this share of a leg's length apart, one before the other, both on the floor: a lunge.
A step in standing reaches 0.45, the top of a walking lunge begins at 0.68 (clips, photos)."""

SAME_LEVEL_SHARE = 0.2
"""Ankles less than this share of a leg apart in height: both feet are on the floor."""

KNEE_ON_FLOOR_SHARE = 0.25
"""A knee lower than this share of the front shank, over the front ankle, is on the floor."""


@dataclass(frozen=True)
class _Leg:
    """Angles in degrees of one leg. 0 for thigh and shank is straight down, 180 up."""

    thigh: float
    shank: float
    knee: float
    knee_height: float  # of the knee, metres over the hips' middle
    ankle_height: float


def posture_of(body: Body, orientation: Orientation) -> Posture:
    """The posture, from the trunk's and the legs' directions against gravity.

    Gravity is taken from the picture's vertical. A bridge counts as supine, a plank as
    prone, a side plank as lying on that side. "unknown" when the directions fit none.
    """
    trunk = _elevation(orientation.long_axis)
    chest = _elevation(orientation.ventral)
    side = _elevation(orientation.lateral_axis)
    if math.isnan(trunk) or math.isnan(side):
        return "unknown"
    legs = {s: _leg(body, s) for s in SIDES}
    if trunk >= UPRIGHT_ELEVATION:
        return "lunge" if _is_split_stance(body, orientation) else _upright(legs)
    if chest >= 0:
        if trunk > LEANING_ELEVATION and all(_kneels(leg) for leg in legs.values()):
            return "kneeling"
        if math.degrees(math.atan2(abs(side), chest)) > SUPINE_ROLL:
            return _side_down(side)
        return "supine"
    return _chest_down(legs, trunk, side)


def _chest_down(legs: dict[Side, _Leg], trunk: float, side: float) -> Posture:
    if abs(side) <= PRONE_SIDE_ELEVATION:
        hanging = [leg for leg in legs.values() if leg.thigh < THIGH_DOWN]
        if len(hanging) == 2 and all(leg.shank < SHANK_DOWN for leg in hanging):
            return "standing"  # bent over
        if hanging and all(leg.knee < KNEE_FOLDED for leg in legs.values()):
            return "kneeling" if len(hanging) == 2 else "quadruped"
        if any(leg.shank > SHANK_ACROSS for leg in hanging):
            return "quadruped"
    propped = abs(side) > PROPPED_SIDE_ELEVATION
    leaning = trunk > LEANING_ELEVATION and not propped
    if leaning and all(leg.thigh > THIGH_ACROSS for leg in legs.values()):
        return "sitting"
    return _side_down(side) if abs(side) > PRONE_SIDE_ELEVATION else "prone"


def _upright(legs: dict[Side, _Leg]) -> Posture:
    left, right = legs["left"], legs["right"]
    if left.thigh > THIGH_ACROSS and right.thigh > THIGH_ACROSS:
        return "sitting"
    for front, back in ((left, right), (right, left)):
        if front.thigh > THIGH_DOWN and front.shank < SHANK_DOWN and back.thigh < front.thigh:
            if back.knee > KNEE_STRAIGHT and back.thigh < SHANK_DOWN / 2:
                return "standing"  # one knee raised
            shank = front.knee_height - front.ankle_height
            over_floor = back.knee_height - front.ankle_height
            on_floor = over_floor < KNEE_ON_FLOOR_SHARE * shank and back.shank > SHANK_ON_FLOOR
            toes_tucked = back.ankle_height > back.knee_height + KNEE_ON_FLOOR_SHARE * shank
            return "half_kneeling" if on_floor and not toes_tucked else "lunge"
    if _kneels(left) and _kneels(right) and max(left.knee, right.knee) < KNEE_STRAIGHT:
        return "kneeling"
    if min(left.thigh, right.thigh) < THIGH_DOWN:
        return "standing"
    return "unknown"


def _is_split_stance(body: Body, orientation: Orientation) -> bool:
    """Nearly straight legs, one foot well before the other, both feet on the floor."""
    legs = [_leg(body, side) for side in SIDES]
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


def _kneels(leg: _Leg) -> bool:
    return leg.shank > SHANK_ACROSS and leg.thigh < 90.0 and leg.knee < 120.0


def _leg(body: Body, side: Side) -> _Leg:
    hip, knee, ankle = (body.world[Landmark.of(side, p)] for p in ("hip", "knee", "ankle"))
    return _Leg(
        thigh=angle_between(knee - hip, -UP),
        shank=angle_between(ankle - knee, -UP),
        knee=angle_at(hip, knee, ankle),
        knee_height=float(knee @ UP),
        ankle_height=float(ankle @ UP),
    )


def _side_down(lateral_elevation: float) -> Posture:
    """The lateral axis points to the person's right: raised, the left side is down."""
    return "side_lying_left" if lateral_elevation > 0 else "side_lying_right"


def _elevation(direction: Vector) -> float:
    """Degrees over the horizontal, -90..90."""
    return 90.0 - angle_between(direction, UP)
