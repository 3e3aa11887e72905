"""How the trunk stands and where it is."""

from __future__ import annotations

import math

import numpy as np

from posecheck.geometry import Vector, angle_between
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import UP
from posecheck.perception.scene import Scene


def inclination(scene: Scene) -> tuple[float, float]:
    """The trunk over the horizontal, hips to shoulders, -90..90 degrees: 0 lying, 90 upright,
    negative with the head lower. Its tolerance was not measured: NaN."""
    return 90.0 - angle_between(scene.orientation.long_axis, UP), math.nan


def place(body: Body) -> Vector:
    """(2,) pixels, the middle of the trunk in the picture."""
    middle: Vector = (body.middle("shoulder") + body.middle("hip")) / 2
    return middle


def line(body: Body) -> Vector:
    """(2,) pixels, from the middle of the hips to the middle of the shoulders."""
    return np.asarray(body.middle("shoulder") - body.middle("hip"))
