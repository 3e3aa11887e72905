"""From which side the camera looks at the body."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.geometry import angle_between
from posecheck.perception.body.labels import View
from posecheck.perception.body.orientation import UP, Orientation

SIDE_WITHIN_DEG = 25.0
"""Largest angle between the line of sight and the body's left-right axis in a side view. This and
the other limits of a view are the project's conventions (docs/architecture.md, "Conventions")."""

OBLIQUE_WITHIN_DEG = 65.0
"""Largest angle between the line of sight and the left-right axis in an oblique view."""

END_WITHIN_DEG = 25.0
"""Largest angle between the line of sight and the long axis in a view from the head or the feet."""

TOP_OVER_DEG = 60.0
"""A camera that looks down by more than this sees the body from above."""


def angle_off_side(orientation: Orientation) -> float:
    """Angle between the line of sight and the body's left-right axis, 0..90 degrees.

    It is 0 in an exact side view. NaN when hips or shoulders have no direction.
    """
    from_lateral = angle_between(orientation.lateral_axis, orientation.sight)
    return min(from_lateral, 180.0 - from_lateral)


def near_side_of(orientation: Orientation) -> Side:
    """The side of the body that is nearer to the camera."""
    return "left" if float(orientation.lateral_axis @ orientation.sight) >= 0 else "right"


def classify_view(orientation: Orientation) -> View:
    """The view, from the angles between the line of sight and the body's own axes.

    * side: within 25 degrees of the left-right axis;
    * head_end, foot_end: within 25 degrees of the long axis, that end towards the camera;
    * top: the camera looks down by more than 60 degrees. Only the reading of a person who lies
      gives the camera's pitch, so others never have this view;
    * oblique: 25 to 65 degrees from the left-right axis;
    * front, back: more than that, by whether the chest faces the camera.

    "unknown" when hips or shoulders have no direction.
    """
    off_side = angle_off_side(orientation)
    from_long = angle_between(orientation.long_axis, orientation.sight)
    if off_side != off_side or from_long != from_long:
        return "unknown"
    if from_long > 180 - END_WITHIN_DEG:
        return "head_end"
    if from_long < END_WITHIN_DEG:
        return "foot_end"
    if angle_between(orientation.sight, UP) > 90 + TOP_OVER_DEG:
        return "top"
    if off_side < SIDE_WITHIN_DEG:
        return "side"
    if off_side < OBLIQUE_WITHIN_DEG:
        return "oblique"
    return "front" if float(orientation.ventral @ orientation.sight) < 0 else "back"
