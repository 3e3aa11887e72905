"""The breath on the screen: a disc that grows and shrinks at the pace, and what is measured."""

from __future__ import annotations

import math

import cv2

from posecheck.feedback.overlay.drawing import shade_circle
from posecheck.feedback.overlay.style import ACCENT, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, draw_text, text_size
from posecheck.moment import Moment
from posecheck.perception.breath.tracker import Breath

LARGE, SMALL = 1.0, 0.45
"""Radius of the full disc in the breathing exercise and in a hold, in the progress ring's."""

EMPTY_SHARE = 0.3
"""Radius of the empty disc in the full one's."""

BELIEVED = 0.5
"""Least confidence with which a rate is shown."""

PACED = {"in": "In", "out": "Out"}
MEASURED = {"in": "Breathing in", "out": "Breathing out", "held": "Breath held", None: "Breath"}


class PacerAnnotator:
    """Under the progress ring: a disc that grows while to breathe in, and shrinks while out."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        pace = moment.coaching.pace if moment.coaching else None
        if pace is None:
            return
        full = round(sizes.ring * (SMALL if pace.small else LARGE))
        below_ring = 2 * sizes.ring + round(1.4 * sizes.small) + 4 * sizes.margin
        x = image.shape[1] - sizes.ring - 2 * sizes.margin
        y = below_ring + full
        shade_circle(image, (x, y), full + sizes.margin)
        cv2.circle(image, (x, y), full, UNSEEN, max(1, sizes.line // 2), cv2.LINE_AA)
        radius = round(full * (EMPTY_SHARE + (1 - EMPTY_SHARE) * pace.fill))
        cv2.circle(image, (x, y), radius, ACCENT, -1, cv2.LINE_AA)
        if pace.small:
            return
        lines = (PACED[pace.phase], f"{math.ceil(pace.left_s)}")
        top = y - sum(text_size(text, sizes.label)[1] for text in lines) // 2
        for text in lines:
            width, height = text_size(text, sizes.label)
            draw_text(image, text, (x - width // 2, top), sizes.label, WHITE)
            top += height


def breath_text(breath: Breath | None) -> str:
    """The measured breath in words; empty when it cannot be seen."""
    if breath is None or breath.confidence < BELIEVED:
        return ""
    rate = "" if math.isnan(breath.rate_per_min) else f"{breath.rate_per_min:.0f} a minute"
    return f"{MEASURED[breath.phase]}, {rate}" if rate else MEASURED[breath.phase]
