"""Small pictures for a report: frames of the annotated video, as data of the page itself."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.video.stills import read_stills

KEY_FRAME_PX = 480
"""Longer side of a key frame in pixels: sharp at twice the pixels of a phone's half width."""

JPEG_QUALITY = 72
"""Of the key frames: about 20 KB each, so that a report of a minute stays far under 1.5 MB."""


@dataclass(frozen=True)
class Picture:
    """A picture in a page: its data URI, and its size in pixels."""

    uri: str
    width: int
    height: int


def take_pictures(
    video: Path, times_s: Iterable[float], frame_size: tuple[int, int]
) -> dict[float, Picture]:
    """Take pictures out of an annotated video, without the panels beside the picture.

    Parameters
    ----------
    video
        The annotated video.
    times_s
        Frame times.
    frame_size
        (width, height) of the clip's frames: where the picture stands depends on it.

    Raises
    ------
    InputError
        The video cannot be read.
    """
    from posecheck.feedback.overlay.layout import Area, Layout  # it loads Pillow

    layout = Layout.of(*frame_size)
    found = {}
    for time_s, image in read_stills(video, times_s).items():
        if image.shape[0] != layout.height:  # it was written at another height
            layout = Layout.of(*frame_size, image.shape[0])
        found[time_s] = encode(layout.areas[Area.PICTURE].cut(image))
    return found


def encode(image: NDArray[np.uint8]) -> Picture:
    """Encode (H, W, 3) uint8 RGB as a small JPEG."""
    height, width = image.shape[:2]
    scale = min(1.0, KEY_FRAME_PX / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return Picture(
        "data:image/jpeg;base64," + base64.b64encode(jpeg.tobytes()).decode("ascii"), *size
    )
