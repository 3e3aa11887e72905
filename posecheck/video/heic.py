"""Find out that the picture data of an HEIC photo has a hole, which its decoder passes over.

libheif leaves such a tile green, or goes on with wrong pixels, and says nothing. In HEVC no three
zero bytes follow one another (ITU-T H.265, 7.4.2), but in a hole that a disk left they do.
"""

from __future__ import annotations

import io

import av
from av.error import FFmpegError

LENGTH_BYTES = 4
"""Before each unit of a tile's data stands its length, in so many bytes."""

IMPOSSIBLE = b"\0\0\0"
"""What an encoder never writes within a unit."""

PADDING_BYTES = 16
"""So many bytes at a unit's end may be zeros: some programs fill up."""


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
    return any(_tile_has_hole(tile) for tile in tiles)


def _tile_has_hole(tile: bytes) -> bool:
    at = 0
    while at < len(tile):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(tile[at:start], "big")
        if at == start or at > len(tile) or IMPOSSIBLE in tile[start : at - PADDING_BYTES]:
            return True
    return False
