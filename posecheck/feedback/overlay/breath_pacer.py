"""Draws the pace to breathe at: a disc that grows and shrinks."""

from __future__ import annotations

import math

import cv2

from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.progress_ring import ring_centre
from posecheck.feedback.overlay.style import ACCENT, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, draw_text, text_size
from posecheck.moment import Moment

LARGE_SHARE = 1.0
"""Radius of the full disc in the breathing exercise, as a share of the progress ring's radius."""

SMALL_SHARE = 0.45
"""Radius of the full disc during a hold, as a share of the progress ring's radius: there it is
only seen from the corner of the eye."""

EMPTY_SHARE = 0.3
"""Radius of the empty disc as a share of the full disc's radius."""

WORDS = {"in": "In", "out": "Out"}
"""What the disc says in each phase of the breath."""


Disc = tuple[bool, float, tuple[str, ...]]
"""Whether the disc is small, how full it is (0..1), and the lines in it."""


class BreathPacerAnnotator(Panel[Disc]):
    """Beside the progress ring: a disc that grows to breathe in and shrinks to breathe out.

    In the breathing exercise it also shows the word and the seconds left.
    """

    area = Area.RING

    def content(self, moment: Moment) -> Disc | None:
        """The disc; nothing if there is no pace to keep to."""
        pace = moment.coaching.pace if moment.coaching else None
        if pace is None:
            return None
        lines = () if pace.small else (WORDS[pace.phase], f"{math.ceil(pace.left_s)}")
        return pace.small, pace.fill, lines

    def draw(self, image: Image8, content: Disc, sizes: Sizes) -> None:
        """Draw the disc."""
        is_small, fill, lines = content
        full = round(sizes.ring * (SMALL_SHARE if is_small else LARGE_SHARE))
        ring_x, y = ring_centre(sizes)
        x = ring_x + 2 * sizes.ring + 2 * sizes.margin
        cv2.circle(image, (x, y), full, UNSEEN, max(1, sizes.line // 2), cv2.LINE_AA)
        radius = round(full * (EMPTY_SHARE + (1 - EMPTY_SHARE) * fill))
        cv2.circle(image, (x, y), radius, ACCENT, -1, cv2.LINE_AA)
        top = y - sum(text_size(text, sizes.label)[1] for text in lines) // 2
        for text in lines:
            width, height = text_size(text, sizes.label)
            draw_text(image, text, (x - width // 2, top), sizes.label, WHITE)
            top += height
