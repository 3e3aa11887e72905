"""A second Python process that runs one of our modules and talks over a pipe.

What may crash, hang, print or change its environment runs there, not in the caller's process.
``multiprocessing`` would import the caller's ``__main__`` again, which breaks scripts without an
``if __name__ == "__main__"`` guard; this starts a new Python that imports our module only.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

BOOTSTRAP = (
    "import sys; handle, module, *sys.path = sys.argv[1:]; "
    "from posecheck.worker_process import serve; serve(module, int(handle))"
)
"""The child's program: it gets the caller's import path, so that it finds the same posecheck."""

END_TIMEOUT_S = 2.0
"""A child that has not ended this long after its pipe was closed is killed."""


class WorkerProcess:
    """A child process that runs ``serve(connection)`` of a module.

    The child ends when its pipe is closed, so also when this process is killed. It ignores
    Ctrl-C, and its standard input, output and error lead nowhere.

    Parameters
    ----------
    module
        Name of a module of ours with a function ``serve(connection)``.
    environment
        The child's environment variables; by default a copy of this process's.

    Attributes
    ----------
    connection
        Our end of the pipe. ``recv`` raises EOFError once the child has ended.
    """

    def __init__(self, module: str, environment: Mapping[str, str] | None = None) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.connection: Connection = ours
        self._process = _start(module, theirs, environment)
        theirs.close()
        self._end = weakref.finalize(self, _end, self._process, ours, END_TIMEOUT_S)

    @property
    def pid(self) -> int:
        """The child's process number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the child is still running."""
        return self._process.poll() is None

    @property
    def ended_by(self) -> int | None:
        """The signal that ended the child; None where none did, or it goes on. Waits shortly."""
        try:
            status = self._process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            return None
        return -status if status < 0 else None

    def close(self, timeout_s: float = END_TIMEOUT_S) -> None:
        """Close the pipe and wait for the child to end. May be called more than once."""
        if self._end.detach() is not None:
            _end(self._process, self.connection, timeout_s)


def serve(module: str, handle: int) -> None:
    """Run a module's ``serve`` in the child, over the pipe that the parent handed down."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        connection = PipeConnection(handle)
    else:
        connection = Connection(handle)
    importlib.import_module(module).serve(connection)


def _start(
    module: str, pipe: Connection, environment: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    handle = pipe.fileno()
    inherited: dict[str, Any] = {"pass_fds": (handle,)}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        inherited = {"startupinfo": startup}
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [sys.executable, "-c", BOOTSTRAP, str(handle), module, *sys.path],
        env=dict(os.environ if environment is None else environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **inherited,
    )
    return process


def _end(process: subprocess.Popen[bytes], connection: Connection, timeout_s: float) -> None:
    with suppress(OSError):
        connection.close()
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
