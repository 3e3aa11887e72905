"""The camera's place: the one thing to change about it, if something is."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from posecheck.anatomy import SIDES, Landmark, Side
from posecheck.exercises.schema import Exercise, SpokenSentence
from posecheck.measures.table import Measurements
from posecheck.perception.body.landmarks import Body
from posecheck.toml_data import load_shipped

PART_NAMES = {
    "shoulder": "shoulders are",
    "hip": "hips are",
    "knee": "knees are",
    "ankle": "feet are",
}


class _Fault(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = Field(min_length=3)
    text: str = ""
    unit: str = ""
    below: float = -math.inf
    above: float = math.inf
    allowance_m: float = 0.0


class CameraLimits(BaseModel):
    """What camera.toml holds: each fault with its limit, sentence and reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dark: _Fault
    cut_off: _Fault
    small: _Fault
    tilted: _Fault
    high: _Fault
    low: _Fault
    height: _Fault


@cache
def camera_limits() -> CameraLimits:
    """The limits that come with posecheck."""
    return load_shipped("posecheck.coaching", "camera_advice.toml", CameraLimits)


def camera_advice(
    exercise: Exercise, side: Side, body: Body, measurements: Measurements
) -> SpokenSentence:
    """The one thing to change about the camera so that ``exercise`` can be judged; empty when
    it stands well. May name the {side} that is worked on."""
    limits = camera_limits()
    if body.brightness < limits.dark.below:
        return limits.dark.text
    if part := out_of_view(exercise, side, body):
        return limits.cut_off.text.format(part=part)
    if measurements.view not in exercise.views and measurements.view != "unknown":
        return exercise.wrong_view  # before the size: seen from an end, a body looks short
    if body_share(body) < limits.small.below:
        return limits.small.text
    if body.reading is not None and abs(body.reading.camera_roll_deg) > limits.tilted.above:
        return limits.tilted.text
    if body.reading is not None and exercise.camera_height_m is not None:
        lowest, highest = exercise.camera_height_m
        height_m, allowance_m = body.reading.camera_height_m, limits.height.allowance_m
        if height_m > highest + allowance_m:
            return limits.high.text
        if height_m < lowest - allowance_m:
            return limits.low.text
    return ""


def out_of_view(exercise: Exercise, side: Side, body: Body) -> str:
    """Which of the parts that the exercise needs is outside the picture; empty for none."""
    for part in reversed(exercise.parts_in_view):
        if not body.in_frame(Landmark.of(side, part)):
            return PART_NAMES[part]
    return ""


def body_share(body: Body) -> float:
    """The body's length, shoulders to hips to feet, as a share of the picture's diagonal."""
    points = [body.middle(part) for part in ("shoulder", "hip")]
    legs = [
        [body.point(Landmark.of(side, part)) for part in ("hip", "knee", "ankle")] for side in SIDES
    ]
    trunk = float(np.linalg.norm(points[0] - points[1]))
    longest = max(sum(float(np.linalg.norm(b - a)) for a, b in pairwise(leg)) for leg in legs)
    return (trunk + longest) / math.hypot(*body.frame_size)
