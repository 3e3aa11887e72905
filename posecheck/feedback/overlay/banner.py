"""Draws the banner: the one thing to correct, or that all is well."""

from __future__ import annotations

from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.feedback.overlay.drawing import draw_banner
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.progress_ring import is_going_well, progress_text
from posecheck.feedback.overlay.style import FIX, GOOD, UNSEEN, Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment


class BannerAnnotator(Panel[tuple[str, Colour]]):
    """The one thing to correct; while all is well, that the hold counts."""

    area = Area.BANNER

    def content(self, moment: Moment) -> tuple[str, Colour] | None:
        """Sentence and colour; nothing without an exercise or while there is nothing to say."""
        if moment.coaching is None:
            return None
        text, colour = _choose_text(moment.coaching)
        return (text, colour) if text else None

    def draw(self, image: Image8, content: tuple[str, Colour], sizes: Sizes) -> None:
        """Draw the banner."""
        text, colour = content
        draw_banner(image, text, colour, sizes)


def _choose_text(coaching: Coaching) -> tuple[str, Colour]:
    """Choose the sentence and the colour; an empty sentence for no banner."""
    if coaching.message:
        return coaching.message, FIX
    if coaching.advice:
        return coaching.advice, FIX
    if coaching.phase is Phase.HOLDING and is_going_well(coaching):
        praise = "" if coaching.unverified else "Good. "  # what was not seen is not called good
        return progress_text(coaching) or f"{praise}Hold, and breathe", GOOD
    if coaching.phase is Phase.HOLDING:
        return "Hold, and breathe", UNSEEN
    if coaching.phase is Phase.DONE:
        return "Done", GOOD
    return "", UNSEEN
