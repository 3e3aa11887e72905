"""What is said on the picture in words: side and step, the checks, the one thing to fix."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SKELETON
from posecheck.coaching.judge import Judgement
from posecheck.coaching.session import Phase
from posecheck.feedback.overlay.breath import breath_text
from posecheck.feedback.overlay.drawing import Line, panel, panel_size
from posecheck.feedback.overlay.progress_ring import all_is_well, done_so_far
from posecheck.feedback.overlay.style import (
    ACCENT,
    DARK,
    FIX,
    GOOD,
    UNSEEN,
    VERDICT_COLOURS,
    WHITE,
    Sizes,
)
from posecheck.feedback.overlay.text import (
    Image8,
    draw_text,
    fitted,
    fitting_size,
    shade,
    text_size,
)
from posecheck.measures.table import unit_of
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body

VERDICT_SIGNS = {"good": "✓", "fix": "!", "cannot_see": "?"}

MOST_HIDDEN = 0.15
"""Of the person's bones, behind the list of checks: about a foot and a shank."""

BANNER_ROWS, UPRIGHT_BANNER_ROWS = 2, 4
"""At most so many in a wide frame and in an upright one; longer sentences get smaller letters."""


class StatusAnnotator:
    """Top left: side and step. In a corner where the person is not: each check that can be seen,
    with sign, number, tolerance; and the measured breath. Where all of them would hide the
    person, only what is to be fixed."""

    def __init__(self) -> None:
        self._corner = 0

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        coaching = moment.coaching
        if coaching is None:
            return
        height, width = image.shape[:2]
        upright = height > width
        sided = coaching.progress is None or coaching.progress.side is not None
        heading = (
            f"{coaching.side.capitalize()} side" if sided else "Both sides",
            sizes.label,
            ACCENT,
        )
        room = width - 4 * sizes.margin - (0 if upright else 2 * sizes.ring)
        rows, size = fitted(coaching.step, sizes.step, room, 3)
        step = [(row, size, WHITE) for row in rows]
        if upright:  # beside the ring there is no room for letters of this size
            panel(image, [heading], (0, 0), sizes)
            under = 2 * sizes.ring + 4 * sizes.margin
            if not coaching.message:  # nor for two sentences over someone who stands
                under = panel(image, step, (0, under), sizes)
        else:
            under = panel(image, [heading, *step], (0, 0), sizes)
        checks = [
            (self._line(judgement), sizes.small, VERDICT_COLOURS[judgement.verdict])
            for judgement in coaching.judgements
            if judgement.verdict != "cannot_see"
        ]
        to_fix = [line for line in checks if line[2] == FIX]
        breath = moment.measurements.breath if moment.measurements else None
        if (text := breath_text(breath)) and coaching.pace is not None:
            checks.append((text, sizes.small, FIX if coaching.advice else WHITE))
        for lines in (checks, to_fix):
            if not lines:
                continue
            place, hides = self._place(image, moment.body, lines, under + sizes.margin, sizes)
            if hides <= MOST_HIDDEN or lines is to_fix:
                panel(image, lines, place, sizes)
                break

    def _place(
        self, image: Image8, body: Body | None, lines: list[Line], under: int, sizes: Sizes
    ) -> tuple[tuple[int, int], float]:
        """Over the banner left or right, or under the step: where the list hides least of the
        person, and how much (0..1). It moves only for a much better place, and not as the banner
        comes and goes."""
        height, width = image.shape[:2]
        panel_width, panel_height = panel_size(lines, sizes)
        low = height - _banner_rows(image) * text_size("X", sizes.banner)[1] - 3 * sizes.margin
        below_ring = 2 * sizes.ring + 4 * sizes.margin + text_size("X", sizes.small)[1]
        corners = (
            (0, low - panel_height),
            (width - panel_width, low - panel_height),
            (0, under),
            (width - panel_width, max(under, below_ring)),
        )
        hidden = [0] * len(corners)
        if body is not None:
            points = _along_bones(body)
            room = np.array((panel_width, panel_height))
            hidden = [
                int(((points > corner) & (points < corner + room)).all(axis=1).sum())
                for corner in np.array(corners)
            ]
            best = min(range(len(corners)), key=hidden.__getitem__)
            if hidden[best] < 0.3 * hidden[self._corner]:
                self._corner = best
        return corners[self._corner], hidden[self._corner] / (8 * len(SKELETON))

    @staticmethod
    def _line(judgement: Judgement) -> str:
        sign, value = VERDICT_SIGNS[judgement.verdict], ""
        if not math.isnan(judgement.value):
            unit, digits = unit_of(judgement.check.measure)
            value = f" {judgement.value:z.{digits}f}{unit}"
            if not math.isnan(judgement.tolerance):
                value += f" ±{judgement.tolerance:.{digits}f}"
        return f"{sign} {judgement.check.title}{value}"


class BannerAnnotator:
    """Bottom: the one thing to fix; while all is well, that the hold counts."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        coaching = moment.coaching
        if coaching is None:
            return
        if coaching.message:
            text, colour = coaching.message, FIX
        elif coaching.advice:
            text, colour = coaching.advice, FIX
        elif coaching.phase is Phase.HOLDING and all_is_well(coaching):
            text, colour = done_so_far(coaching) or "Good. Hold, and breathe", GOOD
        elif coaching.phase is Phase.HOLDING:
            text, colour = "Hold, and breathe", UNSEEN
        elif coaching.phase is Phase.DONE:
            text, colour = "Done", GOOD
        else:
            return
        height, width = image.shape[:2]
        room = width - 4 * sizes.margin
        lines, size = fitted(text, sizes.banner, room, _banner_rows(image))
        line_height = text_size(lines[0], size)[1]
        note = "not verified: " + ", ".join(coaching.unverified) if coaching.unverified else ""
        note_size = fitting_size(note, sizes.small, room) if note else 0
        note_height = text_size(note, note_size)[1] if note else 0
        top = height - len(lines) * line_height - note_height - 2 * sizes.margin
        shade(image, (0, top, width, height), 0.8, DARK)
        cv2.rectangle(image, (0, top), (sizes.margin, height), colour, -1)
        for i, line in enumerate(lines):
            x = (width - text_size(line, size)[0]) // 2
            draw_text(image, line, (x, top + sizes.margin + i * line_height), size, WHITE)
        if note:
            x = (width - text_size(note, note_size)[0]) // 2
            draw_text(image, note, (x, height - note_height - sizes.margin), note_size, UNSEEN)


def _banner_rows(image: Image8) -> int:
    return UPRIGHT_BANNER_ROWS if image.shape[0] > image.shape[1] else BANNER_ROWS


def _along_bones(body: Body) -> NDArray[np.float64]:
    """(N, 2) points along the bones, in pixels."""
    shares = np.linspace(0.0, 1.0, 8)[:, None]
    bones = [(body.image[start], body.image[end]) for start, end in SKELETON]
    return np.concatenate([start + shares * (end - start) for start, end in bones])
