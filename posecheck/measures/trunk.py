"""The trunk: how steeply it stands, and where it is in the picture."""

from __future__ import annotations

import math

import numpy as np

from posecheck.geometry import Vector, angle_between
from posecheck.perception.body.landmarks import Body
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


def centre_px(body: Body) -> Vector:
    """Compute the middle of the trunk in the picture, (2,) pixels."""
    middle: Vector = (body.middle("shoulder") + body.middle("hip")) / 2
    return middle


def line_px(body: Body) -> Vector:
    """Compute the vector from the middle hip to the middle shoulder in the picture, (2,) pixels."""
    return np.asarray(body.middle("shoulder") - body.middle("hip"))
