"""Draws the angles of the leg that the self-test tests."""

from __future__ import annotations

import math

from posecheck.feedback.overlay.joint_angle import HIP_FLEXION, KNEE, find_joint_angle
from posecheck.feedback.overlay.style import ACCENT, GOOD, Sizes
from posecheck.feedback.overlay.text import Image8
from posecheck.moment import Moment
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.trial import Step


class TestedLegAnnotator:
    """Hip flexion and knee angle of the tested leg, as arcs with their degrees.

    An angle is green once it counts as straight, blue before.
    """

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the angles that are seen, from the start of the baseline to the end of the test."""
        state, body = moment.selftest, moment.body
        if state is None or body is None or state.step in (Step.SET_UP, Step.DONE):
            return
        straight = selftest_limits().straight
        flexion, knee = state.leg.hip_flexion, state.leg.knee
        for parts, degrees, is_reached in (
            (HIP_FLEXION, flexion, flexion <= straight.hip_flexion),
            (KNEE, knee, knee >= straight.knee),
        ):
            if math.isnan(degrees):
                continue
            colour = GOOD if is_reached else ACCENT
            angle = find_joint_angle(body, state.side, parts)
            angle.draw_arc(image, colour, sizes)
            vertex = float(angle.vertex[0]), float(angle.vertex[1])
            angle.draw_label(image, degrees, vertex, colour, sizes)
