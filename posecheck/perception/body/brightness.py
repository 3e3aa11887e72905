"""How bright the person is."""

from __future__ import annotations

from posecheck.perception.body.person import Box
from posecheck.perception.crop import Image

BRIGHTNESS_GRID = 40
"""Number of points across the body's box at which its brightness is sampled."""


def measure_brightness(image: Image, box: Box) -> float:
    """Mean of the green channel, 0..255, on a coarse grid of points in the box; NaN for no point.

    Parameters
    ----------
    image
        (H, W, 3) uint8, RGB.
    box
        x1, y1, x2, y2 in pixels.
    """
    x1, y1, x2, y2 = (int(edge) for edge in box)
    step = max(1, (x2 - x1) // BRIGHTNESS_GRID)
    part = image[y1 : y2 + 1 : step, x1 : x2 + 1 : step, 1]
    return float(part.mean()) if part.size else float("nan")
