"""Text on frames, in a font that ships with the package (OpenCV's fonts have no degree sign)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Image8 = NDArray[np.uint8]
"""A picture, shape (H, W, 3), RGB."""

Colour = tuple[int, int, int]
"""Red, green, blue, each 0..255."""

FONT = "DejaVuSans-Bold.ttf"
"""File name of the font in ``overlay/fonts``."""

SMALLEST_FONT = 8
"""Font size in pixels below which fitting a text stops, even if the text is still too wide."""


@lru_cache(maxsize=16)
def _load_font(size: int) -> ImageFont.FreeTypeFont:
    file = resources.files("posecheck.feedback.overlay") / "fonts" / FONT
    with resources.as_file(file) as path:
        return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=512)
def _render_coverage(text: str, size: int) -> NDArray[np.float32]:
    """Render a text as (h, w, 1) coverage, 0..1; ``h`` depends on the font size only."""
    font = _load_font(size)
    ascent, descent = font.getmetrics()
    canvas = Image.new("L", (max(1, round(font.getlength(text))), ascent + descent), 0)
    ImageDraw.Draw(canvas).text((0, 0), text, fill=255, font=font)
    return np.asarray(canvas, np.float32)[:, :, None] / 255.0


def text_size(text: str, size: int) -> tuple[int, int]:
    """Width and height of a text in pixels; the height depends on the font size only."""
    height, width = _render_coverage(text, size).shape[:2]
    return width, height


def draw_text(image: Image8, text: str, at: tuple[int, int], size: int, colour: Colour) -> None:
    """Draw a text into ``image``. The part outside the image is cut off.

    Parameters
    ----------
    image
        The picture, changed in place.
    text
        One line of text.
    at
        Top-left corner in pixels, x and y.
    size
        Font size in pixels.
    colour
        Colour of the letters.
    """
    ink, keep = _render_ink(text, size, colour)
    x, y = at
    height, width = image.shape[:2]
    x1, y1 = max(x, 0), max(y, 0)
    x2, y2 = min(x + ink.shape[1], width), min(y + ink.shape[0], height)
    if x1 >= x2 or y1 >= y2:
        return
    part = np.s_[y1 - y : y2 - y, x1 - x : x2 - x]
    region = image[y1:y2, x1:x2]
    region[:] = cv2.add(cv2.multiply(region, keep[part], scale=1 / 255), ink[part])


@lru_cache(maxsize=512)
def _render_ink(text: str, size: int, colour: Colour) -> tuple[Image8, Image8]:
    """Render a text as two (h, w, 3) arrays.

    The first is what the text adds to the picture, the second how much of the picture stays,
    0..255.
    """
    cover = np.repeat(_render_coverage(text, size), 3, axis=2)
    ink = (cover * np.array(colour, np.float32)).astype(np.uint8)
    return ink, (255 - cover * 255).astype(np.uint8)


def fit_font_size(text: str, size: int, width: int) -> int:
    """Find the largest font size, at most ``size``, at which the text is at most ``width`` wide.

    The result is never below :data:`SMALLEST_FONT`, so a very long text can still be wider.
    """
    while size > SMALLEST_FONT and text_size(text, size)[0] > width:
        share = min(0.95, width / text_size(text, size)[0])
        size = max(SMALLEST_FONT, int(size * share))
    return size


def shorten_text(text: str, size: int, width: int) -> str:
    """Cut a text so that it is at most ``width`` pixels wide.

    A cut text ends in "…". The result is empty if there is no room for one letter.
    """
    if text_size(text, size)[0] <= width:
        return text
    while text and text_size(f"{text}…", size)[0] > width:
        text = text[:-1].rstrip()
    return f"{text}…" if text else ""


def wrap_text(text: str, size: int, width: int) -> list[str]:
    """Break a text into rows of at most ``width`` pixels. A single longer word stays whole.

    What a no-break space joins counts as one word.
    """
    rows: list[str] = []
    for word in filter(None, text.split(" ")):
        if rows and text_size(f"{rows[-1]} {word}", size)[0] <= width:
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    return rows


def wrap_indented(line: str, size: int, width: int) -> list[str]:
    """Wrap a line; if it begins with a mark of one character, indent the further rows."""
    mark, _, text = line.partition(" ")
    if len(mark) != 1 or not text:
        return wrap_text(line, size, width)
    rows = wrap_text(text, size, width - text_size("•  ", size)[0])
    return [f"{mark} {rows[0]}", *(f"   {row}" for row in rows[1:])]


@lru_cache(maxsize=64)
def fit_into(text: str, size: int, width: int, height: int) -> tuple[tuple[str, ...], int]:
    """Wrap a text into ``width`` x ``height`` pixels.

    Returns
    -------
    tuple of str, int
        The rows, and the largest font size, at most ``size``, at which they fit. At
        :data:`SMALLEST_FONT` the rows are returned even if they do not fit.
    """
    while True:
        rows = wrap_text(text, size, width)
        fits = len(rows) * text_size("X", size)[1] <= height
        if (fits and all(text_size(row, size)[0] <= width for row in rows)) or (
            size <= SMALLEST_FONT
        ):
            return tuple(rows), size
        size = max(SMALLEST_FONT, size - max(1, size // 16))
