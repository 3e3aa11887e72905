"""What was heard, as one sound track: for the record of a session, or as a clip's sound."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecheck.errors import OutputError
from posecheck.feedback.voice.sounds import SAMPLE_RATE, Samples, make_silence
from posecheck.private_files import create_private


class SoundTrack:
    """Pieces of sound on a time line that begins at 0 s."""

    def __init__(self) -> None:
        self._pieces: list[tuple[int, Samples]] = []

    def add(self, start_s: float, samples: Samples) -> None:
        """Add a piece; as on the loudspeaker it cuts off an earlier piece that is still playing."""
        self.cut(start_s)
        self._pieces.append((round(start_s * SAMPLE_RATE), samples))

    def cut(self, time_s: float) -> None:
        """End the last piece at this time."""
        end = round(time_s * SAMPLE_RATE)
        if self._pieces and self._pieces[-1][0] + self._pieces[-1][1].size > end:
            start, samples = self._pieces.pop()
            self._pieces.append((start, samples[: max(0, end - start)]))

    def samples(self, seconds: float | None = None) -> Samples:
        """Return the whole track as samples, at least ``seconds`` long."""
        ends = [start + piece.size for start, piece in self._pieces]
        whole = np.zeros(max([*ends, make_silence(seconds or 0.0).size]), np.float32)
        for start, piece in self._pieces:
            whole[start : start + piece.size] = piece
        return whole

    def pcm(self, seconds: float | None = None) -> NDArray[np.int16]:
        """Return the whole track as 16-bit samples, at least ``seconds`` long."""
        return np.round(self.samples(seconds) * 32767).astype(np.int16)

    def write(self, path: Path, seconds: float | None = None) -> None:
        """Write the whole track, at least ``seconds`` long, as a WAV file.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        try:
            if not path.exists():
                create_private(path)
            # wave.open with a path that cannot be opened also prints a warning
            with path.open("wb") as opened, wave.open(opened, "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(SAMPLE_RATE)
                file.writeframes(self.pcm(seconds).astype("<i2").tobytes())
        except OSError as error:
            raise OutputError(
                f"Cannot write {path}: {error.strerror}; check the folder."
            ) from error
