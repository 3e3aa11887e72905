"""Shapes that several annotators draw."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.feedback.overlay.style import DARK, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, shade, text_size

Line = tuple[str, int, Colour]
"""A line of text, its size and its colour."""


def panel(image: Image8, lines: list[Line], at: tuple[int, int], sizes: Sizes) -> int:
    """Lines of text on a dark panel with its corner at ``at``; gives its lower edge."""
    if not lines:
        return at[1]
    x, y = at
    width, height = panel_size(lines, sizes)
    shade(image, (x, y, x + width, y + height), 0.75, DARK)
    y += sizes.margin // 2
    for text, size, colour in lines:
        draw_text(image, text, (x + sizes.margin, y), size, colour)
        y += text_size(text, size)[1]
    return at[1] + height


def panel_size(lines: list[Line], sizes: Sizes) -> tuple[int, int]:
    """(width, height) in pixels of a panel with one line or more."""
    extents = [text_size(text, size) for text, size, _ in lines]
    return (
        max(width for width, _ in extents) + 2 * sizes.margin,
        sum(height for _, height in extents) + sizes.margin,
    )


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


def shade_circle(image: Image8, centre: tuple[int, int], radius: int) -> None:
    """Darken a disc, so that what is drawn on it can be read on any background."""
    x, y = centre
    y1, x1 = max(y - radius, 0), max(x - radius, 0)
    region = image[y1 : y + radius + 1, x1 : x + radius + 1]
    if region.size:
        dark = region.copy()
        cv2.circle(dark, (x - x1, y - y1), radius, DARK, -1, cv2.LINE_AA)
        cv2.addWeighted(dark, 0.75, region, 0.25, 0.0, dst=region)
