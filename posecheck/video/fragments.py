"""MP4 files in fragments: how far one that was not finished can be played."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

HEADER_BYTES = 8
"""A box of an MP4 begins with its length and its name, four bytes each."""

LONG_HEADER_BYTES = 16
"""A length of 1 means that the true one, eight bytes, follows the name."""


def cut_to_whole_fragments(path: Path) -> bool:
    """Cut an MP4 in fragments after its last whole fragment, so that it can be played to its end.

    Parameters
    ----------
    path
        A file of which any number of bytes at the end is missing.

    Returns
    -------
    bool
        False where not one fragment is whole; the file is then as it was.

    Raises
    ------
    OSError
        It cannot be read or cut.
    """
    with path.open("r+b") as file:
        end = _end_of_whole_fragments(file, path.stat().st_size)
        if end:
            file.truncate(end)
    return end > 0


def _end_of_whole_fragments(file: BinaryIO, size: int) -> int:
    """Where the last whole box of pictures ends, in bytes; 0 where there is none.

    A fragment is a box with its index (``moov`` for the first, ``moof``) and one with its pictures
    (``mdat``).
    """
    at = whole = 0
    has_index = False
    while at + HEADER_BYTES <= size:
        file.seek(at)
        header = file.read(LONG_HEADER_BYTES)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < HEADER_BYTES or at + length > size:
            break
        at += length
        has_index = has_index or name == b"moov"
        if name == b"mdat" and has_index:
            whole = at
    return whole
