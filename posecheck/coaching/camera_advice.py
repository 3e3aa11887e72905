"""The camera's place: the one thing to change about it, if something is."""

from __future__ import annotations

import math
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from posecheck.anatomy import Side
from posecheck.exercises.schema import Exercise, SpokenSentence
from posecheck.exercises.sources import SourceKeys
from posecheck.measures.table import Measurements
from posecheck.perception.camera_facts import CameraFacts
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
    source: SourceKeys
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


def camera_advice(exercise: Exercise, side: Side, measurements: Measurements) -> SpokenSentence:
    """The one thing to change about the camera so that ``exercise`` can be judged.

    Empty when it stands well. The sentence may name the {side} that is worked on.
    """
    limits, camera = camera_limits(), measurements.camera
    if camera.brightness < limits.dark.below:
        return limits.dark.text
    if part := out_of_view(exercise, side, camera):
        return limits.cut_off.text.format(part=part)
    if measurements.view not in exercise.views and measurements.view != "unknown":
        return exercise.wrong_view  # before the size: seen from an end, a body looks short
    if camera.body_share < limits.small.below:
        return limits.small.text
    if abs(camera.roll_deg) > limits.tilted.above:
        return limits.tilted.text
    if exercise.camera_height_m is not None:
        lowest, highest = exercise.camera_height_m
        allowance_m = limits.height.allowance_m
        if camera.height_m > highest + allowance_m:
            return limits.high.text
        if camera.height_m < lowest - allowance_m:
            return limits.low.text
    return ""


def out_of_view(exercise: Exercise, side: Side, camera: CameraFacts) -> str:
    """Which of the parts that the exercise needs is outside the image; empty for none."""
    for part in reversed(exercise.parts_in_view):
        if not camera.shows(side, part):
            return PART_NAMES[part]
    return ""
