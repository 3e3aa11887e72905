"""A part of the frame, perhaps brightened, in which somebody small or dark is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.perception.body.landmarks import Body

TILE_SHARE = 0.55
"""Side of the tiles searched, as a share of the frame's. MediaPipe's detector sees 224 pixels
across: in a tile a person looks nearly twice as large."""

TILE_COLUMNS, TILE_ROWS = 3, 2

DARK_BELOW = 70.0
"""Mean brightness (0..255) under which the picture is brightened before the next look."""

BRIGHT_ENOUGH = 110.0
MAX_GAIN = 4.0

ROOM_ABOUT = 0.6
"""Room left around the person found, as a share of the box' larger side."""


@dataclass(frozen=True)
class Window:
    """The rectangle ``x1, y1, x2, y2`` of a frame in whole pixels, made ``gain`` times brighter."""

    x1: int
    y1: int
    x2: int
    y2: int
    gain: float = 1.0

    def cut(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """That part of the frame, (y2 - y1, x2 - x1, 3)."""
        part = image[self.y1 : self.y2, self.x1 : self.x2]
        if self.gain != 1.0:
            part = np.asarray(cv2.convertScaleAbs(part, alpha=self.gain), np.uint8)
        return part

    def restored(self, body: Body, frame_size: tuple[int, int]) -> Body:
        """A body found in the cut, in the frame's own pixels."""
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


def whole(image: NDArray[np.uint8]) -> Window:
    """The whole frame as it is."""
    height, width = image.shape[:2]
    return Window(0, 0, width, height)


def closer_looks(image: NDArray[np.uint8]) -> Iterator[Window]:
    """Windows worth a look when nobody was found: the frame brightened, then enlarged tiles."""
    height, width = image.shape[:2]
    brightness = float(cv2.mean(cv2.resize(image, (32, 32), interpolation=cv2.INTER_AREA))[1])
    gain = 1.0
    if brightness < DARK_BELOW:
        gain = min(MAX_GAIN, BRIGHT_ENOUGH / max(brightness, 1.0))
        yield Window(0, 0, width, height, gain)
    tile_width, tile_height = round(width * TILE_SHARE), round(height * TILE_SHARE)
    for row in reversed(range(TILE_ROWS)):  # people on the floor are low in the picture
        for column in range(TILE_COLUMNS):
            x = (width - tile_width) * column // (TILE_COLUMNS - 1)
            y = (height - tile_height) * row // (TILE_ROWS - 1)
            yield Window(x, y, x + tile_width, y + tile_height, gain)


def around(body: Body, gain: float) -> Window:
    """A window with room about that person, cut off at the frame."""
    x1, y1, x2, y2 = body.box()
    width, height = body.frame_size
    room = ROOM_ABOUT * max(x2 - x1, y2 - y1)
    return Window(
        max(0, int(x1 - room)),
        max(0, int(y1 - room)),
        min(width, int(x2 + room) + 1),
        min(height, int(y2 + room) + 1),
        gain,
    )
