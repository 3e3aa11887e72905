"""Just the numbers: photos and clips measured, without coaching."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType

from posecheck.engine.background import read_ahead
from posecheck.engine.frame_table import FrameTable
from posecheck.engine.options import InputOptions
from posecheck.engine.perceiver import Perceiver, PhotoPerceiver
from posecheck.errors import InputError
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.moment import Moment
from posecheck.video.opening import open_file
from posecheck.video.source import FrameSource


class Measurer:
    """Measures photos and clips one after another; a context manager.

    All photos share one :class:`PhotoPerceiver`, which is opened with the first of them.

    Attributes
    ----------
    trouble
        After the moments of a source: one sentence if it is damaged, or does not show the person
        with the wanted number; else "".
    """

    def __init__(self, options: InputOptions | None = None) -> None:
        self._options = options
        self._photos: PhotoPerceiver | None = None
        self.trouble = ""

    def moments(self, source: FrameSource) -> Iterator[Moment]:
        """What is seen and measured in each frame of a source."""
        if source.is_photo:
            self._photos = self._photos or PhotoPerceiver(self._options)
            yield from (self._photos.perceive(frame) for frame in source)
            self._note_trouble(source, self._photos.missing_person)
            return
        with Perceiver(self._options) as perceiver, closing(read_ahead(source)) as frames:
            yield from (perceiver.perceive(frame) for frame in frames)
            self._note_trouble(source, perceiver.missing_person)

    def _note_trouble(self, source: FrameSource, missing_person: str) -> None:
        missing = f"In {source.name} {missing_person}." if missing_person else ""
        self.trouble = source.damage or missing

    def close(self) -> None:
        """Free what was opened. May be called more than once."""
        if self._photos is not None:
            self._photos.close()

    def __enter__(self) -> Measurer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def measure_file(path: Path | str, options: InputOptions | None = None) -> FrameTable:
    """Measure a photo or a clip: a row a frame.

    Raises
    ------
    InputError
        It cannot be read, or is damaged.
    ModelError
        A model is missing or damaged.
    """
    text = io.StringIO()
    table = FramesCsvWriter(text)
    with open_file(Path(path)) as source, Measurer(options) as measurer:
        for moment in measurer.moments(source):
            table.write(source.name, moment)
        if measurer.trouble:
            raise InputError(measurer.trouble)
    return FrameTable(text.getvalue())
