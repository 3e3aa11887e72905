"""``posecheck demo``."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from pathlib import Path

from posecheck.cli.analysis_text import summarize
from posecheck.cli.console import progress_bar, stdout
from posecheck.cli.options.demo import DemoOptions
from posecheck.cli.window import Window, window_if
from posecheck.data_files import data_path
from posecheck.engine.options import InputOptions
from posecheck.engine.recorded import Analysis, AnalysisOptions, analyze_recording
from posecheck.exercises.library import find_exercise
from posecheck.feedback.overlay.text import Image8
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
        overwrite=True,
    )
    with window_if(given.window) as window:
        analysis = _Demo(given.out, options).run(window)
    summarize(analysis)
    stdout.print(f"  The annotated video: {given.out / 'annotated.mp4'}")


class _Demo:
    """The analysis in a thread of its own, its pictures in a window of the main thread."""

    def __init__(self, out: Path, options: AnalysisOptions) -> None:
        self._out, self._options = out, options
        self._pictures: queue.Queue[Image8 | None] = queue.Queue(4)
        self._closed, self._stopped = threading.Event(), threading.Event()
        self._finished = threading.Event()
        self._analysis: Analysis | None = None
        self._error: BaseException | None = None

    def run(self, window: Window | None) -> Analysis:
        """Analyse the clip; Ctrl-C waits until what is half written is cleared away."""
        if window is None:
            self._closed.set()
        threading.Thread(target=self._analyze, name="demo", daemon=True).start()
        try:
            if window is not None:
                self._show_pictures(window)
            while not self._finished.wait(0.1):  # without a limit a Ctrl-C might not wake it
                pass
        except KeyboardInterrupt:
            self._closed.set()
            self._stopped.set()
            self._finished.wait()
            raise
        if self._error is not None:
            raise self._error
        assert self._analysis is not None
        return self._analysis

    def _analyze(self) -> None:

        clip = data_path("sample_videos", CLIP)
        try:
            with progress_bar() as bar:
                task = bar.add_task("demo", total=None)

                def progress(source: FrameSource) -> None:
                    if self._stopped.is_set():
                        raise KeyboardInterrupt
                    bar.update(task, total=source.frame_count, advance=1)

                self._analysis = analyze_recording(
                    clip, self._options, folder=self._out, progress=progress, show=self._offer
                )
        except BaseException as error:
            self._error = error
        finally:
            self._finished.set()
            if not self._closed.is_set():
                self._pictures.put(None)

    def _offer(self, annotated: Frame) -> None:
        if not self._closed.is_set():
            with suppress(queue.Full):
                self._pictures.put(annotated.image, timeout=1.0)

    def _show_pictures(self, window: Window) -> None:
        """Show the annotated pictures until the last one, or until the window is closed."""
        while (image := self._pictures.get()) is not None:
            if not window.show(image):
                self._closed.set()
                window.close()
                with suppress(queue.Empty):  # so that the analysis does not wait for room
                    while True:
                        self._pictures.get_nowait()
                return
