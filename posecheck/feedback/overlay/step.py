"""Draws the side that is worked on, and the step."""

from __future__ import annotations

from posecheck.feedback.overlay.drawing import draw_rows
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import ACCENT, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, fit_into
from posecheck.moment import Moment


class SideAnnotator:
    """The side that is worked on."""

    area = Area.HEADING

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the side; nothing without an exercise."""
        coaching = moment.coaching
        if coaching is None:
            return
        has_side = coaching.progress is None or coaching.progress.side is not None
        side = f"{coaching.side.capitalize()} side" if has_side else "Both sides"
        draw_rows(image, [(side, sizes.label, ACCENT)], sizes)


class StepAnnotator:
    """What to do now."""

    area = Area.STEP

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the step; nothing without an exercise."""
        if moment.coaching is not None:
            draw_step(image, moment.coaching.step, sizes)


def draw_step(image: Image8, text: str, sizes: Sizes) -> None:
    """Write an instruction, in smaller letters if it has no room."""
    height, width = image.shape[:2]
    room = width - 2 * sizes.margin, height - sizes.margin // 2
    rows, size = fit_into(text, sizes.step, *room)
    draw_rows(image, [(row, size, WHITE) for row in rows], sizes)
