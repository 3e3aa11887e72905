"""The breath on the screen: a disc that grows and shrinks at the pace, and what is measured."""

from __future__ import annotations

import math

import cv2

from posecheck.coaching.pace import PacePoint
from posecheck.feedback.progress_ring import shade_circle
from posecheck.feedback.style import ACCENT, DARK, UNSEEN, WHITE, Sizes
from posecheck.feedback.text import Image8, draw_text, shade, text_size
from posecheck.measures.breath import Breath
from posecheck.pipeline import Moment

LARGE = 1.5
"""Radius of the full disc in the breathing exercise, in the progress ring's; in a hold 0.5."""

SMALL = 0.5
EMPTY_SHARE = 0.3

BELIEVED = 0.5
"""Least confidence with which a rate is shown."""

WORDS = {"in": "In", "out": "Out"}


class BreathAnnotator:
    """Under the progress ring: the pacer's disc, and the measured rate below it."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        coaching = moment.coaching
        if coaching is None or coaching.pace is None:
            return
        pace = coaching.pace
        full = round(sizes.ring * (SMALL if pace.small else LARGE))
        x = image.shape[1] - 2 * sizes.margin - max(full, sizes.ring)
        y = 2 * sizes.ring + round(sizes.small * 1.4) + 5 * sizes.margin + full
        self._disc(image, pace, (x, y), full, sizes)
        breath = moment.measurements.breath if moment.measurements else None
        text = rate_text(breath)
        if text:
            width, height = text_size(text, sizes.small)
            left = min(x - width // 2, image.shape[1] - width - sizes.margin)
            top = y + full + 2 * sizes.margin
            shade(image, (left - 4, top, left + width + 4, top + height), 0.6, DARK)
            draw_text(image, text, (left, top), sizes.small, WHITE)

    @staticmethod
    def _disc(
        image: Image8, pace: PacePoint, centre: tuple[int, int], full: int, sizes: Sizes
    ) -> None:
        shade_circle(image, centre, full + sizes.margin)
        cv2.circle(image, centre, full, UNSEEN, max(1, sizes.line // 2), cv2.LINE_AA)
        radius = round(full * (EMPTY_SHARE + (1 - EMPTY_SHARE) * pace.fill))
        cv2.circle(image, centre, radius, ACCENT, -1, cv2.LINE_AA)
        if pace.small:
            return
        lines = ((WORDS[pace.phase], sizes.label), (f"{math.ceil(pace.left_s)}", sizes.label))
        top = centre[1] - sum(text_size(text, size)[1] for text, size in lines) // 2
        for text, size in lines:
            width, height = text_size(text, size)
            draw_text(image, text, (centre[0] - width // 2, top), size, WHITE)
            top += height


def rate_text(breath: Breath | None) -> str:
    """The measured rate in words; empty when it is not known well."""
    if breath is None or math.isnan(breath.rate_per_min) or breath.confidence < BELIEVED:
        return ""
    return f"{breath.rate_per_min:.0f} a minute"
