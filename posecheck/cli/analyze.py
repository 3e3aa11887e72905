"""``posecheck analyze``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from posecheck.cli.analysis_text import summarize
from posecheck.cli.console import complain, progress_bar, short_name
from posecheck.cli.options.analyze import AnalyzeOptions
from posecheck.cli.options.shared import input_options
from posecheck.engine.recorded import Analysis, AnalysisOptions, analyze_recording
from posecheck.engine.session import SELFTEST
from posecheck.errors import InputError, OutputError
from posecheck.exercises.library import find_exercise
from posecheck.output_files import make_folder_if_used
from posecheck.video.source import FrameSource


def analyze(given: AnalyzeOptions) -> None:
    """Run the command."""
    options = AnalysisOptions(
        exercise=given.exercise if given.exercise == SELFTEST else find_exercise(given.exercise),
        hold_s=given.hold,
        input=input_options(given),
        mirrored=given.mirror,
        voice=given.voice,
        overwrite=given.overwrite,
    )
    with make_folder_if_used(given.out):
        done = [
            _analyze_clip(video, options, folder)
            for video, folder in zip(given.videos, _folders(given.videos, given.out), strict=True)
        ]
    if not all(analysis is not None and not analysis.damage for analysis in done):
        raise typer.Exit(1 if any(done) else 2)


def _analyze_clip(video: Path, options: AnalysisOptions, folder: Path) -> Analysis | None:
    """Analyse one clip and tell what was found; None where it failed."""
    try:
        analysis = analyze_with_progress(video, options, folder)
    except (InputError, OutputError) as error:
        complain(str(error))
        return None
    summarize(analysis)
    if analysis.note:
        complain(analysis.note)
    if analysis.damage:
        complain(analysis.damage)
    return analysis


def analyze_with_progress(video: Path, options: AnalysisOptions, folder: Path | None) -> Analysis:
    """Analyse one clip with a progress bar."""
    with progress_bar() as bar:
        task = bar.add_task(short_name(video), total=None)

        def progress(source: FrameSource) -> None:
            bar.update(task, total=source.frame_count, advance=1)

        return analyze_recording(video, options, folder=folder, progress=progress)


def _folders(videos: list[Path], out: Path) -> list[Path]:
    """A folder for each clip, by its name; the same name twice gets a number."""
    taken: Counter[str] = Counter()
    folders = []
    for video in videos:
        taken[video.stem] += 1
        number = taken[video.stem]
        folders.append(out / (video.stem if number == 1 else f"{video.stem}-{number}"))
    return folders
