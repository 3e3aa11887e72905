"""The signals that end a command: what was done is kept, and the status says which it was."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from posecheck.interruption import Interrupted, deliver, is_held

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK", "SIGXCPU")
"""Ctrl-C, a polite kill or a shutdown, a closed terminal, Ctrl-Break or a closed console on
Windows, no processor time left. Ctrl-\\ (SIGQUIT) stays as it is: it ends a program at once."""

CLOSE_S = 20.0
"""How long, in seconds, a closed console of Windows waits for the files to be finished. Windows
itself ends the program after 5 s when the console is closed, later at a shutdown."""

STILL_SAVING = b"posecheck: Still saving; this takes a moment.\n"
"""Said when a second signal comes while files are finished."""


@contextmanager
def ending_signals() -> Iterator[None]:
    """Within the block the signals raise :class:`Interrupted` in the main thread.

    A signal that the caller has chosen to ignore (``nohup``) stays ignored.
    """
    before: dict[int, Any] = {}
    seen: set[int] = set()

    def answer(number: int, _frame: FrameType | None) -> None:
        if seen and is_held():
            with suppress(OSError):
                os.write(2, STILL_SAVING)
        seen.add(number)
        deliver(number)

    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
            before[number] = signal.signal(number, answer)
    hook, sys.unraisablehook = sys.unraisablehook, _quiet_hook(sys.unraisablehook)
    finished = _wait_when_console_closes()
    try:
        yield
    finally:
        finished.set()
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def _quiet_hook(before: Any) -> Any:
    """Say nothing of a signal that came in a finalizer: it is raised again at the next chance."""

    def hook(event: Any) -> None:
        if not isinstance(event.exc_value, Interrupted):
            before(event)

    return hook


def _wait_when_console_closes() -> threading.Event:
    """On Windows, keep the system from ending the program until the event is set.

    Python turns a closed console into SIGBREAK, but Windows ends the program as soon as the
    console's handlers have returned; so a handler that comes before Python's waits.
    """
    finished = threading.Event()
    if sys.platform == "win32":
        import _thread
        import ctypes

        closing = (2, 5, 6)  # CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT

        def handle(event: int) -> bool:
            if event not in closing or finished.is_set():
                return False
            _thread.interrupt_main(signal.SIGBREAK)
            finished.wait(CLOSE_S)
            return True

        routine = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)(handle)
        ctypes.windll.kernel32.SetConsoleCtrlHandler(routine, True)
        finished.routine = routine  # type: ignore[attr-defined]  # it must outlive this function
    return finished
