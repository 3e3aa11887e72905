"""``posecheck analyze``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import typer

from posecheck.cli.analysis_text import Outcome, tell_earlier_results, tell_outcome
from posecheck.cli.analyze_on_cluster import GivenClips, analyze_on_cluster
from posecheck.cli.console import progress_bar, short_name, tell_path
from posecheck.cli.inputs import given_clips
from posecheck.cli.options.analyze import AnalyzeOptions
from posecheck.cli.options.input import input_options
from posecheck.engine.cluster import ClipSummary
from posecheck.engine.exports import Export
from posecheck.engine.folder_index import INDEX, write_index
from posecheck.engine.options import SELFTEST
from posecheck.engine.recognising import AUTO
from posecheck.engine.recorded import Analysis, AnalysisOptions, analyze_recording
from posecheck.engine.result_folders import result_folders
from posecheck.engine.resuming import find_earlier_results
from posecheck.errors import InputError, OutputError, PosecheckError
from posecheck.exercises.library import find_exercise
from posecheck.output.claims import check_folder, check_output
from posecheck.output.files import make_folder_if_used
from posecheck.output.partial import RESULT_FILES
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
        sound=not given.no_sound,
        height=given.height,
        overwrite=given.overwrite,
        exports=_exports(given),
    )
    if given.resume and given.overwrite:
        raise typer.BadParameter(
            "--resume and --overwrite exclude each other: --resume replaces what is out of date."
        )
    videos, missing = given_clips(given.videos)
    if not videos:
        raise typer.Exit(2)
    with make_folder_if_used(given.out):
        index = given.out / INDEX if any(path.is_dir() for path in given.videos) else None
        if index is not None:
            check_output(index, overwrite=given.overwrite or given.resume)
        folders = result_folders(videos, given.out)
        done_before: Mapping[int, ClipSummary] = {}
        if given.resume:
            done_before = _find_done(videos, folders, options)
            options = replace(options, overwrite=True)
        clips = GivenClips(videos, folders, done_before)
        outcomes = (
            _analyze_in_turn(clips, options)
            if given.dask is None
            else analyze_on_cluster(clips, options, given.dask)
        )
        done = [None if isinstance(each, PosecheckError) else each for each in outcomes]
        if index is not None and any(done):
            write_index(index, videos, outcomes)
            tell_path(index)
    if missing or not all(analysis is not None and not analysis.damage for analysis in done):
        raise typer.Exit(1 if any(done) else 2)


def _exports(given: AnalyzeOptions) -> tuple[Export, ...]:
    """What is to be written besides the four files."""
    wanted: dict[Export, bool] = {
        "parquet": given.table_format == "parquet",
        "trc": given.trc,
        "mot": given.mot,
    }
    return tuple(export for export, is_wanted in wanted.items() if is_wanted)


def _find_done(
    videos: Sequence[Path], folders: Sequence[Path], options: AnalysisOptions
) -> Mapping[int, ClipSummary]:
    """Find the clips that need not be analysed again; all that is found is told."""
    with progress_bar() as bar:
        task = bar.add_task("earlier results", total=len(videos))
        earlier = find_earlier_results(videos, folders, options, lambda: bar.advance(task))
    tell_earlier_results(videos, earlier)
    return earlier.done


def _analyze_in_turn(clips: GivenClips, options: AnalysisOptions) -> Sequence[Outcome]:
    """Analyse one clip after another; an error for each that failed. All of it is told."""
    outcomes: list[Outcome] = []
    for number, (video, folder) in enumerate(zip(clips.videos, clips.folders, strict=True)):
        if number in clips.done_before:
            outcomes.append(clips.done_before[number])
            continue
        try:
            # a clip that comes later must not be replaced either
            check_folder(folder, RESULT_FILES, inputs=clips.videos, overwrite=options.overwrite)
            outcomes.append(analyze_with_progress(video, options, folder))
        except (InputError, OutputError) as error:
            outcomes.append(error)
        tell_outcome(outcomes[-1])
    return outcomes


def analyze_with_progress(video: Path, options: AnalysisOptions, folder: Path | None) -> Analysis:
    """Analyse one clip with a progress bar."""
    with progress_bar() as bar:
        task = bar.add_task(short_name(video), total=None)

        def progress(source: FrameSource) -> None:
            bar.update(task, total=source.frame_count, advance=1)

        return analyze_recording(video, options, folder=folder, progress=progress)
