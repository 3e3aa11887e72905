"""Just the numbers: photos and clips measured, without coaching."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from posecheck.engine.frame_table import FrameTable
from posecheck.engine.looks import fill_in
from posecheck.engine.options import InputOptions
from posecheck.engine.perceived import PerceivedRecording
from posecheck.engine.perceiver import PhotoPerceiver
from posecheck.engine.smoothing import MomentSmoother
from posecheck.engine.turning import PictureTurnedError, stop_if_turned, turned_note
from posecheck.errors import InputError
from posecheck.feedback.report.frame_table_writer import FrameTableWriter
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.moment import Moment
from posecheck.readable import readable
from posecheck.video.opening import open_file
from posecheck.video.source import FrameSource


class Measurer:
    """Measures photos and clips one after another; a context manager.

    All photos share one :class:`PhotoPerceiver`, which is opened with the first of them.

    Attributes
    ----------
    notes
        After :meth:`tabulate`: that the file was turned, and how its times were read where that is
        not plain, a sentence each.
    trouble
        After the moments of a source: one sentence if it is damaged, or does not show the person
        with the wanted number; else "".
    """

    def __init__(self, options: InputOptions | None = None) -> None:
        self._options = options or InputOptions()
        self._photos: PhotoPerceiver | None = None
        self.trouble = ""
        self.notes: tuple[str, ...] = ()
        self._is_settled = False

    def tabulate(
        self,
        path: Path,
        table: FrameTableWriter,
        progress: Callable[[FrameSource], None] = lambda _: None,
    ) -> None:
        """Measure a file, and write a row for each frame.

        A file that turns out to be upside down, or on its side, is turned and measured again.

        Parameters
        ----------
        progress
            Called after each frame.

        Raises
        ------
        InputError
            It cannot be read.
        """
        self.notes = ()
        try:
            self._tabulate(path, table, progress)
        except PictureTurnedError as turned:
            table.drop()
            again = replace(self._options, rotate=turned.rotate)
            with Measurer(again) as measurer:
                measurer._tabulate(path, table, progress)
                self.trouble = measurer.trouble
            self.notes = (turned_note(readable(path), turned.rotate), *measurer.notes)

    def _tabulate(
        self, path: Path, table: FrameTableWriter, progress: Callable[[FrameSource], None]
    ) -> None:
        """Write the rows of a file."""
        with open_file(path, self._options.reading) as source:
            table.hold()  # until it is known that the picture is the right way up
            for moment in self.moments(source):
                table.write(source.name, moment)
                progress(source)
                if self._is_settled:
                    table.release()
            table.release()
            self.notes = source.notes

    def moments(self, source: FrameSource) -> Iterator[Moment]:
        """What is seen and measured in each frame of a source.

        Raises
        ------
        PictureTurnedError
            It is upside down, or on its side.
        """
        self._is_settled = False
        if source.is_photo:
            self._photos = self._photos or PhotoPerceiver(self._options)
            shown = (self._photos.perceive(frame) for frame in source)
            yield from stop_if_turned(source.name, shown, lambda: 0)
            self._note_trouble(source, self._photos.missing_person)
            return
        with PerceivedRecording(source, self._options) as perceived:
            # the smoother holds moments back, but whether it is turned is told before
            for moment in fill_in(MomentSmoother().smooth_both_ways(perceived)):
                self._is_settled = perceived.perceiver.turn_is_settled
                yield moment
            self._note_trouble(source, perceived.perceiver.missing_person)

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
    with Measurer(options) as measurer:
        measurer.tabulate(Path(path), table)
        if measurer.trouble:
            raise InputError(measurer.trouble)
    return FrameTable(text.getvalue(), measurer.notes)
