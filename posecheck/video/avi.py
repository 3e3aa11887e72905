"""When the pictures of an AVI were taken, as its index says.

An AVI holds no times: FFmpeg counts the pictures that it finds. Behind a damaged part the count is
too low. The index at the file's end says which picture stands where.
"""

from __future__ import annotations

from typing import Any

from av.container import InputContainer

FORMAT = "avi"
"""FFmpeg's name of the format."""

HEAD_BYTES = 8
"""Between the place in the index and a picture's data: four letters and the length."""


class IndexedTimes:
    """Corrects the stamps of an AVI's packets; does nothing in other formats.

    Parameters
    ----------
    container
        The file.
    stream
        Its track that is read.
    """

    def __init__(self, container: InputContainer, stream: Any) -> None:
        self._places: dict[int, int] = {}
        if container.format.name == FORMAT:
            index = getattr(stream, "index_entries", ())  # older versions of PyAV have none
            self._places = {entry.pos: entry.timestamp for entry in index}
        self._missing = 0

    def correct(self, packet: Any) -> None:
        """Add to a packet's stamps the pictures that are missing before it."""
        if packet.pos is None or packet.dts is None:
            return
        number = self._places.get(packet.pos - HEAD_BYTES)
        if number is not None:
            self._missing = max(0, number - packet.dts)
        if self._missing:
            packet.dts += self._missing
            packet.pts = packet.pts if packet.pts is None else packet.pts + self._missing
