"""A picture in the colours of H.264, filled again for each frame."""

from __future__ import annotations

from collections.abc import Sequence

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Part = tuple[int, int, int, int]
"""A rectangle of a picture in pixels: x and y of its top-left corner, width, height."""

BT601, BT709 = 6, 1
"""Ways to write colours, as H.264 numbers them. OpenCV converts with BT.601's matrix; primaries and
transfer of pictures for a screen are BT.709's. Of a film that says nothing players assume all of
BT.709 from 720 rows on, and would show greens and reds wrongly."""

LIMITED_RANGE = 1
"""Black is 16 and white 235, as OpenCV converts."""


def describe_colours(encoder: av.VideoCodecContext) -> None:
    """Have an encoder write what the numbers of a :class:`PlanarPicture` mean."""
    encoder.colorspace, encoder.color_range = BT601, LIMITED_RANGE
    encoder.color_primaries = encoder.color_trc = BT709


class PlanarPicture:
    """One picture in yuv420p. Its memory is used for frame after frame.

    Parameters
    ----------
    size
        (width, height) in pixels, both even.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._frame = av.VideoFrame(*size, "yuv420p")
        self._frame.colorspace, self._frame.color_range = BT601, LIMITED_RANGE
        self._room = np.empty(size[0] * size[1] * 3 // 2, np.uint8)

    def fill(
        self, image: NDArray[np.uint8], changed: Sequence[Part] | None = None
    ) -> av.VideoFrame:
        """Convert an image, or the parts of it that have changed.

        Parameters
        ----------
        image
            (H, W, 3) uint8 RGB of the picture's size.
        changed
            Where it differs from the image before; None for all of it.

        Returns
        -------
        VideoFrame
            The picture. It holds this image until the next call.
        """
        width, height = self._size
        self._frame.make_writable()  # copies it if an encoder still holds it
        planes = [
            np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            for plane in self._frame.planes
        ]
        for x, y, part_width, part_height in [(0, 0, *self._size)] if changed is None else changed:
            # two by two pixels share a colour
            left, top = x - x % 2, y - y % 2
            right, bottom = _next_even(x + part_width), _next_even(y + part_height)
            right, bottom = min(right, width), min(bottom, height)
            if left < right and top < bottom:
                self._convert(image[top:bottom, left:right], left, top, planes)
        return self._frame

    def _convert(
        self, part: NDArray[np.uint8], left: int, top: int, planes: list[NDArray[np.uint8]]
    ) -> None:
        height, width = part.shape[:2]
        count = height * width
        room = self._room[: count * 3 // 2]
        yuv = room.reshape(height * 3 // 2, width)
        cv2.cvtColor(part, cv2.COLOR_RGB2YUV_I420, dst=yuv)
        planes[0][top : top + height, left : left + width] = yuv[:height]
        half_width, half_height = width // 2, height // 2
        colours = room[count:].reshape(2, half_height, half_width)
        x, y = left // 2, top // 2
        for plane, values in zip(planes[1:], colours, strict=True):
            plane[y : y + half_height, x : x + half_width] = values


def _next_even(pixels: int) -> int:
    return pixels + pixels % 2
