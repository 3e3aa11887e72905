"""The one thing to change about the camera's place, if something must change."""

from __future__ import annotations

import math
from functools import cache

from pydantic import BaseModel, Field

from posecheck.anatomy import Side, opposite
from posecheck.exercises.schema import Exercise, SpokenSentence
from posecheck.exercises.sources import SourceKeys
from posecheck.measures.names import BOTH_LEGS
from posecheck.measures.table import Measurements
from posecheck.perception.camera_facts import CameraFacts
from posecheck.toml_data import STRICT, load_shipped

PART_NAMES = {
    "shoulder": "shoulders are",
    "hip": "hips are",
    "knee": "knees are",
    "ankle": "feet are",
}
"""How each part of the body is called in a sentence, with its verb."""


HOW_TURNED = {90: "on its side", 180: "upside down", 270: "on its side"}
"""How a picture lies that must be turned by so many degrees clockwise."""


class _Fault(BaseModel):
    model_config = STRICT

    reason: str = Field(min_length=3)
    source: SourceKeys
    text: str = ""
    unit: str = ""
    below: float = -math.inf
    above: float = math.inf
    allowance_m: float = 0.0


class CameraLimits(BaseModel):
    """The contents of camera_advice.toml: each fault with its limit, sentence and reason."""

    model_config = STRICT

    turned: _Fault
    dark: _Fault
    cut_off: _Fault
    small: _Fault
    tilted: _Fault
    high: _Fault
    low: _Fault
    height: _Fault


@cache
def camera_limits() -> CameraLimits:
    """The limits that are shipped with posecheck."""
    return load_shipped("posecheck.coaching", "camera_advice.toml", CameraLimits)


def choose_camera_advice(
    exercise: Exercise, side: Side, measurements: Measurements
) -> SpokenSentence:
    """The one thing to change about the camera so that ``exercise`` can be judged.

    Parameters
    ----------
    exercise
        Says from which views and heights it can be watched, and which parts it needs.
    side
        The working side.
    measurements
        Of the frame that is judged.

    Returns
    -------
    str
        The sentence for the first fault in this order: upside down or on its side, light, parts
        out of view, view, size, tilt, height. It may hold {side} and {other}. Empty when the
        camera stands well.
    """
    limits, camera = camera_limits(), measurements.camera
    if turned := advise_turning(camera):
        return turned
    if camera.brightness < limits.dark.below:
        return limits.dark.text
    if part := _find_part_out_of_view(exercise, side, camera):
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


def advise_camera(exercise: Exercise, measurements: Measurements) -> str:
    """The same for the side that is near the camera, as a whole sentence; empty for no advice."""
    near = measurements.near_side
    side = near if near in exercise.sides or not exercise.sides else exercise.sides[0]
    text = choose_camera_advice(exercise, side, measurements)
    return text.format(side=side, other=opposite(side))


def advise_turning(camera: CameraFacts) -> str:
    """What to do about a picture that is upside down or on its side; empty where it is not."""
    if not camera.turned_deg:
        return ""
    how = HOW_TURNED[camera.turned_deg]
    return camera_limits().turned.text.format(how=how, degrees=camera.turned_deg)


def _find_part_out_of_view(exercise: Exercise, side: Side, camera: CameraFacts) -> str:
    """The name of a part that the exercise needs and the image cuts off; empty for none.

    Of the other side only where a check looks at that leg too.
    """
    both = any(check.leg == "other" or check.measure in BOTH_LEGS for check in exercise.checks)
    sides = (side, opposite(side)) if both else (side,)
    for part in reversed(exercise.parts_in_view):
        if not all(camera.shows(each, part) for each in sides):
            return PART_NAMES[part]
    return ""
