"""The loudspeaker: plays samples, one thing at a time, and stops at once when told."""

from __future__ import annotations

import threading
from collections.abc import Generator

import miniaudio
import numpy as np

from posecheck.errors import PosecheckError
from posecheck.feedback.voice.sounds import SAMPLE_RATE, Samples

BUFFER_MS = 100
"""Short enough to stop at once, long enough to bridge a busy moment."""

FADE = 64
"""Samples (3 ms) over which a sound that is cut off fades, so that it does not click."""


class PlayerError(PosecheckError):
    """There is no sound device."""


class Player:
    """Plays on the system's default device.

    miniaudio because its wheels carry all they need on Windows, macOS and Linux; sounddevice
    wants PortAudio to be installed on Linux, and pyttsx3 plays through ``aplay`` there.

    Raises:
        PlayerError: there is no device.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Samples = np.zeros(0, np.float32)
        # one of its back ends plays into the void, and would always be found
        silent = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
        real = sorted(set(miniaudio.get_enabled_backends()) - set(silent), key=lambda b: b.value)
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=1,
                sample_rate=SAMPLE_RATE,
                buffersize_msec=BUFFER_MS,
                backends=real,
                app_name="posecheck",
            )
            self.name = f"{self._device.backend}"
            feed = self._feed()
            next(feed)
            self._device.start(feed)
        except miniaudio.MiniaudioError as error:
            raise PlayerError(
                "There is no sound device: connect or switch on a loudspeaker. "
                "Without one the screen alone tells what to correct."
            ) from error

    def play(self, samples: Samples) -> None:
        """Begin to play; what is being played is cut off."""
        self.stop()
        with self._lock:
            self._waiting = np.concatenate([self._waiting, samples])

    def stop(self) -> None:
        """Silence within a few milliseconds (and the device's own buffer)."""
        with self._lock:
            rest = self._waiting[:FADE]
            self._waiting = rest * np.linspace(1, 0, rest.size, dtype=np.float32)

    def close(self) -> None:
        self._device.close()

    def _feed(self) -> Generator[bytes, int, None]:
        wanted = yield b""
        while True:
            with self._lock:
                now, self._waiting = self._waiting[:wanted], self._waiting[wanted:]
            wanted = yield np.pad(now, (0, wanted - now.size)).tobytes()
