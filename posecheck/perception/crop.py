"""A frame made smaller, or a crop cut out of it at the size that a network expects.

A transform is a (2, 3) affine matrix named ``target_from_source``: ``crop_from_frame`` takes pixels
of the frame to pixels of the crop.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array

Image = NDArray[np.uint8]
"""An image, (H, W, 3) in RGB or (H, W) in grey."""

FILL = 110
"""Grey value, 0..255, of the parts of a crop that lie outside the frame."""

MAX_SIDE_PX = 1280
"""Longest side of a picture that is looked at. MediaPipe's networks see 224 and 256 pixels across a
person, ours fewer than 400 across the body: a larger picture only costs time (a mask of 4K is 33 MB
a frame)."""

AREA_BELOW = 0.5
"""A picture that is made smaller than this is averaged over areas. Above it linear interpolation
shows no less, and costs 8 ms less for a frame of 1080p."""


def shrink(image: Image) -> Image:
    """Make an image at most :data:`MAX_SIDE_PX` long; a smaller one is returned as it is."""
    height, width = image.shape[:2]
    scale = MAX_SIDE_PX / max(width, height)
    if scale >= 1.0:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_LINEAR if scale > AREA_BELOW else cv2.INTER_AREA
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)


def crop_transform(
    low: Array,
    high: Array,
    size: tuple[int, int],
    *,
    padding: float,
    min_width_px: float,
    margin: float = 1.0,
) -> Array:
    """The transform to a crop around a box. It scales and shifts, but does not rotate.

    Parameters
    ----------
    low, high
        (2,) the box' top left and bottom right corners in pixels of the frame.
    size
        (width, height) of the crop in its own pixels.
    padding
        Width of the crop divided by the width of the box.
    min_width_px
        The least width of the crop in pixels of the frame.
    margin
        Factor on the crop's width and height in pixels, at the same scale, so that it shows more
        around the box. Only training uses it: there a turned or shifted crop is taken from this
        larger one.

    Returns
    -------
    Array
        (2, 3) ``crop_from_frame``: takes pixels of the frame to pixels of the crop. Whole numbers
        are the centres of pixels.
    """
    width, height = size
    box_width = max(high[0] - low[0], (high[1] - low[1]) * width / height)
    half = max(box_width / 2 * padding, min_width_px / 2)
    scale = width / 2 / half
    middle = np.array([round(width * margin), round(height * margin)]) / 2 - 0.5
    return np.column_stack([scale * np.eye(2), middle - scale * ((low + high) / 2)])


def to_crop(crop_from_frame: Array, points: Array) -> Array:
    """``points`` (n, 2) in pixels of the frame, taken to pixels of the crop."""
    return np.asarray(points @ crop_from_frame[:, :2].T + crop_from_frame[:, 2])


def to_frame(crop_from_frame: Array, points: Array) -> Array:
    """``points`` (..., 2) in pixels of the crop, taken to pixels of the frame.

    The transform must be one of :func:`crop_transform`: one scale for both axes, no rotation.
    """
    return np.asarray((points - crop_from_frame[:, 2]) / crop_from_frame[0, 0])


def extract_crop(image: Image, crop_from_frame: Array, size: tuple[int, int]) -> Image:
    """The crop of ``image`` that an affine transform takes to ``size`` (width, height).

    Parameters
    ----------
    image
        (H, W, 3) the frame.
    crop_from_frame
        (2, 3) any affine transform.
    size
        (width, height) of the crop.
    """
    scale = float(np.sqrt(abs(np.linalg.det(crop_from_frame[:, :2]))))
    if scale < 0.5:
        # the warp reads the four nearest pixels only: average first, so that no pixel is skipped
        factor = 2 ** int(np.log2(1 / scale))
        image, part_from_frame = _cut_out_part(image, crop_from_frame, size, factor)
        crop_from_frame = crop_from_frame.copy()
        crop_from_frame[:, 2] -= crop_from_frame[:, :2] @ part_from_frame
        smaller = (max(1, image.shape[1] // factor), max(1, image.shape[0] // factor))
        ratio = np.array([image.shape[1] / smaller[0], image.shape[0] / smaller[1]])
        image = np.asarray(cv2.resize(image, smaller, interpolation=cv2.INTER_AREA), np.uint8)
        crop_from_frame[:, 2] += crop_from_frame[:, :2] @ ((ratio - 1) / 2)
        crop_from_frame[:, :2] *= ratio
    crop = cv2.warpAffine(
        image,
        crop_from_frame,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(FILL, FILL, FILL),
    )
    return np.asarray(crop, np.uint8)


def _cut_out_part(
    image: Image, crop_from_frame: Array, size: tuple[int, int], factor: int
) -> tuple[Image, Array]:
    """The part of an image that a crop shows, so that no more is made smaller by ``factor``.

    The crop stays the same to the last bit. So along a side of the image that is no multiple of
    ``factor`` the part is the whole, because other pixels would be averaged together; and so it is
    for a turned crop, because the warp would round differently.

    Returns
    -------
    Image
        The part.
    Array
        (2,) what takes pixels of the frame to pixels of the part when it is added.
    """
    corners = np.array([(x, y) for x in (-1, size[0]) for y in (-1, size[1])], float)
    linear, shift = crop_from_frame[:, :2], crop_from_frame[:, 2]
    seen = (corners - shift) @ np.linalg.inv(linear).T
    frame_size = np.array(image.shape[1::-1])
    low = (np.floor(seen.min(axis=0) / factor).astype(int) - 1) * factor
    high = (np.ceil(seen.max(axis=0) / factor).astype(int) + 2) * factor
    is_cut = (frame_size % factor == 0) & (linear[0, 1] == 0 == linear[1, 0])
    low = np.where(is_cut, np.clip(low, 0, frame_size - factor), 0)
    high = np.where(is_cut, np.clip(high, low + factor, frame_size), frame_size)
    return image[low[1] : high[1], low[0] : high[0]], -low.astype(float)


def network_input(crop: Image, mean: float, sd: float) -> NDArray[np.float32]:
    """(1, 3, H, W) the values of ``crop``, scaled to 0..1 and then standardised."""
    values = (crop.astype(np.float32) / 255.0 - mean) / sd
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])
