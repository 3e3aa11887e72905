"""The roller against the trunk: its angle to the spine, and the part of the trunk that rests on it.

Each measure gives (value, tolerance). A NaN value is cannot-see. The definitions are the project's
conventions (docs/architecture.md, "Conventions").
"""

from __future__ import annotations

import math

from posecheck.geometry import unit
from posecheck.measures.tolerance import is_usable, load_tolerances
from posecheck.perception.body.orientation import UP
from posecheck.perception.scene import Scene

CANNOT_SEE = (math.nan, math.nan)
"""Value and tolerance where no roller is found under the trunk."""

MOST_SLOPE = 0.87
"""Sine of the slope of the body's left-right axis up to which one end of the roller is the person's
left one: 60 degrees. Steeper, noise would decide."""


def roller_angle(scene: Scene) -> tuple[float, float]:
    """Compute the roller angle: between the roller's axis and the spine, seen from above.

    Parameters
    ----------
    scene
        The frame's scene.

    Returns
    -------
    value : float
        Degrees, 0..90; 90 is perpendicular. NaN when no roller is found, nobody lies on it, or the
        tolerance is too large to be usable (:func:`~posecheck.measures.tolerance.is_usable`).
    tolerance : float
        Degrees; 68 % of the errors are smaller. NaN when no roller is found or nobody lies on it.

    Notes
    -----
    Computed as 90 degrees less the absolute roller turn.
    """
    turn, tolerance = _off_perpendicular(scene)
    return 90.0 - abs(turn), tolerance


def roller_turn(scene: Scene) -> tuple[float, float]:
    """Compute the roller turn: the signed angle by which the roller misses the perpendicular.

    Parameters
    ----------
    scene
        The frame's scene.

    Returns
    -------
    value : float
        Degrees seen from above, -90..90; 0 is perpendicular to the spine, positive with the
        person's left end nearer the head. NaN as :func:`roller_angle` is, and for someone who lies
        on a side: neither end is then the left one.
    tolerance : float
        Degrees, as of :func:`roller_angle`.
    """
    turn, tolerance = _off_perpendicular(scene)
    on_side = abs(float(unit(scene.orientation.lateral_axis) @ UP)) > MOST_SLOPE
    return (math.nan if on_side else turn * _sign_of_clockwise(scene)), tolerance


def roller_position(scene: Scene) -> tuple[float, float]:
    """Compute the roller position: where the trunk rests on the roller, along the trunk line.

    Parameters
    ----------
    scene
        The frame's scene.

    Returns
    -------
    value : float
        Share of the trunk line in space: 0 is the shoulder line, 1 the hip line. NaN when no
        roller is found, nobody lies on it, or the tolerance is too large to be usable
        (:func:`~posecheck.measures.tolerance.is_usable`).
    tolerance : float
        In the same unit; 68 % of the errors are smaller. NaN when no roller is found or nobody
        lies on it.
    """
    roller = scene.roller
    if roller is None or math.isnan(roller.position):
        return CANNOT_SEE
    tolerance = load_tolerances().roller_factors["position"] * roller.position_error
    if not is_usable("roller_position", tolerance):
        return math.nan, tolerance
    return roller.position, tolerance


def _off_perpendicular(scene: Scene) -> tuple[float, float]:
    """Compute the roller's turn, positive with the far end turned clockwise, and its tolerance."""
    roller = scene.roller
    if roller is None or math.isnan(roller.off_perpendicular_deg):
        return CANNOT_SEE
    tolerance = load_tolerances().roller_factors["turn"] * roller.off_perpendicular_error_deg
    usable = is_usable("roller_turn", tolerance)
    return roller.off_perpendicular_deg if usable else math.nan, tolerance


def _sign_of_clockwise(scene: Scene) -> float:
    """Find the sign of a roller turn whose far end has turned clockwise, seen from above.

    Example: the person is supine and the head points away from the camera. The left end is then at
    the right of the picture, and a clockwise turn moves it towards the feet: the sign is -1.
    """
    long_axis, left = scene.orientation.long_axis, -scene.orientation.lateral_axis
    # x right, z away: positive when left lies a quarter turn clockwise of the long axis, from above
    clockwise = float(left[0] * long_axis[2] - left[2] * long_axis[0])
    return -1.0 if clockwise > 0 else 1.0
