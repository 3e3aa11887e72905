"""Search parts of a frame, enlarged and brightened, for a person who is small or in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import Image

TILE_SHARE = 0.55
"""Width and height of a tile as a share of the frame's. MediaPipe's detector sees 224 pixels
across: in a tile a person looks nearly twice as large."""

TILE_COLUMNS = 3
"""Tiles beside each other. They overlap."""

TILE_ROWS = 2
"""Tiles above each other. They overlap."""

DARK_BELOW = 70.0
"""Mean brightness, 0..255, below which the frame is brightened before the search."""

TARGET_BRIGHTNESS = 110.0
"""Mean brightness, 0..255, to which a dark frame is brightened."""

MAX_GAIN = 4.0
"""A dark frame becomes at most this many times brighter."""

MARGIN_SHARE = 0.6
"""Margin on each side of the person found, as a share of the box' longer side."""


@dataclass(frozen=True)
class Window:
    """A rectangle of a frame, in whole pixels, which is made brighter.

    Attributes
    ----------
    x1, y1, x2, y2
        Its edges in pixels of the frame; x2 and y2 are outside.
    gain
        By how much it is made brighter, 1 for not.
    """

    x1: int
    y1: int
    x2: int
    y2: int
    gain: float = 1.0

    def crop(self, image: Image) -> Image:
        """That part of the frame, (y2 - y1, x2 - x1, 3)."""
        part = image[self.y1 : self.y2, self.x1 : self.x2]
        if self.gain != 1.0:
            part = np.asarray(cv2.convertScaleAbs(part, alpha=self.gain), np.uint8)
        return part

    def to_frame(self, body: Body, frame_size: tuple[int, int]) -> Body:
        """A body that was found in the crop, in pixels of the frame.

        Parameters
        ----------
        frame_size
            (width, height) of the frame.
        """
        if (self.x1, self.y1) == (0, 0) and body.frame_size == frame_size:
            return body
        mask = None
        if body.mask is not None:
            width, height = frame_size
            mask = np.zeros((height, width), np.float32)
            size = (self.x2 - self.x1, self.y2 - self.y1)
            mask[self.y1 : self.y2, self.x1 : self.x2] = cv2.resize(body.mask, size)
        image = body.image + np.array([self.x1, self.y1])
        return replace(body, image=image, mask=mask, frame_size=frame_size)


def whole_frame(image: Image) -> Window:
    """The window of the whole frame, not brightened."""
    height, width = image.shape[:2]
    return Window(0, 0, width, height)


def search_windows(image: Image) -> Iterator[Window]:
    """The windows to search when nobody was found in the whole frame.

    First the whole frame brightened, if it is dark, then enlarged tiles from the bottom up: people
    on the floor are low in the image.
    """
    height, width = image.shape[:2]
    brightness = float(cv2.mean(cv2.resize(image, (32, 32), interpolation=cv2.INTER_AREA))[1])
    gain = 1.0
    if brightness < DARK_BELOW:
        gain = min(MAX_GAIN, TARGET_BRIGHTNESS / max(brightness, 1.0))
        yield Window(0, 0, width, height, gain)
    tile_width, tile_height = round(width * TILE_SHARE), round(height * TILE_SHARE)
    for row in reversed(range(TILE_ROWS)):
        for column in range(TILE_COLUMNS):
            x = (width - tile_width) * column // (TILE_COLUMNS - 1)
            y = (height - tile_height) * row // (TILE_ROWS - 1)
            yield Window(x, y, x + tile_width, y + tile_height, gain)


def window_around(body: Body, gain: float) -> Window:
    """A window around that person with a margin, cut off at the frame.

    Parameters
    ----------
    gain
        See :class:`Window`.
    """
    x1, y1, x2, y2 = body.box()
    width, height = body.frame_size
    margin = MARGIN_SHARE * max(x2 - x1, y2 - y1)
    return Window(
        max(0, int(x1 - margin)),
        max(0, int(y1 - margin)),
        min(width, int(x2 + margin) + 1),
        min(height, int(y2 + margin) + 1),
        gain,
    )
