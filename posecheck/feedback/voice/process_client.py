"""Starts the process that speaks, talks to it and ends it. Nothing else knows how it is started."""

from __future__ import annotations

import multiprocessing

from posecheck.feedback.voice.process import Began, Ready, Say, Stop, serve

CLOSE_TIMEOUT_S = 0.3
"""Seconds that the process gets to end by itself before it is killed."""

KILL_TIMEOUT_S = 1.0
"""Seconds to wait for a process that was killed."""


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
        spawn = multiprocessing.get_context("spawn")
        self._connection, other = spawn.Pipe()
        self._process = spawn.Process(
            target=serve, args=(other, rate, with_voice, with_device), daemon=True
        )
        self._process.start()
        other.close()

    def send(self, message: Say | Stop) -> None:
        """Send a message without waiting for the answer.

        Raises
        ------
        ProcessDiedError
            The process is gone.
        """
        try:
            self._connection.send(message)
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
            if not self._connection.poll(timeout_s):
                return None
            answer: Ready | Began = self._connection.recv()
        except (EOFError, OSError) as error:
            raise ProcessDiedError from error
        return answer

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join(KILL_TIMEOUT_S)

    def close(self) -> None:
        """Let the process end by itself; kill it if it does not."""
        self._connection.close()
        self._process.join(CLOSE_TIMEOUT_S)
        if self._process.is_alive():
            self.kill()
