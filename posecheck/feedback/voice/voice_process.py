"""The process that speaks, started again when it dies."""

from __future__ import annotations

import time

from posecheck.feedback.voice.process import Began, Ready, Say, Stop
from posecheck.feedback.voice.process_client import ProcessClient, ProcessDiedError
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.interruption import check

START_TIMEOUT_S = 20.0
"""Seconds to wait for a process to say what it found."""

MODES = (True, True, False)
"""Whether there is a voice in each process, in the order in which they are tried. The next one
starts when the last one died: once more with a voice, then tones only, then nothing."""


class VoiceProcess:
    """The process that speaks, and what it found.

    Parameters
    ----------
    rate
        Words a minute.
    voice
        False for tones only.
    device
        False to make samples without a sound device.

    Attributes
    ----------
    ready
        What the running process found; None until it answers.
    starts
        How many processes have been started.
    """

    def __init__(
        self, rate: int = DEFAULT_RATE, *, voice: bool = True, device: bool = True
    ) -> None:
        self._rate, self._device = rate, device
        self._modes = [with_voice for with_voice in MODES if voice or not with_voice]
        self.ready: Ready | None = None
        self.starts = 0
        self._start()

    @property
    def alive(self) -> bool:
        """False once every mode has been tried and its process has died."""
        return bool(self._modes)

    def send(self, message: Say | Stop) -> bool:
        """Send a message without waiting; return False if it was not taken."""
        if not self._modes:
            return False
        try:
            self._client.send(message)
        except ProcessDiedError:
            self.start_next_mode()
            return False
        return True

    def receive(self, timeout_s: float = 0.0) -> Began | None:
        """Receive the next answer; None if there is none within ``timeout_s``."""
        end_s = time.monotonic() + timeout_s
        while self._modes:
            try:
                answer = self._client.receive(max(0.0, end_s - time.monotonic()))
            except ProcessDiedError:
                self.start_next_mode()
                return None
            if answer is None or isinstance(answer, Began):
                return answer
            self.ready = answer
        return None

    def wait_until_ready(self) -> Ready:
        """Wait until it is known what there is to speak and to play with."""
        end_s = time.monotonic() + START_TIMEOUT_S
        while self._modes and self.ready is None and time.monotonic() < end_s:
            self.receive(0.05)
            check()
        return self.ready or Ready("", "", "The voice does not start.", "The sound does not start.")

    def start_next_mode(self) -> None:
        """End a process that died or hangs, and start the next mode if there is one."""
        self._client.close()
        self._modes = self._modes[1:]
        self.ready = None
        if self._modes:
            self._start()

    def close(self) -> None:
        """End the process for good."""
        if self._modes:
            self._modes = []
            self._client.close()

    def _start(self) -> None:
        self._client = ProcessClient(
            self._rate, with_voice=self._modes[0], with_device=self._device
        )
        self.starts += 1
