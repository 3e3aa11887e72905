"""Text on frames, in a font the package carries (OpenCV's own cannot show a degree sign)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Image8 = NDArray[np.uint8]
Colour = tuple[int, int, int]

FONT = "DejaVuSans-Bold.ttf"


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    file = resources.files("posecheck.feedback.overlay") / "fonts" / FONT
    with resources.as_file(file) as path:
        return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=512)
def _glyphs(text: str, size: int) -> NDArray[np.float32]:
    """(h, w, 1) coverage of the text in 0..1; h is the same for every text of a size."""
    font = _font(size)
    ascent, descent = font.getmetrics()
    canvas = Image.new("L", (max(1, round(font.getlength(text))), ascent + descent), 0)
    ImageDraw.Draw(canvas).text((0, 0), text, fill=255, font=font)
    return np.asarray(canvas, np.float32)[:, :, None] / 255.0


def text_size(text: str, size: int) -> tuple[int, int]:
    """(width, height) in pixels that the text takes."""
    height, width = _glyphs(text, size).shape[:2]
    return width, height


def draw_text(image: Image8, text: str, at: tuple[int, int], size: int, colour: Colour) -> None:
    """Write into ``image``; ``at`` is the top-left corner. What falls outside is cut off."""
    ink, keep = _stamp(text, size, colour)
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
def _stamp(text: str, size: int, colour: Colour) -> tuple[Image8, Image8]:
    """(h, w, 3) uint8: what the text adds, and how much (of 255) of the picture stays."""
    cover = np.repeat(_glyphs(text, size), 3, axis=2)
    ink = (cover * np.array(colour, np.float32)).astype(np.uint8)
    return ink, (255 - cover * 255).astype(np.uint8)


def fitting_size(text: str, size: int, width: int) -> int:
    """The largest font size up to ``size`` at which the text is at most ``width`` wide."""
    while size > 8 and text_size(text, size)[0] > width:
        size = max(8, int(size * min(0.95, width / text_size(text, size)[0])))
    return size


def shortened(text: str, size: int, width: int) -> str:
    """The text, or its beginning with dots behind it, at most ``width`` wide; empty where not even
    its first letter has room."""
    if text_size(text, size)[0] <= width:
        return text
    while text and text_size(f"{text}…", size)[0] > width:
        text = text[:-1].rstrip()
    return f"{text}…" if text else ""


def wrapped(text: str, size: int, width: int) -> list[str]:
    """The text in lines of at most ``width`` pixels."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_size(f"{lines[-1]} {word}", size)[0] <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def fitted(text: str, size: int, width: int, lines: int) -> tuple[list[str], int]:
    """The text in at most so many lines, and the largest size up to ``size`` at which it fits."""
    while True:
        rows = wrapped(text, size, width)
        fits = len(rows) <= lines and all(text_size(row, size)[0] <= width for row in rows)
        if fits or size <= 8:
            return rows, size
        size = max(8, size - max(1, size // 16))


def shade(image: Image8, box: tuple[int, int, int, int], strength: float, colour: Colour) -> None:
    """Blend a rectangle x1, y1, x2, y2 of ``image`` towards ``colour``."""
    x1, y1, x2, y2 = box
    region = image[max(y1, 0) : max(y2, 0), max(x1, 0) : max(x2, 0)]
    if region.size:
        region[:] = cv2.LUT(region, _blend_table(strength, colour))


@lru_cache(maxsize=32)
def _blend_table(strength: float, colour: Colour) -> Image8:
    """(1, 256, 3): what each value of each channel becomes; a look-up is 5 times as fast
    as blending in floating point."""
    values = np.arange(256, dtype=np.float32)[None, :, None] * (1 - strength)
    return (values + np.array(colour, np.float32) * strength).astype(np.uint8)
