"""Draws the joint angles that the exercise checks."""

from __future__ import annotations

import math

from posecheck.coaching.judge import Judgement
from posecheck.feedback.overlay.drawing import draw_arc, to_pixel
from posecheck.feedback.overlay.joint_angle import (
    HIP_FLEXION,
    KNEE,
    arc_radius,
    find_joint_angle,
)
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import GOOD, VERDICT_COLOURS, Sizes
from posecheck.feedback.overlay.text import Image8
from posecheck.moment import Moment

ARC_LANDMARKS = {"knee": KNEE, "hip_flexion": HIP_FLEXION}
"""The measures that can be drawn as an arc, each with its three landmarks."""


class CheckedAngleAnnotator:
    """Each checked knee or hip angle: an arc in the colour of its verdict.

    A thin green arc outside it covers the range of right angles. The degrees stand in the list of
    checks.
    """

    area = Area.PICTURE

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the angles that have a value; nothing without a person or an exercise."""
        body = moment.body
        if body is None or moment.coaching is None:
            return
        for judgement in moment.coaching.judgements:
            parts = ARC_LANDMARKS.get(judgement.check.measure or "")
            if not parts or not judgement.side or math.isnan(judgement.value):
                continue
            angle = find_joint_angle(body, judgement.side, parts)
            centre, colour = to_pixel(angle.vertex), VERDICT_COLOURS[judgement.verdict]
            low, high = _find_right_range(judgement)
            turn = math.copysign(1.0, angle.sweep_deg)
            draw_arc(
                image,
                centre,
                arc_radius(sizes) + 2 * sizes.line,
                angle.start_deg + turn * low,
                turn * (high - low),
                GOOD,
                max(1, sizes.line // 2),
            )
            angle.draw_arc(image, colour, sizes)


def _find_right_range(judgement: Judgement) -> tuple[float, float]:
    """Find the smallest and largest right angle between the two limbs, within 0..180 degrees.

    Hip flexion is 0 with the thigh in line with the trunk, where the angle drawn is 180.
    """
    low = max(judgement.check.min, 0.0)
    high = min(judgement.check.max, 180.0)
    if judgement.check.measure == "hip_flexion":
        return 180.0 - high, 180.0 - low
    return low, high
