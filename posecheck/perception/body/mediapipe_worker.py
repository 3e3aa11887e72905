"""Processes for MediaPipe: started before they are needed, and used again.

A new process needs a quarter of a second of processor time to load MediaPipe. A command starts
it first of all, so that it loads beside the command's own libraries, and keeps it from one clip to
the next. Nothing heavy is imported here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from posecheck.object_pipe import ObjectWorker
from posecheck.perception.body.mediapipe_messages import MAX_PEOPLE, Prepare, Wanted
from posecheck.perception.body.offline import offline_environment

MEDIAPIPE_PROCESS = "posecheck.perception.body.mediapipe_process"
"""The module that runs in the process of its own."""

_idle: list[ObjectWorker] | None = None
"""Processes that nobody uses at present; None outside :func:`mediapipe_kept`."""


@contextmanager
def mediapipe_kept(model: Path | None = None) -> Iterator[None]:
    """Start a process now; within the block, keep those that are given back for the next use.

    All that are idle end with the block. Where a process cannot be started, nothing is said:
    whoever needs one tries again.

    Parameters
    ----------
    model
        The bundle that will be wanted; None for the one that comes with posecheck.
    """
    global _idle
    if _idle is not None:  # an outer block keeps them
        yield
        return
    _idle = []
    try:
        with suppress(OSError):
            worker = _start()
            _idle.append(worker)
            wanted = Wanted("photo", model, MAX_PEOPLE, with_mask=True)
            worker.send(Prepare(wanted))
        yield
    finally:
        idle, _idle = _idle, None
        for worker in idle:
            worker.close(timeout_s=0.0)  # it has no task, and may still be loading MediaPipe


def take_worker() -> ObjectWorker:
    """A process for MediaPipe without any task: an idle one, else a new one."""
    while _idle:
        worker = _idle.pop()
        if worker.is_alive:
            return worker
        worker.close()
    return _start()


def are_kept() -> bool:
    """Whether :func:`give_back` keeps a process."""
    return _idle is not None


def give_back(worker: ObjectWorker) -> None:
    """Hand back a process that has no task left: it is kept within the block, else it ends."""
    if _idle is not None:
        _idle.append(worker)
    else:
        worker.close()


def _start() -> ObjectWorker:
    return ObjectWorker(MEDIAPIPE_PROCESS, offline_environment(os.environ))
