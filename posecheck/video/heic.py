"""Find out that the picture data of an HEIC photo has a hole, which its decoder passes over.

libheif leaves such a tile green, or goes on with wrong pixels, and says nothing. In HEVC no three
zero bytes follow one another (ITU-T H.265, 7.4.2), but in a hole that a disk left they do.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import av
from av.error import FFmpegError

LENGTH_BYTES = 4
"""Before each unit of a tile's data stands its length, in so many bytes."""

IMPOSSIBLE = b"\0\0\0"
"""What an encoder never writes within a unit; zeros behind its end do no harm."""


def has_hole(data: bytes) -> bool:
    """Whether the data of a tile has a hole; False where FFmpeg cannot tell.

    Parameters
    ----------
    data
        The file's contents.
    """
    try:
        with av.open(io.BytesIO(data), "r") as container:
            tiles = [bytes(packet) for packet in container.demux() if packet.size]
    except (FFmpegError, ValueError):
        return False
    return any(IMPOSSIBLE in unit.rstrip(b"\0") for tile in tiles for unit in _units(tile))


def _units(tile: bytes) -> Iterator[bytes]:
    at = 0
    while at + LENGTH_BYTES <= len(tile):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(tile[at:start], "big")
        yield tile[start:at]
