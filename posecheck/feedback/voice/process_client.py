"""Starts the process that speaks, talks to it and ends it. Nothing else knows how it is started."""

from __future__ import annotations

from contextlib import suppress

from posecheck.feedback.voice.process import Began, Ready, Say, Settings, Stop
from posecheck.worker_process import WorkerProcess

CLOSE_TIMEOUT_S = 0.3
"""Seconds that the process gets to end by itself before it is killed."""


class ProcessDiedError(Exception):
    """The process is gone. It is handled within this package."""


class ProcessClient:
    """One process that speaks; it runs from now until :meth:`close`.

    Parameters
    ----------
    rate
        Words a minute.
    with_voice, with_device
        Whether the process looks for a voice and for a sound device.
    """

    def __init__(self, rate: int, *, with_voice: bool, with_device: bool) -> None:
        self._process = WorkerProcess("posecheck.feedback.voice.process")
        with suppress(OSError):  # it died already, which `receive` says
            self._process.connection.send(Settings(rate, with_voice, with_device))

    def send(self, message: Say | Stop) -> None:
        """Send a message without waiting for the answer.

        Raises
        ------
        ProcessDiedError
            The process is gone.
        """
        try:
            self._process.connection.send(message)
        except OSError as error:
            raise ProcessDiedError from error

    def receive(self, timeout_s: float) -> Ready | Began | None:
        """Receive the next answer; None if there is none within ``timeout_s``.

        Raises
        ------
        ProcessDiedError
            The process is gone.
        """
        try:
            if not self._process.connection.poll(timeout_s):
                return None
            answer: Ready | Began = self._process.connection.recv()
        except (EOFError, OSError) as error:
            raise ProcessDiedError from error
        return answer

    def kill(self) -> None:
        """End the process at once."""
        self._process.close(0.0)

    def close(self) -> None:
        """Let the process end by itself; kill it if it does not."""
        self._process.close(CLOSE_TIMEOUT_S)
