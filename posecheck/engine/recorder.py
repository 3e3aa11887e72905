"""The annotated video of a practice, for those who ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from posecheck.engine.background import BackgroundSink
from posecheck.errors import OutputError
from posecheck.feedback.overlay.text import Image8
from posecheck.interruption import held
from posecheck.video.frame import Frame
from posecheck.video.upright import fit
from posecheck.video.writer import VideoWriter


class Recorder:
    """Writes pictures to a file, if there is one to write; a context manager.

    The video keeps the size of its first picture; one of another size is fitted in. Where it cannot
    be written, as on a full disk, it says so once, keeps what was written until then, and the
    practice goes on.

    Parameters
    ----------
    path
        The file; None for no video.
    on_trouble
        Called with one sentence when it cannot be written.

    Attributes
    ----------
    wanted
        Whether pictures are still to be given.
    failed
        Whether the video could not be written.
    written
        The file, once it is whole, or holds what could be written.
    """

    def __init__(self, path: Path | None, on_trouble: Callable[[str], None]) -> None:
        self.wanted = path is not None
        self.failed = False
        self.written: Path | None = None
        self._path, self._on_trouble = path, on_trouble
        self._writer: VideoWriter | None = None
        self._sink: BackgroundSink[Frame] | None = None
        self._size = (0, 0)

    def add(self, frame: Frame, image: Image8) -> None:
        """Append a picture at the frame's time."""
        if not self.wanted or self._path is None:
            return
        try:
            if self._writer is None or self._sink is None:
                self._size = image.shape[1], image.shape[0]
                self._writer = VideoWriter(self._path, self._size, in_fragments=True)
                self._sink = BackgroundSink(self._writer.write)
            self._sink.put(replace(frame, image=fit(image, self._size)))
        except OutputError as error:
            self._give_up(error)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._writer is None or self._sink is None or self.failed:
            return
        try:
            with held():
                self._sink.finish()
                self._writer.close()
                self.written = self._path
        except OutputError as error:
            self._give_up(error)
        except BaseException:  # Ctrl-C in a program of another's
            self._sink.give_up()
            self._writer.salvage()
            raise

    def _give_up(self, error: OutputError) -> None:
        self.wanted, self.failed = False, True
        if self._sink is not None:
            self._sink.give_up()
        if self._writer is not None and self._writer.salvage():
            self.written = self._path
            error = OutputError(f"{error} What was recorded until then is kept.")
        self._on_trouble(f"{error} The practice goes on without it.")
