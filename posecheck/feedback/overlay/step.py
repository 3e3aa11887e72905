"""Draws the side that is worked on, and the step."""

from __future__ import annotations

from posecheck.feedback.overlay.drawing import draw_rows
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.style import ACCENT, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, fit_into
from posecheck.moment import Moment


class SideAnnotator(Panel[str]):
    """The side that is worked on."""

    area = Area.HEADING

    def content(self, moment: Moment) -> str | None:
        """The side; nothing without an exercise."""
        coaching = moment.coaching
        if coaching is None:
            return None
        has_side = coaching.progress is None or coaching.progress.side is not None
        return f"{coaching.side.capitalize()} side" if has_side else "Both sides"

    def draw(self, image: Image8, content: str, sizes: Sizes) -> None:
        """Draw the side."""
        draw_rows(image, [(content, sizes.label, ACCENT)], sizes)


class StepAnnotator(Panel[str]):
    """What to do now."""

    area = Area.STEP

    def content(self, moment: Moment) -> str | None:
        """The step; nothing without an exercise."""
        return moment.coaching.step if moment.coaching is not None else None

    def draw(self, image: Image8, content: str, sizes: Sizes) -> None:
        """Draw the step."""
        draw_step(image, content, sizes)


def draw_step(image: Image8, text: str, sizes: Sizes) -> None:
    """Write an instruction, in smaller letters if it has no room."""
    height, width = image.shape[:2]
    room = width - 2 * sizes.margin, height - sizes.margin // 2
    rows, size = fit_into(text, sizes.step, *room)
    draw_rows(image, [(row, size, WHITE) for row in rows], sizes)
