"""Draws what to do now in a practice, along the bottom, while no exercise is running."""

from __future__ import annotations

from posecheck.feedback.overlay.drawing import draw_banner
from posecheck.feedback.overlay.practice_page import choose_page
from posecheck.feedback.overlay.style import ACCENT, Sizes
from posecheck.feedback.overlay.text import Image8, wrap_text
from posecheck.moment import Moment

MAX_ROWS = 3
"""A message of more rows gets smaller letters."""


class PracticeMessageAnnotator:
    """The practice's message, for example where to put the camera."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the message; nothing while an exercise's own banner or a page is shown."""
        state = moment.practice
        if state is None or state.coaching is not None or not state.message:
            return
        if choose_page(state) is not None:
            return
        size, room = sizes.banner, image.shape[1] - 4 * sizes.margin
        while size > sizes.small and len(wrap_text(state.message, size, room)) > MAX_ROWS:
            size -= 1
        draw_banner(image, wrap_text(state.message, size, room), size, ACCENT, sizes)
