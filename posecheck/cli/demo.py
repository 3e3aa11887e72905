"""``posecheck demo``."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.analyze import summarize
from posecheck.cli.console import MirrorOption, ModelOption, progress_bar, stdout
from posecheck.cli.window import Window, has_screen
from posecheck.data_files import data_path
from posecheck.engine.recorded import Analysis, analyze_clip
from posecheck.exercises.library import find_exercise
from posecheck.feedback.overlay.text import Image8
from posecheck.moment import Moment
from posecheck.perception.roller.finder import RollerFinder
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

CLIP = "release_right.mp4"
EXERCISE = "supine_release"


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")] = Path(
        "posecheck-output/demo"
    ),
    mirror: MirrorOption = False,
    window: Annotated[bool, typer.Option(help="Show a window if there is a screen.")] = True,
    model: ModelOption = None,
) -> None:
    """No camera needed: the whole way through, on a clip that comes with posecheck.

    Example:

      posecheck demo
    """
    exercise = find_exercise(EXERCISE)
    clip = data_path("sample_videos", CLIP)
    stdout.print(f"{exercise.title}, on a rendered clip that comes with posecheck.")
    pictures: queue.Queue[Image8 | None] = queue.Queue(4)
    show = window and has_screen()
    results: list[Analysis] = []
    errors: list[BaseException] = []
    closed, stopped, finished = threading.Event(), threading.Event(), threading.Event()

    with progress_bar() as progress:
        task = progress.add_task("demo", total=None)

        def watch(_moment: Moment, annotated: Frame, source: FrameSource) -> None:
            if stopped.is_set():
                raise KeyboardInterrupt
            progress.update(task, total=source.frame_count, advance=1)
            if show and not closed.is_set():
                with suppress(queue.Full):
                    pictures.put(annotated.image, timeout=1.0)

        def work() -> None:
            try:
                results.append(
                    analyze_clip(
                        clip,
                        exercise,
                        out,
                        model=model,
                        mirrored=mirror,
                        overwrite=True,
                        roller_finder=RollerFinder(),
                        watch=watch,
                    )
                )
            except BaseException as error:
                errors.append(error)
            finally:
                finished.set()
                if show and not closed.is_set():
                    pictures.put(None)

        worker = threading.Thread(target=work, name="demo", daemon=True)
        worker.start()
        try:
            if show:
                _show(pictures, closed)
            while not finished.wait(0.1):  # without a limit a Ctrl-C might not wake it
                pass
        except KeyboardInterrupt:
            # the other thread must clear away what it has half written
            closed.set()
            stopped.set()
            finished.wait()
            raise
    if errors:
        raise errors[0]
    summarize(results[0])
    stdout.print(f"  The annotated video: {out / 'annotated.mp4'}")


def _show(pictures: queue.Queue[Image8 | None], closed: threading.Event) -> None:
    """Show what comes, in the main thread, until the end or until it is closed."""
    view = Window()
    try:
        while (image := pictures.get()) is not None:
            if not view.show(image):
                closed.set()
                with suppress(queue.Empty):
                    while True:
                        pictures.get_nowait()
                return
    finally:
        view.close()
