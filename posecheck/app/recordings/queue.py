"""Analyses recordings one after another, each in a process of its own, never beside a session.

An analysis that has begun waits while a session runs, after the frame that it is at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from posecheck.app.recordings.analysis_process import Done, Failed, Job, Pause, Progress
from posecheck.app.recordings.shelf import About, Shelf
from posecheck.errors import OutputError
from posecheck.worker_process import WorkerProcess

PROCESS = "posecheck.app.recordings.analysis_process"
"""The module that runs in the process of its own."""

LOOK_S = 0.2
"""How often, in seconds, it is looked whether a session runs, or the analysis tells something."""

DIED = "The analysis stopped unexpectedly: the file may be damaged."
"""Said of a recording whose process died."""

NOT_STARTED = "The analysis cannot be started: {reason}. Drop the file in once more, later."
"""Said of a recording for which there was no process."""


class AnalysisQueue:
    """Takes what waits on the shelf. Runs in the server's loop.

    Parameters
    ----------
    shelf
        Where the recordings lie.
    is_busy
        Whether a live session runs: it needs the machine for itself.
    """

    def __init__(self, shelf: Shelf, is_busy: Callable[[], bool]) -> None:
        self._shelf, self._is_busy = shelf, is_busy
        self._waiting: list[str] = []
        self._now: str | None = None
        self._worker: WorkerProcess | None = None
        self._share: float | None = None
        self._news = asyncio.Event()

    def put(self, recording: str) -> None:
        """Analyse a recording, which has come, when its turn comes."""
        if (about := self._shelf.about(recording)) is not None:
            self._note(recording, about.model_copy(update={"state": "waiting"}))
        self._waiting.append(recording)
        self._news.set()

    def cancel(self, recording: str) -> None:
        """Do not analyse it, or stop."""
        with suppress(ValueError):
            self._waiting.remove(recording)
        if recording == self._now and self._worker is not None:
            self._worker.close(0.0)

    def progress(self, recording: str) -> float | None:
        """How much of a recording is done, 0..1; None where that is not known."""
        return self._share if recording == self._now else None

    async def run(self) -> None:
        """Go on until the task is cancelled."""
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while self._waiting:
                    while self._is_busy():
                        await asyncio.sleep(LOOK_S)
                    if self._waiting:
                        await self._analyze(self._waiting.pop(0))
        finally:
            if self._worker is not None:
                self._worker.close(0.0)

    async def _analyze(self, recording: str) -> None:
        about, path = self._shelf.about(recording), self._shelf.upload(recording)
        if about is None or path is None:
            return
        self._now, self._share = recording, 0.0
        self._note(recording, about.model_copy(update={"state": "running"}))
        try:
            end = await self._wait(Job(path, about.exercise, self._shelf.result_folder(recording)))
        finally:
            self._now = self._share = None
            self._shelf.forget_upload(recording)
        state = "done" if isinstance(end, Done) else "failed"
        text = end.text.replace(path.name, about.name)
        self._note(recording, about.model_copy(update={"state": state, "text": text}))

    async def _wait(self, job: Job) -> Done | Failed:
        try:
            self._worker = worker = WorkerProcess(PROCESS)
        except OSError as error:
            return Failed(NOT_STARTED.format(reason=(error.strerror or str(error)).lower()))
        paused = False
        try:
            worker.connection.send(job)
            while True:
                if self._is_busy() != paused:
                    paused = not paused
                    worker.connection.send(Pause(paused))
                if not worker.connection.poll():
                    await asyncio.sleep(LOOK_S)
                    continue
                told = worker.connection.recv()
                if isinstance(told, Progress):
                    self._share = told.share
                else:
                    end: Done | Failed = told
                    return end
        except (EOFError, OSError):
            return Failed(DIED)
        finally:
            self._worker = None
            await asyncio.to_thread(worker.close)

    def _note(self, recording: str, about: About) -> None:
        with suppress(OutputError):  # it was deleted meanwhile, or the disk is full
            if self._shelf.about(recording) is not None:
                self._shelf.note(recording, about)
