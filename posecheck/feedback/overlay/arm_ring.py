"""Draws how long a raised arm has been held."""

from __future__ import annotations

import cv2

from posecheck.coaching.practice.state import Stage
from posecheck.feedback.overlay.drawing import draw_arc, fill, whole_degrees
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.style import ACCENT, DARK, TRACK, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, draw_text, text_size
from posecheck.moment import Moment


class ArmRingAnnotator(Panel[tuple[int, str]]):
    """While an arm is raised: a ring that fills, and what the gesture will do.

    It stands in the place of the progress ring.
    """

    area = Area.RING

    def content(self, moment: Moment) -> tuple[int, str] | None:
        """How far the ring is filled, in degrees, and the text; nothing while no arm is raised."""
        state = moment.practice
        if state is None or state.arm_progress <= 0:
            return None
        text = "Go on" if state.stage is Stage.PAUSED else "Pause"
        if state.stage is Stage.QUESTION:
            text = "Yes" if state.arm_answer else "No"
        return whole_degrees(360.0 * state.arm_progress), text

    def draw(self, image: Image8, content: tuple[int, str], sizes: Sizes) -> None:
        """Draw the ring."""
        filled_deg, text = content
        fill(image, DARK)
        radius, width = sizes.ring, 2 * sizes.line
        height, image_width = image.shape[:2]
        x, y = centre = (image_width // 2, height // 2)
        cv2.circle(image, centre, radius, TRACK, width, cv2.LINE_AA)
        draw_arc(image, centre, radius, -90.0, filled_deg, ACCENT, width)
        text_width, text_height = text_size(text, sizes.label)
        at = (x - text_width // 2, y - text_height // 2)
        draw_text(image, text, at, sizes.label, WHITE)
