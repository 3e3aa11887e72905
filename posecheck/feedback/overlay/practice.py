"""What a practice shows besides the exercise's own overlay: checklist, danger, pause, help."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.exercises.checklist import checklist
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.practice_header import clock, header_height, side_label, with_header
from posecheck.feedback.overlay.style import ACCENT, DARK, FIX, GOOD, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, shade, text_size, wrapped
from posecheck.moment import Moment
from posecheck.video.frame import Frame

STOP: Colour = (140, 16, 16)
"""Behind what to do after a danger sign."""

KEYS = (
    "space  pause, go on",
    "N  next",
    "B  back",
    "S  leave this side",
    "D  danger: stop",
    "drag along the roller: it lies there",
    "Q  end",
    "H  this help",
    "One arm up for 1.5 s: pause, go on",
)

SMALLEST_SHARE = 0.04
"""Of the picture's height: what someone on the floor must read is never smaller."""


class PracticeOverlay:
    """The exercise's overlay, the strip over it, and the screens of a practice.

    Args:
        mirrored: show the picture as a mirror would; sides stay the person's own.
    """

    def __init__(self, *, mirrored: bool = False) -> None:
        self._overlay = Overlay(mirrored=mirrored)
        self._mirrored = mirrored

    def draw(self, moment: Moment, flash: tuple[Colour, float] | None = None) -> Image8:
        """A new picture, (H + strip, W, 3) uint8 RGB; its size depends on the frame's only.

        Args:
            moment: what is known of the frame.
            flash: see :meth:`Overlay.draw`.
        """
        picture = self._overlay.draw(moment, flash)
        state = moment.practice
        if state is None:
            return picture
        sizes = Sizes.of(*moment.frame.size)
        page = page_of(state)
        if page is not None:
            page.draw(picture, sizes)
        elif state.coaching is None and state.message:
            _banner(picture, state.message, sizes)
        if state.arm_share > 0:
            _arm_ring(picture, state, sizes)
        return with_header(picture, state, sizes)

    def in_frame(self, shown: NDArray[np.float64], frame: Frame) -> NDArray[np.float64]:
        """(N, 2) pixels of the frame for places in the picture that :meth:`draw` gave of it."""
        places = shown - (0.0, header_height(Sizes.of(*frame.size)))
        if self._mirrored:
            places[:, 0] = frame.size[0] - 1 - places[:, 0]
        return places


def page_of(state: PracticeState) -> Page | None:
    """The page that covers the picture in this state; None where the picture is to be seen."""
    danger = checklist().danger
    if state.help_shown:
        return Page("Keys", KEYS)
    if state.stage is Stage.CHECKLIST:
        programme = state.timetable.programme
        items = tuple(f"• {line}" for line in checklist().texts(programme.checklist))
        return Page(programme.heading(" · "), items, state.message)
    if state.stage is Stage.SAFETY:
        signs = tuple(f"! {sign}" for sign in danger.signs)
        return Page("Stop at once at", (*signs, danger.how), state.message, FIX)
    if state.stage is Stage.PAUSED:
        left = f"Ends and saves in {clock(state.pause_left_s)}"
        return Page("Paused", (state.message.removeprefix("Paused. "),), left)
    if state.stage is Stage.QUESTION:
        return Page("Danger sign?", (danger.asked, danger.question), "", FIX)
    if state.stage is Stage.DANGER:
        steps = tuple(f"{i} {line}" for i, line in enumerate(danger.what_to_do, 1))
        return Page("Stop", steps, danger.recorded, WHITE, STOP)
    if state.stage is Stage.FINISHED:
        done = state.ended_by == "done"
        lines = tuple(
            f"{title}: {', '.join(side_label(sides, side) for side in sides).lower()}"
            for title, sides in state.parts_done.items()
        )
        return Page("Done" if done else "Ended", lines, "", GOOD if done else ACCENT)
    return None


@dataclass(frozen=True)
class Page:
    """A whole screen of text.

    Attributes:
        lines: each may begin with a mark of one letter and a space, under which it is set in.
        footer: smaller, below.
        colour: of the title and the edge.
        ground: behind it all.
    """

    title: str
    lines: tuple[str, ...]
    footer: str = ""
    colour: Colour = ACCENT
    ground: Colour = DARK

    def rows(self, width: int, height: int, sizes: Sizes) -> list[tuple[str, int, Colour]]:
        """(text, size in pixels, colour) from top to bottom, as large as they fit."""
        room = width - 5 * sizes.margin
        smallest = max(sizes.small, round(SMALLEST_SHARE * height))
        rows: list[tuple[str, int, Colour]] = []
        for size in range(round(sizes.banner * 1.2), smallest - 1, -1):
            title_size = round(size * 1.25)
            texts = [row for line in self.lines for row in _hanging(line, size, room)]
            titles = wrapped(self.title, title_size, room)
            rows = [(row, title_size, self.colour) for row in titles]
            rows += [(row, size, WHITE) for row in texts]
            rows += [(row, smallest, WHITE) for row in wrapped(self.footer, smallest, room)]
            if sum(text_size(row, s)[1] for row, s, _ in rows) + 2 * sizes.margin <= height:
                break
        return rows

    def draw(self, picture: Image8, sizes: Sizes) -> None:
        """Over the whole picture, which shines through faintly."""
        height, width = picture.shape[:2]
        shade(picture, (0, 0, width, height), 0.86, self.ground)
        cv2.rectangle(picture, (0, 0), (sizes.margin, height), self.colour, -1)
        y = sizes.margin
        for row, size, colour in self.rows(width, height, sizes):
            draw_text(picture, row, (3 * sizes.margin, y), size, colour)
            y += text_size(row, size)[1]


def _hanging(line: str, size: int, room: int) -> list[str]:
    """The line in rows; all but the first set in under its mark."""
    mark, _, text = line.partition(" ")
    if len(mark) != 1 or not text:
        return wrapped(line, size, room)
    rows = wrapped(text, size, room - text_size("•  ", size)[0])
    return [f"{mark} {rows[0]}", *(f"   {row}" for row in rows[1:])]


def _banner(picture: Image8, text: str, sizes: Sizes) -> None:
    """What to do now, along the bottom."""
    height, width = picture.shape[:2]
    size, room = sizes.banner, width - 4 * sizes.margin
    while size > sizes.small and len(wrapped(text, size, room)) > 3:
        size -= 1
    rows = wrapped(text, size, room)
    row_height = text_size("X", size)[1]
    top = height - len(rows) * row_height - 2 * sizes.margin
    shade(picture, (0, top, width, height), 0.8, DARK)
    cv2.rectangle(picture, (0, top), (sizes.margin, height), ACCENT, -1)
    for i, row in enumerate(rows):
        x = (width - text_size(row, size)[0]) // 2
        draw_text(picture, row, (x, top + sizes.margin + i * row_height), size, WHITE)


def _arm_ring(picture: Image8, state: PracticeState, sizes: Sizes) -> None:
    """A raised arm is seen: a ring that fills until it counts."""
    radius = sizes.ring
    height, width = picture.shape[:2]
    centre = (width // 2, height // 2)
    shade(
        picture,
        (
            centre[0] - radius * 2,
            centre[1] - radius * 2,
            centre[0] + radius * 2,
            centre[1] + radius * 2,
        ),
        0.75,
        DARK,
    )
    cv2.ellipse(
        picture,
        centre,
        (radius, radius),
        -90.0,
        0.0,
        360.0 * state.arm_share,
        ACCENT,
        2 * sizes.line,
        cv2.LINE_AA,
    )
    text = "Go on" if state.stage is Stage.PAUSED else "Pause"
    w, h = text_size(text, sizes.label)
    draw_text(picture, text, (centre[0] - w // 2, centre[1] - h // 2), sizes.label, WHITE)
