"""Draws the banner along the bottom: the one thing to correct, or that all is well."""

from __future__ import annotations

from posecheck.coaching.exercise_session import Coaching, Phase
from posecheck.feedback.overlay.drawing import draw_banner
from posecheck.feedback.overlay.progress_ring import is_going_well, progress_text
from posecheck.feedback.overlay.style import FIX, GOOD, UNSEEN, Sizes
from posecheck.feedback.overlay.text import (
    Colour,
    Image8,
    draw_text,
    fit_font_size,
    fit_text,
    text_size,
)
from posecheck.moment import Moment

MAX_ROWS = 2
"""Most rows of the banner in a wide frame; a longer sentence gets smaller letters."""

MAX_ROWS_UPRIGHT = 4
"""Most rows of the banner in an upright frame."""


class BannerAnnotator:
    """Bottom: the one thing to correct; while all is well, that the hold counts.

    Below it stand in small letters the checks that count as not verified.
    """

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the banner; nothing without an exercise or while there is nothing to say."""
        coaching = moment.coaching
        if coaching is None:
            return
        text, colour = _choose_text(coaching)
        if not text:
            return
        height, width = image.shape[:2]
        room = width - 4 * sizes.margin
        rows, size = fit_text(text, sizes.banner, room, max_banner_rows(image))
        note = "not verified: " + ", ".join(coaching.unverified) if coaching.unverified else ""
        note_size = fit_font_size(note, sizes.small, room) if note else 0
        note_height = text_size(note, note_size)[1] if note else 0
        draw_banner(image, rows, size, colour, sizes, note_height)
        if note:
            x = (width - text_size(note, note_size)[0]) // 2
            draw_text(image, note, (x, height - note_height - sizes.margin), note_size, UNSEEN)


def max_banner_rows(image: Image8) -> int:
    """Most rows that the banner has on this picture."""
    return MAX_ROWS_UPRIGHT if image.shape[0] > image.shape[1] else MAX_ROWS


def _choose_text(coaching: Coaching) -> tuple[str, Colour]:
    """Choose the sentence and the colour; an empty sentence for no banner."""
    if coaching.message:
        return coaching.message, FIX
    if coaching.advice:
        return coaching.advice, FIX
    if coaching.phase is Phase.HOLDING and is_going_well(coaching):
        return progress_text(coaching) or "Good. Hold, and breathe", GOOD
    if coaching.phase is Phase.HOLDING:
        return "Hold, and breathe", UNSEEN
    if coaching.phase is Phase.DONE:
        return "Done", GOOD
    return "", UNSEEN
