"""A recorded clip to its four files: analysis.json, frames.csv, annotated.mp4, report.html."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posecheck.body.estimator import PoseEstimator
from posecheck.coaching.exercise import Exercise
from posecheck.coaching.record import SessionRecord
from posecheck.coaching.session import Session
from posecheck.errors import InputError, OutputError
from posecheck.feedback.output import folder_for, make_folder, whole_file
from posecheck.feedback.overlay import Overlay
from posecheck.feedback.report import Series, render_report
from posecheck.feedback.table import MeasurementTable
from posecheck.pipeline import BackgroundSink, Moment, moments
from posecheck.roller.finder import RollerFinder
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file
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
    watch: Watcher | None = None,
) -> Analysis:
    """Run a clip through the pipeline and write its files into ``folder``.

    Without ``roller_finder`` no roller is looked for.
    The files appear together, when all of them are whole; on an error nothing is left.

    Raises:
        InputError: the clip cannot be read, or is a photo.
        OutputError: the folder holds an analysis and ``overwrite`` is False, or it cannot
            be written.
        ModelError: the model is missing or damaged.
    """
    if not overwrite and any((folder / name).exists() for name in FILES):
        raise OutputError(f"{folder} already holds an analysis: add --overwrite to replace it.")
    with ExitStack() as stack:
        source = stack.enter_context(open_file(path))
        if source.is_photo:
            raise InputError(f"{path} is a photo: `posecheck measure` gives its numbers.")
        stack.enter_context(folder_for(folder.parent))
        partial = folder.with_name(f".{folder.name}.{os.getpid()}.part")
        stack.callback(shutil.rmtree, partial, ignore_errors=True)
        make_folder(partial)
        estimator = stack.enter_context(
            PoseEstimator("video", model=model, person=person, with_mask=False)
        )
        session = Session(exercise, target_s=target_s)
        record, series = SessionRecord(session), Series()
        last = _run(
            source, estimator, session, roller_finder, record, series, partial, mirrored, watch
        )
        contents = _contents(source, last, record)
        with whole_file(partial / "analysis.json") as file:
            json.dump(contents, file, indent=1)
            file.write("\n")
        with whole_file(partial / "report.html") as file:
            file.write(render_report(contents, record, series))
        _move(partial, folder)
        return Analysis(folder, contents, source.damage)


def _run(
    source: FrameSource,
    estimator: PoseEstimator,
    session: Session,
    roller_finder: RollerFinder | None,
    record: SessionRecord,
    series: Series,
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
        with whole_file(folder / "frames.csv") as file, BackgroundSink(draw) as sink:
            table = MeasurementTable(file)
            for moment in moments(source, estimator, session, roller_finder):
                last = moment.frame
                assert moment.coaching is not None
                record.add(moment.frame.time_s, moment.coaching)
                series.add(moment)
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


def _contents(source: FrameSource, last: Frame, record: SessionRecord) -> dict[str, Any]:
    contents = record.to_json()
    interval_s = float(1 / source.frame_rate) if source.frame_rate else 0.0
    contents["source"] = {
        "path": source.name,
        "width": last.size[0],
        "height": last.size[1],
        "frames": last.index + 1,
        "duration_s": round(last.time_s + interval_s, 3),
    }
    return contents


def _move(partial: Path, folder: Path) -> None:
    make_folder(folder)
    for name in FILES:
        os.replace(partial / name, folder / name)
