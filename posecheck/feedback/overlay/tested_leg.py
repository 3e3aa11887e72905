"""Draws the angles of the leg that the self-test tests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from posecheck.feedback.overlay.joint_angle import HIP_FLEXION, KNEE, find_joint_angle
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import ACCENT, GOOD, Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.trial import Step


@dataclass(frozen=True)
class LegAngle:
    """An angle of the tested leg.

    Attributes
    ----------
    title
        The joint.
    parts
        The three landmarks of the angle.
    degrees
        Its value.
    colour
        Green once it counts as straight, blue before.
    """

    title: str
    parts: tuple[str, str, str]
    degrees: float
    colour: Colour


def leg_angles(state: SelfTestState) -> Iterator[LegAngle]:
    """The angles that are seen, from the start of the baseline to the end of the test."""
    if state.step in (Step.SET_UP, Step.DONE):
        return
    straight = selftest_limits().straight
    flexion, knee = state.leg.hip_flexion, state.leg.knee
    for title, parts, degrees, is_reached in (
        ("Hip", HIP_FLEXION, flexion, flexion <= straight.hip_flexion),
        ("Knee", KNEE, knee, knee >= straight.knee),
    ):
        if not math.isnan(degrees):
            yield LegAngle(title, parts, degrees, GOOD if is_reached else ACCENT)


class TestedLegAnnotator:
    """Hip flexion and knee angle of the tested leg, as arcs."""

    area = Area.PICTURE

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the arcs; nothing outside a self-test or without a person."""
        state, body = moment.selftest, moment.body
        if state is None or body is None:
            return
        for angle in leg_angles(state):
            find_joint_angle(body, state.side, angle.parts).draw_arc(image, angle.colour, sizes)
