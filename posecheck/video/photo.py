"""Photos: one frame at time zero."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

PHOTO_SUFFIXES = frozenset({
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".webp", ".tif", ".tiff",
    ".heic", ".heif", ".hif", ".avif",
})  # fmt: skip
"""Ends of the names of files that are read as photos, in lower case."""


class Photo(FrameSource):
    """A photo as a source of one frame.

    Greyscale, 16 bit and transparent pictures become plain RGB. The orientation that a phone
    stored in the file (EXIF) is applied.

    Parameters
    ----------
    path
        The photo's file.

    Raises
    ------
    InputError
        The file cannot be read, or is not a picture that can be decoded.
    """

    is_photo = True
    frame_count = 1

    def __init__(self, path: Path) -> None:
        self.name = readable(path)
        try:
            data = np.frombuffer(path.read_bytes(), np.uint8)
        except OSError as error:
            raise InputError(f"{self.name} cannot be read: {error.strerror}.") from error
        try:
            image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
        except cv2.error:
            image = None
        if image is None:
            raise InputError(
                f"{self.name} is not a picture that can be read: it is damaged or empty."
            )
        self._image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)

    def __iter__(self) -> Iterator[Frame]:
        yield Frame(np.asarray(self._image, np.uint8), 0.0, 0)
