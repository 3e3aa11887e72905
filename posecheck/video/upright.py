"""A picture as players show it: the right way up, not mirrored, with square pixels, in one size."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np
from av.sidedata.sidedata import Type
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(H, W, 3) uint8, RGB."""

BAR_GREY = 127
"""Brightness of the bars around a picture that does not fill its frame, 0..255. Mid-grey neither
darkens nor brightens the picture's mean much."""

MAX_PIXEL_ASPECT = 4
"""Pixels that are said to be more than so many times as wide as high, or as high as wide, are taken
to be square. Real ones reach 2.2 (wide-screen film on half-width video)."""


def upright_rgb(picture: av.VideoFrame, aspect: Fraction | None, matrix: NDArray[Any]) -> Image:
    """Convert a decoded picture to RGB as players show it.

    Its pixels become square, and it is turned and mirrored as its display matrix says.

    Parameters
    ----------
    picture
        The decoded picture.
    aspect
        Width of a pixel divided by its height; None when unknown. A value that no camera writes
        (see :data:`MAX_PIXEL_ASPECT`) is ignored.
    matrix
        (2, 2) see :func:`apply_display_matrix`.
    """
    width = picture.width
    if aspect and Fraction(1, MAX_PIXEL_ASPECT) <= aspect <= MAX_PIXEL_ASPECT:
        width = max(1, round(width * aspect))
    image = np.asarray(picture.to_ndarray(format="rgb24", width=width), np.uint8)
    return apply_display_matrix(image, matrix)


class PixelAspect:
    """The shape of a stream's pixels while it is decoded.

    The container's word counts, as in players. Where it says no more than the stream did when it
    was opened, the stream's own word counts, which may change midway.

    Parameters
    ----------
    stream
        The stream, not decoded yet.
    """

    def __init__(self, stream: av.VideoStream) -> None:
        self._context = stream.codec_context
        given = stream.sample_aspect_ratio
        self._given = given if given != self._context.sample_aspect_ratio else None

    @property
    def now(self) -> Fraction | None:
        """Width of a pixel divided by its height; None when unknown."""
        return self._given or self._context.sample_aspect_ratio


class DisplayMatrix:
    """The display matrix of a stream's pictures, one after another.

    It is read from a picture only when the picture's turn is not that of the one before: a picture
    whose side data was asked for and its side data hold each other, so that megabytes stay in
    memory until Python's garbage collector comes by (PyAV 18).
    """

    def __init__(self) -> None:
        self._turn_deg: float | None = None
        self._matrix: NDArray[Any] = np.eye(2, dtype=np.int32)

    def of(self, picture: av.VideoFrame) -> NDArray[Any]:
        """(2, 2) the matrix of this picture, see :func:`apply_display_matrix`."""
        if picture.rotation != self._turn_deg:
            self._turn_deg = picture.rotation
            self._matrix = _display_matrix(picture)
        return self._matrix


def apply_display_matrix(image: Image, matrix: NDArray[Any]) -> Image:
    """Turn and mirror an image by the nearest of the eight ways to lay it on its sides.

    Parameters
    ----------
    image
        The picture as it is stored.
    matrix
        (2, 2): a point's place in the picture as shown is ``(x, y) @ matrix``, x right, y down,
        but for a shift and a scale. A matrix without an area shows nothing and is ignored.
    """
    a, b, c, d = (float(part) for part in matrix.reshape(-1))
    mirrored = a * d - b * c < 0
    if mirrored:  # mirror the stored picture first, then turn it
        a, b = -a, -b
    if a * d - b * c == 0:
        return image
    if mirrored:
        image = image[:, ::-1]
    clockwise_turns = round(np.degrees(np.arctan2(b - c, a + d)) / 90) % 4
    return np.ascontiguousarray(np.rot90(image, -clockwise_turns))


def turn(image: Image, clockwise_deg: int, *, mirrored: bool = False) -> Image:
    """Turn an image clockwise, then mirror it left to right if it shows a mirror image.

    Parameters
    ----------
    clockwise_deg
        0, 90, 180 or 270.
    """
    if clockwise_deg:
        image = np.rot90(image, -(clockwise_deg // 90))
    return np.ascontiguousarray(image[:, ::-1] if mirrored else image)


def fit(image: Image, size: tuple[int, int]) -> Image:
    """Fit an image into a size without changing its shape: scaled, centred, grey bars around it.

    Parameters
    ----------
    size
        (width, height) in pixels. An image that has it already is returned as it is.
    """
    width, height = size
    given_height, given_width = image.shape[:2]
    if (given_width, given_height) == (width, height):
        return image
    scale = min(width / given_width, height / given_height)
    shown = max(1, round(given_width * scale)), max(1, round(given_height * scale))
    if shown != (given_width, given_height):
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        image = np.asarray(cv2.resize(image, shown, interpolation=way), np.uint8)
    left, top = (width - shown[0]) // 2, (height - shown[1]) // 2
    framed = np.full((height, width, 3), BAR_GREY, np.uint8)
    framed[top : top + shown[1], left : left + shown[0]] = image
    return framed


def _display_matrix(picture: av.VideoFrame) -> NDArray[Any]:
    """(2, 2) the display matrix of a picture, see :func:`apply_display_matrix`."""
    try:
        # any is declared: PyAV's stubs know only the motion vectors
        side_data: Any = picture.side_data
        if Type.DISPLAYMATRIX not in side_data:
            return np.eye(2, dtype=np.int32)
        data = bytes(side_data[Type.DISPLAYMATRIX])
        return np.frombuffer(data, np.int32, count=9).reshape(3, 3)[:2, :2]
    except ValueError:  # PyAV does not know every kind (EXIF); then the turn alone is known
        clockwise = np.radians(-picture.rotation)
        along, across = np.cos(clockwise), np.sin(clockwise)
        return np.array([[along, across], [-across, along]])
