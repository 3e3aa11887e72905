"""Draws what to do now in a practice while no exercise is running."""

from __future__ import annotations

from posecheck.feedback.overlay.drawing import draw_banner
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.style import ACCENT, Sizes
from posecheck.feedback.overlay.text import Image8
from posecheck.moment import Moment


class PracticeMessageAnnotator(Panel[str]):
    """The practice's message, for example where to put the camera."""

    area = Area.STRIP

    def content(self, moment: Moment) -> str | None:
        """The message; nothing while an exercise's own banner is shown."""
        state = moment.practice
        if state is None or state.coaching is not None or not state.message:
            return None
        return state.message

    def draw(self, image: Image8, content: str, sizes: Sizes) -> None:
        """Draw the message."""
        draw_banner(image, content, ACCENT, sizes)
