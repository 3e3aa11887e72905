"""The roller against the trunk: how it lies to the spine, and under which part of it.

Each measure gives (value, tolerance); NaN is cannot-see.
"""

from __future__ import annotations

import math

from posecheck.measures.tolerance import is_of_use, load_tolerances
from posecheck.perception.scene import Scene

UNSEEN = (math.nan, math.nan)


def roller_angle(scene: Scene) -> tuple[float, float]:
    """Between the roller's axis and the spine, seen from above, 0..90 degrees, 90 square."""
    turn, tolerance = roller_turn(scene)
    return 90.0 - abs(turn), tolerance


def roller_turn(scene: Scene) -> tuple[float, float]:
    """How far the roller is from square to the spine, -90..90 degrees, seen from above: positive
    with the person's left end nearer the head."""
    roller = scene.roller
    if roller is None or math.isnan(roller.off_perpendicular_deg):
        return UNSEEN
    tolerance = load_tolerances().of_roller["turn"] * roller.off_perpendicular_error_deg
    if not is_of_use("roller_turn", tolerance):
        return math.nan, tolerance
    return roller.off_perpendicular_deg * _sign(scene), tolerance


def roller_position(scene: Scene) -> tuple[float, float]:
    """Where the trunk rests on the roller, along the trunk: 0 shoulder line, 1 hip line."""
    roller = scene.roller
    if roller is None or math.isnan(roller.position):
        return UNSEEN
    tolerance = load_tolerances().of_roller["position"] * roller.position_error
    if not is_of_use("roller_position", tolerance):
        return math.nan, tolerance
    return roller.position, tolerance


def _sign(scene: Scene) -> float:
    """Which way from above is towards the head for the person's left end. Head away from the
    camera and on the back, the left is at the right hand of someone who looks from behind: a
    roller turned clockwise there has its left end nearer the feet."""
    long_axis, left = scene.orientation.long_axis, -scene.orientation.lateral_axis
    # x right, z away: the direction a quarter turn clockwise of the trunk, seen from above
    clockwise = float(left[0] * long_axis[2] - left[2] * long_axis[0])
    return -1.0 if clockwise > 0 else 1.0
