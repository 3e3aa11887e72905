"""Find out that the picture data of a JPEG is damaged, which decoders pass over.

OpenCV and Pillow fill what they cannot decode with grey, or go on with shifted colours, and say
nothing. FFmpeg's decoder can be told to stop at the first error. But most bytes mean something,
also zeros: behind a hole the picture is complete too early, and its last bytes are not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import av
from av.error import FFmpegError

START_OF_SCAN = 0xDA
"""The marker after which the compressed data follows."""

KEPT_APPLICATION_MARKERS = (0xE0, 0xEE)
"""JFIF and Adobe: they say what the colours mean."""

END_OF_IMAGE = b"\xff\xd9"
"""The marker behind the data; it cannot occur within."""

RESTART = re.compile(b"\xff[\xd0-\xd7]")
"""Markers that some cameras write within the data, so that a decoder can go on behind a hole."""

PADDING = b"\0\xff"
"""Bytes that some cameras write between the data and its end."""

NEEDED_BYTES = 512
"""Without the last so many bytes of its data a picture must be incomplete. FFmpeg notices only
between two pieces of 16 x 16 pixels that data is missing; one of pure noise takes 430 bytes. A hole
leaves thousands of bytes over."""

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
    if not _decodes(plain, strictly=False):
        return True
    return _decodes(plain, strictly=True) and not _has_hole(plain)


def _has_hole(plain: bytes) -> bool:
    """Whether a picture that decodes does so without its last bytes too.

    Looked at is only a picture in one scan without restart markers, which is how most cameras write
    it; in others FFmpeg itself notices most holes.
    """
    start = plain.find(bytes([0xFF, START_OF_SCAN]))
    end = plain.find(END_OF_IMAGE, start)
    is_in_scans = plain.find(bytes([0xFF, START_OF_SCAN]), start + 2, end) >= 0
    if end < 0 or is_in_scans or RESTART.search(plain, start, end):
        return False
    needed = plain[:end].rstrip(PADDING)
    if len(needed) - start < 2 * NEEDED_BYTES:
        return False
    if not _decodes(needed + END_OF_IMAGE, strictly=True):
        return False
    return _decodes(needed[:-NEEDED_BYTES] + END_OF_IMAGE, strictly=True)


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
