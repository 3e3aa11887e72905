"""``posecheck analyze``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posecheck.cli.analysis_text import summarize
from posecheck.cli.console import complain, progress_bar, short_name
from posecheck.cli.options import (
    HoldOption,
    MirrorOption,
    ModelOption,
    NoRollerOption,
    OverwriteOption,
    PersonOption,
    RollerOption,
    input_options,
)

if TYPE_CHECKING:
    from posecheck.engine.recorded import Analysis, AnalysisOptions
    from posecheck.video.source import FrameSource


@dataclass(frozen=True)
class AnalyzeOptions:
    """Analyse recorded clips: annotated video, numbers, and a report for each.

    Writes analysis.json, frames.csv, annotated.mp4 and report.html into a folder of the
    clip's name under --out.

    Examples:

      posecheck analyze clip.mp4 --out results

      posecheck analyze left.mp4 right.mp4 --exercise low_lunge --hold 45 --out results
    """

    videos: Annotated[list[Path], typer.Argument(help="Recorded clips.")]
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")]
    exercise: Annotated[
        str, typer.Option("--exercise", help="What is practised in the clips; or selftest.")
    ] = "supine_release"
    hold: HoldOption = None
    mirror: MirrorOption = False
    overwrite: OverwriteOption = False
    voice: Annotated[
        bool, typer.Option("--voice", help="Say in the video what practice would have said.")
    ] = False
    person: PersonOption = None
    roller: RollerOption = None
    no_roller: NoRollerOption = False
    model: ModelOption = None


def analyze(given: AnalyzeOptions) -> None:
    """Run the command."""
    from posecheck.engine.recorded import AnalysisOptions
    from posecheck.engine.session import SELFTEST
    from posecheck.exercises.library import find_exercise
    from posecheck.output_files import folder_for

    options = AnalysisOptions(
        exercise=given.exercise if given.exercise == SELFTEST else find_exercise(given.exercise),
        hold_s=given.hold,
        input=input_options(
            person=given.person,
            model=given.model,
            roller=given.roller,
            no_roller=given.no_roller,
        ),
        mirrored=given.mirror,
        voice=given.voice,
        overwrite=given.overwrite,
    )
    with folder_for(given.out):
        done = [
            _analyze_clip(video, options, folder)
            for video, folder in zip(given.videos, _folders(given.videos, given.out), strict=True)
        ]
    if not all(analysis is not None and not analysis.damage for analysis in done):
        raise typer.Exit(1 if any(done) else 2)


def _analyze_clip(video: Path, options: AnalysisOptions, folder: Path) -> Analysis | None:
    """Analyse one clip and tell what was found; None where it failed."""
    from posecheck.errors import InputError, OutputError

    try:
        analysis = analyze_with_progress(video, options, folder)
    except (InputError, OutputError) as error:
        complain(str(error))
        return None
    summarize(analysis)
    if analysis.damage:
        complain(analysis.damage)
    return analysis


def analyze_with_progress(video: Path, options: AnalysisOptions, folder: Path | None) -> Analysis:
    """Analyse one clip with a progress bar."""
    from posecheck.engine.recorded import analyze_recording

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
