"""The coordinates of a MOT file: the angles that posecheck measures, in OpenSim's names and signs.

OpenSim's models that descend from Rajagopal 2016 (doi 10.1109/TBME.2016.2586891), Pose2Sim's among
them, count hip flexion, adduction and internal rotation as positive on both sides, and knee flexion
as positive with 0 for a straight leg. In the older gait2392 the knee has the other sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from posecheck.anatomy import SIDES
from posecheck.measures.table import Measurements


@dataclass(frozen=True)
class Coordinate:
    """One coordinate of a leg.

    Attributes
    ----------
    name
        OpenSim's name without the side.
    measure
        The measure that it comes from.
    convert
        Turns degrees of the measure into degrees of the coordinate.
    sign
        What is positive, in words.
    """

    name: str
    measure: str
    convert: Callable[[float], float]
    sign: str


LEG = (
    Coordinate("hip_flexion", "hip_flexion", lambda angle: angle, "flexion"),
    Coordinate("hip_adduction", "hip_abduction", lambda angle: -angle, "adduction"),
    Coordinate("hip_rotation", "hip_rotation", lambda angle: -angle, "internal rotation"),
    Coordinate("knee_angle", "knee", lambda angle: 180.0 - angle, "flexion; 0 is straight"),
)
"""The coordinates of each leg, in the order of OpenSim's models. Fall-out has none."""

COORDINATES = tuple(f"{c.name}_{side[0]}" for side in reversed(SIDES) for c in LEG)
"""All coordinates: the right leg's, then the left leg's, as in OpenSim's models."""


def coordinate_values(measurements: Measurements | None) -> list[float]:
    """Convert the angles of one frame: degrees, in the order of :data:`COORDINATES`.

    NaN for what cannot be seen.
    """
    if measurements is None:
        return [math.nan] * len(COORDINATES)
    return [c.convert(measurements.value(c.measure, side)) for side in reversed(SIDES) for c in LEG]
