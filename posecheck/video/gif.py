"""Find out that a GIF was cut off or is damaged, which FFmpeg passes over.

A GIF is a row of blocks, and each says how long it is (GIF89a specification). FFmpeg gives the
pictures up to a damaged one, and mostly says nothing.
"""

from __future__ import annotations

from pathlib import Path

FORMAT = "gif"
"""FFmpeg's name of the format."""

HEADER_BYTES, DESCRIPTOR_BYTES = 13, 10
"""Before the first block; of a picture, with the byte that begins it."""

EXTENSION, PICTURE, TRAILER = 0x21, 0x2C, 0x3B
"""The first bytes of the three kinds of blocks; the trailer is the last."""


def is_whole(path: Path) -> bool:
    """Whether all blocks of a GIF follow one another up to its end."""
    data = path.read_bytes()
    try:
        at = HEADER_BYTES + _table_bytes(data[10])
        while at < len(data) and data[at] != TRAILER:
            if data[at] == EXTENSION:
                at = _skip_parts(data, at + 2)
            elif data[at] == PICTURE:
                table = _table_bytes(data[at + DESCRIPTOR_BYTES - 1])
                at = _skip_parts(data, at + DESCRIPTOR_BYTES + table + 1)
            else:
                return False
    except IndexError:
        return False
    return True


def _table_bytes(flags: int) -> int:
    """The length of the table of colours that flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip_parts(data: bytes, at: int) -> int:
    """Where the next block begins; each part begins with its length, the last is empty."""
    while data[at]:
        at += data[at] + 1
    return at + 1
