"""Draws how long a raised arm has been held."""

from __future__ import annotations

import cv2

from posecheck.coaching.practice.state import Stage
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import ACCENT, DARK, TRACK, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, draw_text, text_size
from posecheck.moment import Moment


class ArmRingAnnotator:
    """While an arm is raised: a ring that fills, and what the gesture will do.

    It stands in the place of the progress ring.
    """

    area = Area.RING

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the ring; nothing while no arm is raised."""
        state = moment.practice
        if state is None or state.arm_progress <= 0:
            return
        image[:] = DARK
        radius, width = sizes.ring, 2 * sizes.line
        height, image_width = image.shape[:2]
        x, y = centre = (image_width // 2, height // 2)
        cv2.circle(image, centre, radius, TRACK, width, cv2.LINE_AA)
        angles = (-90.0, 0.0, 360.0 * state.arm_progress)
        cv2.ellipse(image, centre, (radius, radius), *angles, ACCENT, width, cv2.LINE_AA)
        text = "Go on" if state.stage is Stage.PAUSED else "Pause"
        text_width, text_height = text_size(text, sizes.label)
        at = (x - text_width // 2, y - text_height // 2)
        draw_text(image, text, at, sizes.label, WHITE)
