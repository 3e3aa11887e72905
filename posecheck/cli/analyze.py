"""``posecheck analyze``."""

from __future__ import annotations

from pathlib import Path

import typer

from posecheck.cli.analysis_text import summarize
from posecheck.cli.console import complain, progress_bar, short_name, tell_path
from posecheck.cli.inputs import clips_of
from posecheck.cli.options.analyze import AnalyzeOptions
from posecheck.cli.options.input import input_options
from posecheck.engine.folder_index import INDEX, make_entry, make_failed_entry, write_index
from posecheck.engine.recognising import AUTO
from posecheck.engine.recorded import Analysis, AnalysisOptions, analyze_recording
from posecheck.engine.result_folders import result_folders
from posecheck.engine.session import SELFTEST
from posecheck.errors import InputError, OutputError
from posecheck.exercises.library import find_exercise
from posecheck.feedback.report.index_page import Entry
from posecheck.output.claims import check_folder, check_output
from posecheck.output.files import make_folder_if_used
from posecheck.output.partial import ANALYSIS_FILES
from posecheck.video.source import FrameSource


def analyze(given: AnalyzeOptions) -> None:
    """Run the command."""
    options = AnalysisOptions(
        exercise=(
            given.exercise if given.exercise in (AUTO, SELFTEST) else find_exercise(given.exercise)
        ),
        hold_s=given.hold,
        input=input_options(given),
        mirrored=given.mirror,
        voice=given.voice,
        overwrite=given.overwrite,
    )
    index = given.out / INDEX if any(path.is_dir() for path in given.videos) else None
    videos, missing = clips_of(given.videos)
    with make_folder_if_used(given.out):
        if index is not None:
            check_output(index, overwrite=given.overwrite)
        done: list[Analysis | None] = []
        entries: list[Entry] = []
        for video, folder in zip(videos, result_folders(videos, given.out), strict=True):
            try:
                # a clip that comes later must not be replaced either
                check_folder(folder, ANALYSIS_FILES, inputs=videos, overwrite=given.overwrite)
                analysis = _analyze_clip(video, options, folder)
                done.append(analysis)
                entries.append(make_entry(video, analysis))
            except (InputError, OutputError) as error:
                complain(str(error))
                done.append(None)
                entries.append(make_failed_entry(video, str(error)))
        if index is not None and any(done):
            write_index(index, entries)
            tell_path(index)
    if missing or not all(analysis is not None and not analysis.damage for analysis in done):
        raise typer.Exit(1 if any(done) else 2)


def _analyze_clip(video: Path, options: AnalysisOptions, folder: Path) -> Analysis:
    """Analyse one clip and tell what was found."""
    analysis = analyze_with_progress(video, options, folder)
    summarize(analysis)
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
