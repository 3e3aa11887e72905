"""A recorded clip to its four files: analysis.json, frames.csv, annotated.mp4, report.html."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from posecheck.coaching.record import SCHEMA, SessionRecord
from posecheck.coaching.session import Session
from posecheck.engine.pipeline import BackgroundSink, moments
from posecheck.errors import InputError, OutputError
from posecheck.exercises.schema import Exercise
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.report.exercise_report import Series, render_report
from posecheck.feedback.report.frames_table import MeasurementTable
from posecheck.feedback.report.selftest_report import SelfTestSeries, render_selftest_report
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.feedback.voice.sounds import SAMPLE_RATE
from posecheck.feedback.voice.voices import RecordedVoice, SilentVoice
from posecheck.moment import Moment
from posecheck.output_files import make_folder, make_folder_if_used, write_atomically
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.roller.finder import RollerFinder
from posecheck.selftest.session import SelfTest
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file
from posecheck.video.sound import add_sound
from posecheck.video.source import FrameSource
from posecheck.video.writer import VideoWriter

FILES = ("analysis.json", "frames.csv", "annotated.mp4", "report.html")

Watcher = Callable[[Moment, Frame, FrameSource], None]
"""Called with each moment, its annotated frame and the source; for progress or a window.
It runs in the thread that draws."""


@dataclass(frozen=True)
class Analysis:
    """Attributes:
    folder: where the files lie.
    contents: what analysis.json holds.
    damage: one sentence if the clip ended before it should have, else None.
    """

    folder: Path
    contents: dict[str, Any]
    damage: str | None


def analyze_clip(
    path: Path,
    exercise: Exercise,
    folder: Path,
    *,
    model: Path | None = None,
    person: int | None = None,
    mirrored: bool = False,
    target_s: float | None = None,
    overwrite: bool = False,
    roller_finder: RollerFinder | None = None,
    voice: bool = False,
    watch: Watcher | None = None,
) -> Analysis:
    """Run a clip of an exercise through the pipeline and write its files into ``folder``.

    Without ``roller_finder`` no roller is looked for. With ``voice`` the annotated video says
    what practice would have said. The files appear together, when all of them are whole;
    on an error nothing is left.

    Raises:
        InputError: the clip cannot be read, or is a photo.
        OutputError: the folder holds an analysis and ``overwrite`` is False, or it cannot
            be written.
        ModelError: the model is missing or damaged.
    """
    work = _Practice(Session(exercise, target_s=target_s), roller_finder)
    return _analyze(path, work, folder, model, person, mirrored, overwrite, voice, watch)


def analyze_selftest(
    path: Path,
    folder: Path,
    *,
    selftest: SelfTest | None = None,
    model: Path | None = None,
    person: int | None = None,
    mirrored: bool = False,
    overwrite: bool = False,
    voice: bool = False,
    watch: Watcher | None = None,
) -> Analysis:
    """As :func:`analyze_clip`, for a clip of the self-test; the outcome stays in ``selftest``."""
    work = _SelfTested(selftest or SelfTest())
    return _analyze(path, work, folder, model, person, mirrored, overwrite, voice, watch)


class _Work(Protocol):
    """What is made of a clip: an exercise's holds, or the self-test's outcome."""

    coach: Session | SelfTest
    roller_finder: RollerFinder | None
    needs_mask: bool

    def add(self, moment: Moment) -> None: ...

    def contents(self) -> dict[str, Any]: ...

    def report(self, contents: dict[str, Any]) -> str: ...


class _Practice:
    def __init__(self, session: Session, roller_finder: RollerFinder | None) -> None:
        self.coach: Session | SelfTest = session
        self.roller_finder = roller_finder
        self.needs_mask = session.exercise.needs_mask
        self._record, self._series = SessionRecord(session), Series()

    def add(self, moment: Moment) -> None:
        assert moment.coaching is not None
        self._record.add(moment.frame.time_s, moment.coaching)
        self._series.add(moment)

    def contents(self) -> dict[str, Any]:
        return self._record.to_json()

    def report(self, contents: dict[str, Any]) -> str:
        return render_report(contents, self._record, self._series)


class _SelfTested:
    needs_mask = True
    roller_finder: RollerFinder | None = None

    def __init__(self, selftest: SelfTest) -> None:
        self.coach: Session | SelfTest = selftest
        self._test, self._series = selftest, SelfTestSeries()

    def add(self, moment: Moment) -> None:
        assert moment.selftest is not None
        self._series.add(moment.frame.time_s, moment.selftest)

    def contents(self) -> dict[str, Any]:
        self._test.finish()
        nothing: dict[str, Any] = {
            key: [] for key in ("holds", "repetitions", "verdicts", "corrections")
        }
        return {
            "schema": SCHEMA,
            "exercise": "selftest",
            **nothing,
            "selftest": self._test.to_json(),
        }

    def report(self, contents: dict[str, Any]) -> str:
        return render_selftest_report(contents, self._test.outcomes(), self._series)


def _analyze(
    path: Path,
    work: _Work,
    folder: Path,
    model: Path | None,
    person: int | None,
    mirrored: bool,
    overwrite: bool,
    voice: bool,
    watch: Watcher | None,
) -> Analysis:
    if not overwrite and any((folder / name).exists() for name in FILES):
        raise OutputError(f"{folder} already holds an analysis: add --overwrite to replace it.")
    with ExitStack() as stack:
        source = stack.enter_context(open_file(path))
        if source.is_photo:
            raise InputError(f"{path} is a photo: `posecheck measure` gives its numbers.")
        stack.enter_context(make_folder_if_used(folder.parent))
        partial = folder.with_name(f".{folder.name}.{os.getpid()}.part")
        stack.callback(shutil.rmtree, partial, ignore_errors=True)
        make_folder(partial)
        estimator = stack.enter_context(
            PoseEstimator("video", model=model, person=person, with_mask=work.needs_mask)
        )
        track = SoundTrack()
        announcer = Announcer(RecordedVoice(track) if voice else SilentVoice())
        stack.enter_context(announcer)
        last = _run(source, estimator, work, announcer, partial, mirrored, watch)
        if voice:
            add_sound(partial / "annotated.mp4", track.pcm(last.time_s), SAMPLE_RATE)
        contents = work.contents() | {"source": _source(source, last)}
        with write_atomically(partial / "analysis.json") as file:
            json.dump(contents, file, indent=1)
            file.write("\n")
        with write_atomically(partial / "report.html") as file:
            file.write(work.report(contents))
        _move(partial, folder)
        return Analysis(folder, contents, source.damage)


def _run(
    source: FrameSource,
    estimator: PoseEstimator,
    work: _Work,
    announcer: Announcer,
    folder: Path,
    mirrored: bool,
    watch: Watcher | None,
) -> Frame:
    """The loop: landmarks and coaching here, drawing and encoding in a second thread."""
    overlay = Overlay(mirrored=mirrored)
    writer: VideoWriter | None = None
    last: Frame | None = None

    def draw(moment: Moment) -> None:
        nonlocal writer
        frame = moment.frame
        if writer is None:
            writer = VideoWriter(folder / "annotated.mp4", frame.size, source.frame_rate)
        annotated = Frame(overlay.draw(moment), frame.time_s, frame.index)
        writer.write(annotated)
        if watch is not None:
            watch(moment, annotated, source)

    try:
        with write_atomically(folder / "frames.csv") as file, BackgroundSink(draw) as sink:
            table = MeasurementTable(file)
            for moment in moments(source, estimator, work.coach, work.roller_finder):
                last = moment.frame
                work.add(moment)
                announcer.announce(moment)
                table.write(source.name, moment)
                sink.put(moment)
    except BaseException:
        if writer is not None:
            writer.discard()
        raise
    # a source without frames has raised by now
    assert writer is not None
    assert last is not None
    writer.close()
    return last


def _source(source: FrameSource, last: Frame) -> dict[str, Any]:
    interval_s = float(1 / source.frame_rate) if source.frame_rate else 0.0
    return {
        "path": source.name,
        "width": last.size[0],
        "height": last.size[1],
        "frames": last.index + 1,
        "duration_s": round(last.time_s + interval_s, 3),
    }


def _move(partial: Path, folder: Path) -> None:
    make_folder(folder)
    for name in FILES:
        os.replace(partial / name, folder / name)
