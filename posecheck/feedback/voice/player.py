"""The loudspeaker: plays samples, one sound at a time, and can stop at once."""

from __future__ import annotations

import threading
from collections.abc import Generator

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.feedback.voice.sounds import SAMPLE_RATE, Samples
from posecheck.libraries import explain_import_error

BUFFER_MS = 100
"""The device's buffer in milliseconds: short enough to stop at once, long enough to bridge a busy
moment."""

FADE = 64
"""Samples (3 ms) over which a sound that is cut off fades out, so that it does not click."""


class PlayerError(PosecheckError):
    """There is no sound device; the message says what to do."""


class Player:
    """Plays on the system's default device.

    It uses miniaudio, whose wheels need no system library on Windows, macOS and Linux: sounddevice
    needs PortAudio installed on Linux.

    Attributes
    ----------
    name
        The system's audio interface.

    Raises
    ------
    PlayerError
        There is no device, or the library that plays cannot be loaded.
    """

    def __init__(self) -> None:
        try:
            import miniaudio
        except (ImportError, OSError) as error:  # without it the screen alone goes on
            trouble = explain_import_error(error) or f"miniaudio cannot be loaded: {error}"
            raise PlayerError(trouble) from error
        self._lock = threading.Lock()
        self._waiting: Samples = np.zeros(0, np.float32)
        # the null back end plays to no device and would always be found
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
                "Until then only the screen shows what to correct."
            ) from error

    def play(self, samples: Samples) -> None:
        """Begin to play. It cuts off what is playing."""
        self.stop()
        with self._lock:
            self._waiting = np.concatenate([self._waiting, samples])

    def stop(self) -> None:
        """Fade to silence within a few milliseconds (plus the device's own buffer)."""
        with self._lock:
            rest = self._waiting[:FADE]
            self._waiting = rest * np.linspace(1, 0, rest.size, dtype=np.float32)

    def close(self) -> None:
        """Release the device."""
        self._device.close()

    def _feed(self) -> Generator[bytes, int, None]:
        """Give the device the samples it asks for; silence where nothing is waiting."""
        wanted = yield b""
        while True:
            with self._lock:
                now, self._waiting = self._waiting[:wanted], self._waiting[wanted:]
            wanted = yield np.pad(now, (0, wanted - now.size)).tobytes()
