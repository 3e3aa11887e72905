"""What all writers of the table of measurements have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod

from posecheck.feedback.report.frame_row import Row, make_row
from posecheck.moment import Moment


class FrameTableWriter(ABC):
    """Writes a row for each frame, in a format of its own."""

    def __init__(self) -> None:
        self._held: list[Row] | None = None

    def hold(self) -> None:
        """Keep what is written from now on back, until :meth:`release` or :meth:`drop`."""
        self._held = []

    def release(self) -> None:
        """Write what was held back, and hold back nothing more."""
        held, self._held = self._held or (), None
        for row in held:
            self._write_row(row)

    def drop(self) -> None:
        """Forget what was held back, and hold back nothing more."""
        self._held = None

    def write(self, source: str, moment: Moment) -> None:
        """Append the row of one frame.

        Parameters
        ----------
        source
            Name of the clip, photo or camera.
        moment
            What is known of the frame.
        """
        row = make_row(source, moment)
        if self._held is None:
            self._write_row(row)
        else:
            self._held.append(row)

    @abstractmethod
    def _write_row(self, row: Row) -> None:
        """Write a row now."""
