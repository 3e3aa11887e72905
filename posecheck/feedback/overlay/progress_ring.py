"""Draws the progress: a ring that fills, with the seconds left or the repetitions done inside."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2

from posecheck.coaching.correction import DEBOUNCE_S
from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.feedback.overlay.drawing import draw_arc, whole_degrees
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.style import FIX, GOOD, TRACK, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, text_size
from posecheck.moment import Moment


@dataclass(frozen=True)
class Ring:
    """What the ring shows.

    Attributes
    ----------
    filled_deg
        How much of the ring is filled, in degrees.
    colour
        Of the filled part.
    text, small_text
        What stands inside; the small one may be empty.
    label, label_colour
        The word below the ring; may be empty.
    """

    filled_deg: int
    colour: Colour
    text: str
    small_text: str
    label: str
    label_colour: Colour


class ProgressRingAnnotator(Panel[Ring]):
    """A ring that fills as the working side is done.

    Inside stand the seconds left of a hold or of rolling, or how many repetitions, circles or
    breaths are done and how many there are to do. Below it "paused", or which pass this is.
    """

    area = Area.RING

    def content(self, moment: Moment) -> Ring | None:
        """The ring; nothing without an exercise."""
        coaching = moment.coaching
        if coaching is None or coaching.progress is None:
            return None
        filled_deg = whole_degrees(360.0 * coaching.progress.fraction)
        colour = GOOD if is_going_well(coaching) else UNSEEN
        return Ring(filled_deg, colour, *_choose_texts(coaching), *_choose_label(coaching))

    def draw(self, image: Image8, content: Ring, sizes: Sizes) -> None:
        """Draw the ring."""
        radius = sizes.ring
        centre = ring_centre(sizes)
        cv2.circle(image, centre, radius, TRACK, 2 * sizes.line, cv2.LINE_AA)
        draw_arc(image, centre, radius, -90.0, content.filled_deg, content.colour, 2 * sizes.line)
        text, below = content.text, content.small_text
        size = round(radius * 0.9)
        width, height = text_size(text, size)
        top = centre[1] - height // 2 - (sizes.small // 2 if below else 0)
        draw_text(image, text, (centre[0] - width // 2, top), size, WHITE)
        if below:
            width, height = text_size(below, sizes.small)
            at = (centre[0] - width // 2, centre[1] + radius - height - sizes.margin // 2)
            draw_text(image, below, at, sizes.small, WHITE)
        if content.label:
            width, _ = text_size(content.label, sizes.small)
            at = (centre[0] - width // 2, centre[1] + sizes.ring + sizes.line)
            draw_text(image, content.label, at, sizes.small, content.label_colour)


def ring_centre(sizes: Sizes) -> tuple[int, int]:
    """Where the middle of the ring stands in its area, in pixels."""
    return sizes.ring + 2 * sizes.margin, sizes.ring + sizes.margin


def _choose_texts(coaching: Coaching) -> tuple[str, str]:
    """Choose the large text inside the ring, and the small one under it, which may be empty."""
    progress = coaching.progress
    assert progress is not None
    if progress.fraction >= 1.0 or coaching.phase is Phase.DONE:
        return "✓", ""
    if progress.counts_time:
        return f"{math.ceil(progress.target - progress.done - 1e-6)}", ""
    return f"{progress.done:.0f}", f"of {progress.target:.0f}"


def _choose_label(coaching: Coaching) -> tuple[str, Colour]:
    """Choose the word below the ring, which may be empty, and its colour."""
    progress = coaching.progress
    if coaching.phase is Phase.PAUSED:
        return "paused", FIX
    if progress is not None and progress.passes > 1 and coaching.phase is not Phase.DONE:
        return f"{progress.pass_number} of {progress.passes}", WHITE
    return "", WHITE


def is_going_well(coaching: Coaching) -> bool:
    """Return whether the exercise counts or is done.

    A break shorter than ``DEBOUNCE_S`` is ignored: praise that flickers is hard to read.
    """
    if coaching.phase is Phase.DONE or coaching.hold.status == "complete":
        return True
    return coaching.phase is Phase.HOLDING and coaching.hold.break_s < DEBOUNCE_S


def progress_text(coaching: Coaching) -> str:
    """Return in words what is done so far; for circles in each direction; empty for a hold."""
    progress = coaching.progress
    if progress is None or progress.kind == "hold":
        return ""
    if progress.kind == "moving_time":
        return "Good. Keep rolling"
    if progress.parts:
        return ", ".join(f"{part.name} {part.done} of {part.target}" for part in progress.parts)
    return f"{progress.done:.0f} of {progress.target:.0f}"
