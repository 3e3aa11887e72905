"""Find out that the picture data of a JPEG is damaged, which decoders pass over.

OpenCV and Pillow fill what they cannot decode with grey, or go on with shifted colours, and say
nothing. FFmpeg's decoder can be told to stop at the first error.
"""

from __future__ import annotations

from collections.abc import Iterator

import av
from av.error import FFmpegError

START_OF_SCAN = 0xDA
"""The marker after which the compressed data follows."""

KEPT_APPLICATION_MARKERS = (0xE0, 0xEE)
"""JFIF and Adobe: they say what the colours mean."""

APPLICATION_MARKERS = range(0xE0, 0xF0)
"""Markers of data that programs add: EXIF, thumbnails, colour profiles."""


def is_sound(data: bytes) -> bool:
    """Whether a JPEG's data can be decoded without an error; True where FFmpeg cannot tell.

    What cameras and programs add (EXIF and the like) is not looked at: there, many files have small
    errors that do not matter.

    Parameters
    ----------
    data
        The file's contents.
    """
    plain = b"".join(_without_additions(data))
    return _decodes(plain, strictly=True) or not _decodes(plain, strictly=False)


def _without_additions(data: bytes) -> Iterator[bytes]:
    """The parts of a JPEG but for what programs added."""
    at = 2
    yield data[:at]
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != START_OF_SCAN:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if marker not in APPLICATION_MARKERS or marker in KEPT_APPLICATION_MARKERS:
            yield data[at:end]
        at = end
    yield data[at:]


def _decodes(data: bytes, *, strictly: bool) -> bool:
    try:
        context = av.CodecContext.create("mjpeg", "r")
        context.options = {"err_detect": "explode"} if strictly else {}
        pictures = [*context.decode(av.Packet(data)), *context.decode(None)]
    except (FFmpegError, ValueError):
        return False
    return len(pictures) > 0
