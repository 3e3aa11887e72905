"""Runs the program many times in processes forked from one that has loaded it already."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HANGS_AFTER_S = 90.0
"""Seconds of wall time after which a run is killed."""


@dataclass(frozen=True)
class Call:
    """One run of the program.

    Attributes
    ----------
    arguments
        What a user would type after ``posecheck``.
    folder
        The working folder; standard output and error are kept in it.
    prepare
        Called in the new process first; what it returns is kept in the file "note".
    """

    arguments: tuple[str, ...]
    folder: Path
    prepare: Callable[[], str]


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes
    ----------
    status
        Its exit status; the negative signal number where a signal ended it.
    hung
        Whether it was killed because it took too long.
    seconds
        Processor time of all its processes.
    memory
        The most memory of any of its processes, in bytes.
    """

    status: int
    hung: bool
    seconds: float
    memory: float


def run_all(calls: Iterable[Call], jobs: int) -> Iterator[tuple[Call, Ended]]:
    """Run the program for each call, several at once; in the order in which they end."""
    import posecheck.cli.measure  # noqa: F401 - loaded once, not in each process

    running: dict[int, tuple[Call, float]] = {}
    waiting = iter(calls)
    call = next(waiting, None)
    while running or call is not None:
        while call is not None and len(running) < jobs:
            running[_start(call)] = (call, time.monotonic())
            call = next(waiting, None)
        time.sleep(0.01)
        for pid, (done, began_s) in list(running.items()):
            ended = _find_end(pid, began_s)
            if ended is not None:
                del running[pid]
                yield done, ended


def _start(call: Call) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        os.setpgid(0, 0)
        os.chdir(call.folder)
        for number, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        Path("note").write_text(call.prepare())
        status = _call_program(call.arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _call_program(arguments: tuple[str, ...]) -> int:
    from posecheck.cli.app import main

    sys.argv = ["posecheck", *arguments]
    os.environ["POSECHECK_HOME"] = str(Path("home").absolute())
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _find_end(pid: int, began_s: float) -> Ended | None:
    """How a process ended; None while it runs."""
    hung = time.monotonic() - began_s > HANGS_AFTER_S
    if hung:
        os.killpg(pid, signal.SIGKILL)
    found, wait_status, used = os.wait4(pid, 0 if hung else os.WNOHANG)
    if not found:
        return None
    seconds = used.ru_utime + used.ru_stime
    return Ended(os.waitstatus_to_exitcode(wait_status), hung, seconds, used.ru_maxrss * 1024.0)
