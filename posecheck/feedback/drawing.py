"""Shapes that several annotators draw."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.feedback.style import DARK, Sizes
from posecheck.feedback.text import Colour, Image8, draw_text, shade, text_size


def panel(
    image: Image8, lines: list[tuple[str, int, Colour]], at: tuple[int, int], sizes: Sizes
) -> None:
    """Lines of text on a dark panel with its corner at ``at``."""
    if not lines:
        return
    extents = [text_size(text, size) for text, size, _ in lines]
    width = max(w for w, _ in extents) + 2 * sizes.margin
    height = sum(h for _, h in extents) + sizes.margin
    x, y = at
    shade(image, (x, y, x + width, y + height), 0.75, DARK)
    y += sizes.margin // 2
    for (text, size, colour), (_, line_height) in zip(lines, extents, strict=True):
        draw_text(image, text, (x + sizes.margin, y), size, colour)
        y += line_height


def arc(
    image: Image8,
    centre: tuple[int, int],
    radius: int,
    start_deg: float,
    sweep_deg: float,
    colour: Colour,
    width: int,
) -> None:
    """A part of a circle; angles clockwise from the picture's x axis."""
    if abs(sweep_deg) < 1.0:  # OpenCV rounds it to nothing, and puts a dot in the middle
        return
    first, last = sorted((start_deg, start_deg + sweep_deg))
    cv2.ellipse(image, centre, (radius, radius), 0.0, first, last, colour, width, cv2.LINE_AA)


def pixel(xy: np.ndarray) -> tuple[int, int]:
    """Whole pixels, kept within what OpenCV can draw."""
    limit = 1 << 15
    return int(np.clip(xy[0], -limit, limit)), int(np.clip(xy[1], -limit, limit))
