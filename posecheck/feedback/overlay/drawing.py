"""Shapes that several annotators draw. All of them change the picture in place."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.feedback.overlay.style import WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, fit_into, text_size

Line = tuple[str, int, Colour]
"""A line of text, its font size in pixels and its colour."""

Entries = tuple[tuple[str, Colour], ...]
"""Texts, each with its colour."""

PIXEL_LIMIT = 1 << 15
"""Largest coordinate in pixels that OpenCV can draw reliably."""

MIN_SWEEP_DEG = 1.0
"""Shorter arcs are not drawn: OpenCV rounds them to nothing and draws a dot at the centre."""


def blend(a: Colour, share: float, b: Colour) -> Colour:
    """Blend two colours: with ``share`` 0 the first, with 1 the second."""
    x, y, z = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return x, y, z


def fill(image: Image8, colour: Colour) -> None:
    """Paint an image over. NumPy takes ten times as long to repeat three numbers."""
    height, width = image.shape[:2]
    cv2.rectangle(image, (0, 0), (width, height), colour, -1)


def draw_rows(image: Image8, lines: list[Line], sizes: Sizes) -> None:
    """Write lines of text one below the other, from the top left on."""
    y = sizes.margin // 2
    for text, size, colour in lines:
        draw_text(image, text, (sizes.margin, y), size, colour)
        y += text_size(text, size)[1]


def draw_banner(image: Image8, text: str, colour: Colour, sizes: Sizes) -> None:
    """Write the most important sentence into the middle of an image, its left edge in ``colour``.

    Parameters
    ----------
    image
        Changed in place.
    text
        The sentence; a long one has smaller letters.
    colour
        Colour of the left edge.
    sizes
        Sizes of letters and margins.
    """
    height, width = image.shape[:2]
    cv2.rectangle(image, (0, 0), (sizes.margin, height), colour, -1)
    room = width - 4 * sizes.margin, height - sizes.margin
    rows, size = fit_into(text, sizes.banner, *room)
    row_height = text_size("X", size)[1]
    top = (height - len(rows) * row_height) // 2
    for i, row in enumerate(rows):
        x = (width - text_size(row, size)[0]) // 2
        draw_text(image, row, (x, top + i * row_height), size, WHITE)


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


def whole_degrees(angle_deg: float) -> int:
    """Round an angle as OpenCV does before it draws; below :data:`MIN_SWEEP_DEG` it is 0."""
    return round(angle_deg) if abs(angle_deg) >= MIN_SWEEP_DEG else 0


def to_pixel(xy: np.ndarray) -> tuple[int, int]:
    """Convert a point (2,) to whole pixels, clipped to what OpenCV can draw."""
    # in Python's own numbers: NumPy takes ten times as long for two
    x, y = float(xy[0]), float(xy[1])
    return (
        int(min(max(x, -PIXEL_LIMIT), PIXEL_LIMIT)),
        int(min(max(y, -PIXEL_LIMIT), PIXEL_LIMIT)),
    )
