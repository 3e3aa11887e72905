"""The process that analyses one recording: what it does to memory or crashes stays there."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from posecheck.engine.annotated_video import Show
from posecheck.engine.folder_index import exercise_title
from posecheck.engine.options import SELFTEST
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.errors import PosecheckError
from posecheck.feedback.report.index_page import describe_outcome
from posecheck.video.source import FrameSource

TELL_S = 0.3
"""Seconds between two messages on how far it is."""


@dataclass(frozen=True)
class Job:
    """What is to be analysed, as what, and where the results go."""

    path: Path
    exercise: str
    folder: Path


@dataclass(frozen=True)
class Pause:
    """Message to the process: wait before the next frame, or go on. A session needs the machine."""

    on: bool


@dataclass(frozen=True)
class Progress:
    """How much is done, 0..1; None where it is not known."""

    share: float | None


@dataclass(frozen=True)
class Done:
    """It is done: what came of it, in a sentence or two."""

    text: str


@dataclass(frozen=True)
class Failed:
    """It cannot be done: why."""

    text: str


class _Gate:
    """Where each frame waits while the process is paused; in any thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self._paused = False

    def pass_through(self, *_: object) -> None:
        """Wait while the process is paused."""
        with self._lock:
            while self._paused or self._connection.poll():
                told: Pause = self._connection.recv()
                self._paused = told.on


def serve(connection: Connection) -> None:
    """Do one job; the end of the pipe ends it."""
    job: Job = connection.recv()
    # so that the results name the file, and not where it lies for a while
    sys.path[:] = map(os.path.abspath, sys.path)
    os.chdir(job.path.parent)
    job = replace(job, path=Path(job.path.name))
    gate = _Gate(connection)
    told_s = 0.0
    frames = 0

    def progress(source: FrameSource) -> None:
        nonlocal told_s, frames
        gate.pass_through()
        frames += 1
        if time.monotonic() - told_s > TELL_S:
            told_s = time.monotonic()
            count = source.frame_count
            connection.send(Progress(min(1.0, frames / count) if count else None))

    try:
        connection.send(_analyze(job, progress, gate.pass_through))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # nobody wants it any more
    except Exception as error:
        connection.send(Failed(f"An unexpected error: {error!r}."))


def _analyze(job: Job, progress: Callable[[FrameSource], None], show: Show) -> Done | Failed:
    options = AnalysisOptions(exercise=job.exercise)
    try:
        done = analyze_recording(job.path, options, folder=job.folder, progress=progress, show=show)
    except PosecheckError as error:
        return Failed(str(error))
    what = done.contents["exercise"]
    text = describe_outcome(done.contents, exercise_title(what))
    parts = [text, *done.notes, done.damage or ""]
    if what != SELFTEST and done.recognition is not None:
        said = done.recognition.explanation  # on the page it is chosen from a list
        parts.insert(1, re.sub(r"([Gg])ive --exercise", r"\1ive the exercise", said))
    return Done(" ".join(part for part in parts if part))
