"""Shapes that several annotators draw. All of them change the picture in place."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from posecheck.feedback.overlay.style import DARK, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, text_size

Line = tuple[str, int, Colour]
"""A line of text, its font size in pixels and its colour."""

PIXEL_LIMIT = 1 << 15
"""Largest coordinate in pixels that OpenCV can draw reliably."""

PANEL_STRENGTH = 0.75
"""How strongly a panel darkens the picture, 0..1."""

BANNER_STRENGTH = 0.8
"""How strongly the banner darkens the picture, 0..1: the most important text, so a bit more."""

MIN_SWEEP_DEG = 1.0
"""Shorter arcs are not drawn: OpenCV rounds them to nothing and draws a dot at the centre."""


def shade(image: Image8, box: tuple[int, int, int, int], strength: float, colour: Colour) -> None:
    """Blend a rectangle of the picture towards a colour.

    Parameters
    ----------
    image
        The picture, changed in place.
    box
        x1, y1, x2, y2 in pixels; the part outside the picture is ignored.
    strength
        0 leaves the picture as it is, 1 paints it over.
    colour
        The colour to blend towards.
    """
    x1, y1, x2, y2 = box
    region = image[max(y1, 0) : max(y2, 0), max(x1, 0) : max(x2, 0)]
    if region.size:
        region[:] = cv2.LUT(region, _blend_table(strength, colour))


@lru_cache(maxsize=32)
def _blend_table(strength: float, colour: Colour) -> Image8:
    """Make a table (1, 256, 3) of the new value for each old value of each channel.

    A look-up is 5 times as fast as blending in floating point.
    """
    values = np.arange(256, dtype=np.float32)[None, :, None] * (1 - strength)
    return (values + np.array(colour, np.float32) * strength).astype(np.uint8)


def shade_circle(image: Image8, centre: tuple[int, int], radius: int) -> None:
    """Darken a disc, so that what is drawn on it can be read on any background."""
    x, y = centre
    y1, x1 = max(y - radius, 0), max(x - radius, 0)
    region = image[y1 : y + radius + 1, x1 : x + radius + 1]
    if region.size:
        dark = region.copy()
        cv2.circle(dark, (x - x1, y - y1), radius, DARK, -1, cv2.LINE_AA)
        cv2.addWeighted(dark, PANEL_STRENGTH, region, 1 - PANEL_STRENGTH, 0.0, dst=region)


def draw_panel(image: Image8, lines: list[Line], at: tuple[int, int], sizes: Sizes) -> int:
    """Draw lines of text on a dark panel.

    Returns
    -------
    int
        The y of the panel's lower edge; ``at[1]`` if there are no lines.
    """
    if not lines:
        return at[1]
    x, y = at
    width, height = panel_size(lines, sizes)
    shade(image, (x, y, x + width, y + height), PANEL_STRENGTH, DARK)
    y += sizes.margin // 2
    for text, size, colour in lines:
        draw_text(image, text, (x + sizes.margin, y), size, colour)
        y += text_size(text, size)[1]
    return at[1] + height


def panel_size(lines: list[Line], sizes: Sizes) -> tuple[int, int]:
    """Width and height in pixels of a panel with at least one line.

    A margin left and right, half a margin above and below.
    """
    extents = [text_size(text, size) for text, size, _ in lines]
    return (
        max(width for width, _ in extents) + 2 * sizes.margin,
        sum(height for _, height in extents) + sizes.margin,
    )


def draw_banner(
    image: Image8, rows: list[str], size: int, colour: Colour, sizes: Sizes, note_height: int = 0
) -> None:
    """Draw a dark banner along the bottom, its rows centred, its left edge in ``colour``.

    Parameters
    ----------
    image
        The picture, changed in place.
    rows
        The text, already wrapped.
    size
        Font size in pixels.
    colour
        Colour of the left edge.
    sizes
        Sizes for this frame.
    note_height
        Height in pixels that stays free below the rows, for the caller to fill.
    """
    height, width = image.shape[:2]
    row_height = text_size("X", size)[1]
    top = height - len(rows) * row_height - note_height - 2 * sizes.margin
    shade(image, (0, top, width, height), BANNER_STRENGTH, DARK)
    cv2.rectangle(image, (0, top), (sizes.margin, height), colour, -1)
    for i, row in enumerate(rows):
        x = (width - text_size(row, size)[0]) // 2
        draw_text(image, row, (x, top + sizes.margin + i * row_height), size, WHITE)


def draw_arc(
    image: Image8,
    centre: tuple[int, int],
    radius: int,
    start_deg: float,
    sweep_deg: float,
    colour: Colour,
    width: int,
) -> None:
    """Draw a part of a circle.

    Parameters
    ----------
    image
        The picture, changed in place.
    centre, radius, width
        In pixels; ``width`` is the thickness of the line.
    start_deg, sweep_deg
        Where the arc starts and how far it goes. Clockwise in the picture, 0 along its x axis;
        a negative sweep goes anticlockwise.
    colour
        Colour of the line.
    """
    if abs(sweep_deg) < MIN_SWEEP_DEG:
        return
    first, last = sorted((start_deg, start_deg + sweep_deg))
    cv2.ellipse(image, centre, (radius, radius), 0.0, first, last, colour, width, cv2.LINE_AA)


def to_pixel(xy: np.ndarray) -> tuple[int, int]:
    """Convert a point (2,) to whole pixels, clipped to what OpenCV can draw."""
    x, y = np.clip(xy[0], -PIXEL_LIMIT, PIXEL_LIMIT), np.clip(xy[1], -PIXEL_LIMIT, PIXEL_LIMIT)
    return int(x), int(y)
