"""``posecheck demo``."""

from __future__ import annotations

import json
from pathlib import Path

from posecheck.cli.analysis_text import summarize
from posecheck.cli.console import progress_bar, stdout
from posecheck.cli.options.demo import OWN_FOLDER, DemoOptions
from posecheck.cli.window import Window, window_if
from posecheck.data_files import data_path
from posecheck.engine.annotated_video import Show
from posecheck.engine.options import InputOptions
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.exercises.library import find_exercise
from posecheck.readable import shown
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

CLIP = "release_right.mp4"
"""The clip that comes with posecheck."""

EXERCISE = "supine_release"
"""What the person in the clip does."""


def demo(given: DemoOptions) -> None:
    """Run the command."""
    exercise = find_exercise(EXERCISE)
    stdout.print(f"{exercise.title}, on a rendered clip that comes with posecheck.")
    options = AnalysisOptions(
        exercise=exercise,
        input=InputOptions(model=given.model),
        mirrored=given.mirror,
        overwrite=given.overwrite or _is_own(given.out),
    )
    with window_if(given.window) as window, progress_bar() as bar:
        task = bar.add_task("demo", total=None)

        def progress(source: FrameSource) -> None:
            bar.update(task, total=source.frame_count, advance=1)

        analysis = analyze_recording(
            data_path("sample_videos", CLIP),
            options,
            folder=given.out,
            progress=progress,
            show=_shower(window) if window is not None else None,
        )
    summarize(analysis)
    stdout.print(f"  The annotated video: {shown(given.out / 'annotated.mp4')}")


def _is_own(folder: Path) -> bool:
    """Whether a folder is the demo's own, and holds nothing but an earlier demo."""
    if folder != OWN_FOLDER:
        return False
    try:
        analysis = json.loads((folder / "analysis.json").read_text("utf-8"))
        return bool(Path(analysis["source"]["path"]).name == CLIP)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _shower(window: Window) -> Show:
    """Shows each annotated picture until the person closes the window; the analysis goes on."""

    def show(annotated: Frame) -> None:
        if not window.show(annotated.image):
            window.close()

    return show
