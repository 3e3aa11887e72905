"""How far one is: a ring that fills, seconds left or repetitions done inside."""

from __future__ import annotations

import math

import cv2

from posecheck.coaching.correction import APPEAR_AFTER_S
from posecheck.coaching.session import Coaching, Phase
from posecheck.feedback.overlay.drawing import arc, shade_circle
from posecheck.feedback.overlay.style import DARK, FIX, GOOD, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, shade, text_size
from posecheck.moment import Moment

EMPTY: Colour = (70, 76, 84)


class ProgressRingAnnotator:
    """Top right: a ring that fills with what is done. Inside the seconds that are left of a hold
    or of rolling; of repetitions, circles and breaths how many are done, and of how many."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        coaching = moment.coaching
        if coaching is None or coaching.progress is None:
            return
        progress, radius = coaching.progress, sizes.ring
        centre = (image.shape[1] - radius - 2 * sizes.margin, radius + 2 * sizes.margin)
        shade_circle(image, centre, radius + sizes.margin)
        colour = GOOD if all_is_well(coaching) else UNSEEN
        cv2.circle(image, centre, radius, EMPTY, 2 * sizes.line, cv2.LINE_AA)
        arc(image, centre, radius, -90.0, 360.0 * progress.share, colour, 2 * sizes.line)
        below = ""
        if progress.share >= 1.0 or coaching.phase is Phase.DONE:
            text = "✓"
        elif progress.counts_time:
            text = f"{math.ceil(progress.target - progress.done - 1e-6)}"
        else:
            text, below = f"{progress.done:.0f}", f"of {progress.target:.0f}"
        size = round(radius * 0.9)
        width, height = text_size(text, size)
        top = centre[1] - height // 2 - (sizes.small // 2 if below else 0)
        draw_text(image, text, (centre[0] - width // 2, top), size, WHITE)
        if below:
            width, height = text_size(below, sizes.small)
            at = (centre[0] - width // 2, centre[1] + radius - height - sizes.margin // 2)
            draw_text(image, below, at, sizes.small, WHITE)
        label, label_colour = _label(coaching)
        if label:
            width, height = text_size(label, sizes.small)
            x = min(centre[0] - width // 2, image.shape[1] - width - sizes.margin)
            y = centre[1] + radius + sizes.margin
            shade(image, (x - 4, y, x + width + 4, y + height), 0.6, DARK)
            draw_text(image, label, (x, y), sizes.small, label_colour)


def _label(coaching: Coaching) -> tuple[str, Colour]:
    """What stands under the ring."""
    progress = coaching.progress
    if coaching.phase is Phase.PAUSED:
        return "paused", FIX
    if progress is not None and progress.passes > 1 and coaching.phase is not Phase.DONE:
        return f"{progress.pass_number} of {progress.passes}", WHITE
    return "", WHITE


def all_is_well(coaching: Coaching) -> bool:
    """Whether it counts, a moment's break aside: praise that flickers reads badly."""
    if coaching.phase is Phase.DONE or coaching.hold.status == "complete":
        return True
    return coaching.phase is Phase.HOLDING and coaching.hold.broken_s < APPEAR_AFTER_S


def done_so_far(coaching: Coaching) -> str:
    """What has been counted in words, by direction; empty while time is counted."""
    progress = coaching.progress
    if progress is None or progress.kind == "hold":
        return ""
    if progress.kind == "moving_time":
        return "Good. Keep rolling"
    if progress.parts:
        return ", ".join(f"{part.name} {part.done} of {part.target}" for part in progress.parts)
    return f"{progress.done:.0f} of {progress.target:.0f}"
