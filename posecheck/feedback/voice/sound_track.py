"""What was heard, as one sound track: for the record of a session, or as a clip's sound."""

from __future__ import annotations

import tempfile
import wave
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecheck.errors import OutputError
from posecheck.feedback.voice.sounds import SAMPLE_RATE, Samples
from posecheck.output.files import write_bytes_atomically

FULL_SCALE = 32767
"""The 16-bit value of the sample 1.0."""

IN_MEMORY_BYTES = 1 << 20
"""Sounds of this size stay in memory; more go into a temporary file without a name. An hour of
practice says some 50 MB."""

CHUNK = 10 * SAMPLE_RATE
"""Most samples that are given at a time."""

Pcm = NDArray[np.int16]
"""(N,) 16-bit samples."""


@dataclass(frozen=True)
class _Piece:
    """A sound: its first sample on the time line, its place in the spool, its number of samples."""

    start: int
    offset: int
    size: int

    @property
    def end(self) -> int:
        return self.start + self.size


class SoundTrack:
    """Pieces of sound on a time line that begins at 0 s; hours of them take no memory."""

    def __init__(self) -> None:
        self._spool = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed below
        weakref.finalize(self, self._spool.close)
        self._pieces: list[_Piece] = []
        self._trouble = ""

    def add(self, start_s: float, samples: Samples) -> None:
        """Add a piece; as on the loudspeaker it cuts off an earlier piece that is still playing.

        Where the temporary file cannot be written, the track ends here: :meth:`write` says so.
        """
        self.cut(start_s)
        if self._trouble:
            return
        pcm = np.round(samples * FULL_SCALE).astype("<i2")
        try:
            offset = self._spool.seek(0, 2)
            self._spool.write(pcm.tobytes())
        except OSError as error:
            self._trouble = error.strerror or str(error)
            return
        self._pieces.append(_Piece(round(start_s * SAMPLE_RATE), offset, pcm.size))

    def cut(self, time_s: float) -> None:
        """End the last piece at this time."""
        end = round(time_s * SAMPLE_RATE)
        if self._pieces and self._pieces[-1].end > end:
            last = self._pieces.pop()
            self._pieces.append(replace(last, size=max(0, end - last.start)))

    def length(self, seconds: float = 0.0) -> int:
        """The number of samples of the whole track, at least ``seconds`` long."""
        return max([round(seconds * SAMPLE_RATE), *(piece.end for piece in self._pieces[-1:])])

    def chunks(self, seconds: float = 0.0) -> Iterator[Pcm]:
        """The whole track, at least ``seconds`` long, in parts of at most :data:`CHUNK` samples.

        Raises
        ------
        OutputError
            A part of it could not be kept.
        """
        if self._trouble:
            raise OutputError(f"The sound could not be kept: {self._trouble}.")
        at = 0
        for piece in self._pieces:
            yield from _silence(piece.start - at)
            yield from self._read(piece)
            at = piece.end
        yield from _silence(self.length(seconds) - at)

    def pcm(self, seconds: float = 0.0) -> Pcm:
        """The whole track, at least ``seconds`` long."""
        return np.concatenate([np.zeros(0, np.int16), *self.chunks(seconds)])

    def write(self, path: Path, seconds: float = 0.0) -> None:
        """Write the whole track, at least ``seconds`` long, as a WAV file.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        with write_bytes_atomically(path) as opened, wave.open(opened, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.setnframes(self.length(seconds))  # a pipe cannot go back to the header
            for chunk in self.chunks(seconds):
                file.writeframes(chunk.astype("<i2").tobytes())

    def _read(self, piece: _Piece) -> Iterator[Pcm]:
        for start in range(0, piece.size, CHUNK):
            self._spool.seek(piece.offset + 2 * start)
            data = self._spool.read(2 * min(CHUNK, piece.size - start))
            yield np.frombuffer(data, "<i2").astype(np.int16)


def _silence(size: int) -> Iterator[Pcm]:
    for start in range(0, size, CHUNK):
        yield np.zeros(min(CHUNK, size - start), np.int16)
