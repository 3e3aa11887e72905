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

IGNORED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that mean the parent: it ends the child by closing the pipe, or kills it."""

END_TIMEOUT_S = 2.0
"""A child that has not ended this long after its pipe was closed is killed."""


class WorkerProcess:
    """A child process that runs ``serve(connection)`` of a module.

    The child ends when its pipe is closed, so also when this process is killed. The signals of a
    terminal (Ctrl-C, the closing of its window) do not reach it, and it ignores SIGTERM, which a
    shutdown sends to all processes at once: what this process still asks it is answered. Its
    standard input, output and error lead nowhere.

    Parameters
    ----------
    module
        Name of a module of ours with a function ``serve(connection)``.
    environment
        The child's environment variables; by default a copy of this process's.
    handles
        Files that the child inherits, under the same numbers; none on Windows.

    Attributes
    ----------
    connection
        Our end of the pipe. ``recv`` raises EOFError once the child has ended.
    """

    def __init__(
        self,
        module: str,
        environment: Mapping[str, str] | None = None,
        *,
        handles: tuple[int, ...] = (),
    ) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.connection: Connection = ours
        self._process = _start(module, theirs, environment, handles)
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
    for name in IGNORED:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _leave_no_core_file()
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        connection = PipeConnection(handle)
    else:
        connection = Connection(handle)
    importlib.import_module(module).serve(connection)


def _leave_no_core_file() -> None:
    """A child that crashes leaves no image of its memory, which holds pictures, on the disk."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _start(
    module: str,
    pipe: Connection,
    environment: Mapping[str, str] | None,
    handles: tuple[int, ...],
) -> subprocess.Popen[bytes]:
    handle = pipe.fileno()
    inherited: dict[str, Any] = {"pass_fds": (handle, *handles), "start_new_session": True}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        inherited = {
            "startupinfo": startup,
            "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP,
        }
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
