"""Draws the pages of a practice: checklist, danger, pause, end, keys."""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from posecheck.coaching.practice.presence import how_to_stop
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.exercises.checklist import checklist
from posecheck.feedback.overlay.drawing import Line
from posecheck.feedback.overlay.practice_header import format_clock, side_label
from posecheck.feedback.overlay.style import ACCENT, DARK, FIX, GOOD, WHITE, Sizes
from posecheck.feedback.overlay.text import (
    Colour,
    Image8,
    draw_text,
    text_size,
    wrap_indented,
    wrap_text,
)

STOP: Colour = (140, 16, 16)
"""Background of the page that says what to do after a danger sign."""

KEYS = (
    "Space: pause / go on",
    "N: next",
    "B: back",
    "S: skip this side",
    "D: danger, stop",
    "Drag along the roller: mark it",
    "Q: end",
    "H: this help",
    "Arm up for 1.5 s: pause / go on",
)
"""The lines of the help page."""

SMALLEST_SHARE = 0.04
"""Smallest font size as a share of the page's height: what someone on the floor must read is
never smaller."""


@dataclass(frozen=True)
class Page:
    """A page of text. The picture, made smaller, stands beside it.

    Attributes
    ----------
    title
        Stands above the lines, larger.
    lines
        A line may begin with a mark of one character and a space; its further rows are indented
        by the width of the mark.
    footer
        Stands below the lines, smaller; may be empty.
    colour
        Colour of the title and the left edge.
    background
        Colour behind everything.
    """

    title: str
    lines: tuple[str, ...]
    footer: str = ""
    colour: Colour = ACCENT
    background: Colour = DARK

    def layout(self, width: int, height: int, sizes: Sizes) -> list[Line]:
        """Lay out the page on ``width`` x ``height`` pixels, in letters as large as possible.

        Returns
        -------
        list of (str, int, Colour)
            Rows from top to bottom: text, font size in pixels, colour.
        """
        room = width - 5 * sizes.margin
        smallest = max(sizes.small, round(SMALLEST_SHARE * height))
        rows: list[Line] = []
        for size in range(round(sizes.banner * 1.2), smallest - 1, -1):
            title_size = round(size * 1.25)
            texts = [row for line in self.lines for row in wrap_indented(line, size, room)]
            titles = wrap_text(self.title, title_size, room)
            rows = [(row, title_size, self.colour) for row in titles]
            rows += [(row, size, WHITE) for row in texts]
            rows += [(row, smallest, WHITE) for row in wrap_text(self.footer, smallest, room)]
            if sum(text_size(row, s)[1] for row, s, _ in rows) + 2 * sizes.margin <= height:
                break
        return rows

    def draw(self, image: Image8, sizes: Sizes) -> None:
        """Fill an image with the page."""
        height, width = image.shape[:2]
        cv2.rectangle(image, (0, 0), (sizes.margin, height), self.colour, -1)
        y = sizes.margin
        for row, size, colour in self.layout(width, height, sizes):
            draw_text(image, row, (3 * sizes.margin, y), size, colour)
            y += text_size(row, size)[1]


def choose_page(state: PracticeState) -> Page | None:
    """Choose the page to show; None while the picture must be seen."""
    danger = checklist().danger
    if state.help_shown:
        return Page("Keys", KEYS)
    if state.stage is Stage.CHECKLIST:
        programme = state.timetable.programme
        items = tuple(f"• {line}" for line in checklist().texts(programme.checklist))
        return Page(programme.heading(" · "), items, state.message)
    if state.stage is Stage.SAFETY:
        signs = tuple(f"! {sign}" for sign in danger.signs)
        how = how_to_stop(state.timetable.parts[state.part].exercise)
        return Page("Stop at once if you feel", (*signs, how), state.message, FIX)
    if state.stage is Stage.PAUSED:
        left = f"Saves and ends in {format_clock(state.pause_left_s)}"
        return Page("Paused", (state.message.removeprefix("Paused. "),), left)
    if state.stage is Stage.QUESTION:
        return Page("Danger sign?", (danger.asked, danger.question), "", FIX)
    if state.stage is Stage.DANGER:
        steps = tuple(f"{i} {line}" for i, line in enumerate(danger.what_to_do, 1))
        return Page("Stop", steps, danger.recorded, WHITE, STOP)
    if state.stage is Stage.FINISHED:
        is_done = state.ended_by == "done"
        lines = tuple(
            f"{title}: {', '.join(side_label(sides, side) for side in sides).lower()}"
            for title, sides in state.parts_done.items()
        )
        return Page("Done" if is_done else "Ended", lines, "", GOOD if is_done else ACCENT)
    return None
