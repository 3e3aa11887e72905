"""``posecheck analyze``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from posecheck.cli.analysis_text import summarize
from posecheck.cli.console import complain, progress_bar, short_name, tell_path
from posecheck.cli.inputs import given_clips
from posecheck.cli.options.analyze import AnalyzeOptions
from posecheck.cli.options.input import input_options
from posecheck.engine.cluster import ClipSummary, analyze_clips, open_cluster
from posecheck.engine.exports import Export
from posecheck.engine.folder_index import INDEX, write_index
from posecheck.engine.recognising import AUTO
from posecheck.engine.recorded import Analysis, AnalysisOptions, analyze_recording
from posecheck.engine.result_folders import result_folders
from posecheck.engine.session import SELFTEST
from posecheck.errors import InputError, OutputError, PosecheckError
from posecheck.exercises.library import find_exercise
from posecheck.output.claims import check_folder, check_output
from posecheck.output.files import make_folder_if_used
from posecheck.output.partial import RESULT_FILES
from posecheck.readable import readable
from posecheck.video.source import FrameSource

Outcome = Analysis | ClipSummary | PosecheckError
"""What came of a clip, or why it failed."""


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
    videos, missing = given_clips(given.videos)
    if not videos:
        raise typer.Exit(2)
    with make_folder_if_used(given.out):
        index = given.out / INDEX if any(path.is_dir() for path in given.videos) else None
        if index is not None:
            check_output(index, overwrite=given.overwrite)
        folders = result_folders(videos, given.out)
        outcomes: Sequence[Outcome]
        if given.dask is None:
            outcomes = _analyze_in_turn(videos, folders, options)
        else:
            outcomes = _analyze_on_cluster(videos, folders, options, given.dask)
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


def _analyze_in_turn(
    videos: Sequence[Path], folders: Sequence[Path], options: AnalysisOptions
) -> list[Outcome]:
    """Analyse one clip after another; an error for each that failed, which is told."""
    done: list[Outcome] = []
    for video, folder in zip(videos, folders, strict=True):
        try:
            # a clip that comes later must not be replaced either
            check_folder(folder, RESULT_FILES, inputs=videos, overwrite=options.overwrite)
            analysis = analyze_with_progress(video, options, folder)
            _tell(analysis)
            done.append(analysis)
        except (InputError, OutputError) as error:
            complain(str(error))
            done.append(error)
    return done


def _analyze_on_cluster(
    videos: Sequence[Path], folders: Sequence[Path], options: AnalysisOptions, address: str
) -> list[Outcome]:
    """The same, several at a time. What is told comes in the clips' order, as without a cluster."""
    outcomes: dict[int, Outcome] = {}
    for number, folder in enumerate(folders):
        try:
            check_folder(folder, RESULT_FILES, inputs=videos, overwrite=options.overwrite)
        except OutputError as error:
            outcomes[number] = error
    wanted = [number for number in range(len(videos)) if number not in outcomes]
    told = 0
    with open_cluster(address) as client, progress_bar() as bar:
        task = bar.add_task("clips", total=len(wanted))
        chosen = [videos[n] for n in wanted], [folders[n] for n in wanted]
        for place, outcome in analyze_clips(client, *chosen, options):
            outcomes[wanted[place]] = outcome
            bar.update(task, advance=1)
            while told in outcomes:
                _tell(outcomes[told])
                told += 1
    for number in range(told, len(videos)):
        _tell(outcomes[number])
    failed = [n for n, outcome in sorted(outcomes.items()) if isinstance(outcome, PosecheckError)]
    if failed:
        names = ", ".join(readable(videos[n]) for n in failed)
        complain(f"{len(failed)} of {len(videos)} clips failed: {names}.")
    return [outcomes[number] for number in range(len(videos))]


def _tell(outcome: Outcome) -> None:
    """Say what was found, or what was wrong."""
    if isinstance(outcome, PosecheckError):
        complain(str(outcome))
        return
    summarize(outcome)
    if outcome.damage:
        complain(outcome.damage)


def analyze_with_progress(video: Path, options: AnalysisOptions, folder: Path | None) -> Analysis:
    """Analyse one clip with a progress bar."""
    with progress_bar() as bar:
        task = bar.add_task(short_name(video), total=None)

        def progress(source: FrameSource) -> None:
            bar.update(task, total=source.frame_count, advance=1)

        return analyze_recording(video, options, folder=folder, progress=progress)
