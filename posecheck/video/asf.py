"""The length that a WMV (ASF) promises; FFmpeg leaves it out when the file was cut off."""

from __future__ import annotations

import struct
from pathlib import Path

FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
"""The GUID of the File Properties Object (ASF specification, revision 01.20.05, section 3.2)."""

HEADER_BYTES = 65_536
"""The object stands near the beginning of a file."""

IS_BROADCAST = 1
"""The flag of a live recording, of which the header knows no length."""


def read_asf_length_s(path: Path) -> float | None:
    """The length in seconds; None where the header does not tell."""
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
        # size, file's ID, its size, its date, packets, play duration, send duration, preroll, flags
        fields = struct.unpack_from("<Q16s6QI", head, head.index(FILE_PROPERTIES) + 16)
    except (OSError, ValueError, struct.error):
        return None
    play_100ns, preroll_ms, flags = fields[5], fields[7], fields[8]
    length_s = play_100ns / 1e7 - preroll_ms / 1e3
    return length_s if length_s > 0 and not flags & IS_BROADCAST else None
