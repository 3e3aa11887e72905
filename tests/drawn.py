"""Finds out what was drawn on a picture."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.overlay import Annotator
from posecheck.feedback.overlay.style import DARK, WHITE
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, text_size
from posecheck.moment import Moment


def empty_canvas(layout: Layout) -> Image8:
    """(H, W, 3) the canvas before anything is drawn."""
    return np.full((layout.height, layout.width, 3), DARK, np.uint8)


def annotated(annotator: Annotator, moment: Moment) -> Image8:
    """What one annotator draws in its area: on the moment's frame, or on an empty panel."""
    layout = Layout.of(*moment.frame.size)
    image = layout.areas[annotator.area].cut(empty_canvas(layout))
    if annotator.area == Area.PICTURE:
        image = moment.frame.image.copy()
    annotator.annotate(image, moment, layout.sizes)
    return image


def count_colour(image: Image8, colour: Colour, tolerance: int = 0) -> int:
    """How many pixels have a colour."""
    return int((np.abs(image.astype(int) - colour).max(axis=2) <= tolerance).sum())


def find_text(
    image: Image8, text: str, size: int, colour: Colour = WHITE
) -> tuple[int, int] | None:
    """Top-left corner of a text in exactly this font size and colour; None if it is not there."""
    width, height = text_size(text, size)
    if width > image.shape[1] or height > image.shape[0]:
        return None
    letters = np.zeros((height, width, 3), np.uint8)
    draw_text(letters, text, (0, 0), size, (255, 255, 255))
    ink = (letters[..., 0] == 255).astype(np.float32)
    empty = (letters[..., 0] == 0).astype(np.float32)
    same = (image == np.array(colour)).all(axis=2).astype(np.float32)
    match = cv2.matchTemplate(same, ink, cv2.TM_CCORR)
    match -= cv2.matchTemplate(same, empty, cv2.TM_CCORR)
    _, best, _, at = cv2.minMaxLoc(match)
    return (at[0], at[1]) if best > ink.sum() - 0.5 else None
