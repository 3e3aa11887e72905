"""The trunk: how steeply it stands."""

from __future__ import annotations

import math

from posecheck.geometry import angle_between
from posecheck.perception.body.orientation import UP
from posecheck.perception.scene import Scene


def inclination(scene: Scene) -> tuple[float, float]:
    """Compute the trunk inclination: the trunk line over the horizontal, from hips to shoulders.

    Parameters
    ----------
    scene
        The frame's scene.

    Returns
    -------
    value : float
        Degrees, -90..90: 0 is lying, 90 upright, negative with the head lower than the hips. NaN
        when the trunk has no direction.
    tolerance : float
        Always NaN: it was never measured.
    """
    return 90.0 - angle_between(scene.orientation.long_axis, UP), math.nan
