"""Draws the joint angles that the exercise checks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from posecheck.coaching.judge import Judgement
from posecheck.feedback.overlay.drawing import draw_arc, to_pixel
from posecheck.feedback.overlay.joint_angle import (
    HIP_FLEXION,
    KNEE,
    JointAngle,
    arc_radius,
    find_joint_angle,
)
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import GOOD, VERDICT_COLOURS, Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment

ARC_LANDMARKS = {"knee": KNEE, "hip_flexion": HIP_FLEXION}
"""The measures that can be drawn as an arc, each with its three landmarks."""


@dataclass(frozen=True, eq=False)
class CheckedAngle:
    """An angle with its verdict.

    Attributes
    ----------
    angle
        Where it lies.
    colour
        That of its verdict.
    right_start_deg, right_sweep_deg
        Direction and extent of the range of right angles, as in :class:`JointAngle`.
    """

    angle: JointAngle
    colour: Colour
    right_start_deg: float
    right_sweep_deg: float


class CheckedAngleAnnotator:
    """Each checked knee or hip angle: an arc in the colour of its verdict.

    A thin green arc outside it covers the range of right angles. The degrees stand in the list of
    checks.
    """

    area = Area.PICTURE

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the angles that have a value; nothing without a person or an exercise."""
        for checked in checked_angles(moment):
            draw_arc(
                image,
                to_pixel(checked.angle.vertex),
                arc_radius(sizes) + 2 * sizes.line,
                checked.right_start_deg,
                checked.right_sweep_deg,
                GOOD,
                max(1, sizes.line // 2),
            )
            checked.angle.draw_arc(image, checked.colour, sizes)


def checked_angles(moment: Moment) -> Iterator[CheckedAngle]:
    """The checked angles that have a value; none without a person or an exercise."""
    body = moment.body
    if body is None or moment.coaching is None:
        return
    for judgement in moment.coaching.judgements:
        parts = ARC_LANDMARKS.get(judgement.check.measure or "")
        if not parts or not judgement.side or math.isnan(judgement.value):
            continue
        angle = find_joint_angle(body, judgement.side, parts)
        low, high = _find_right_range(judgement)
        turn = math.copysign(1.0, angle.sweep_deg)
        colour = VERDICT_COLOURS[judgement.verdict]
        yield CheckedAngle(angle, colour, angle.start_deg + turn * low, turn * (high - low))


def _find_right_range(judgement: Judgement) -> tuple[float, float]:
    """Find the smallest and largest right angle between the two limbs, within 0..180 degrees.

    Hip flexion is 0 with the thigh in line with the trunk, where the angle drawn is 180.
    """
    low = max(judgement.check.min, 0.0)
    high = min(judgement.check.max, 180.0)
    if judgement.check.measure == "hip_flexion":
        return 180.0 - high, 180.0 - low
    return low, high
