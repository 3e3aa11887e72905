"""The table of measurements as one JSON document."""

from __future__ import annotations

import json
from typing import IO

from posecheck.feedback.report.columns import COLUMNS, describe_columns
from posecheck.feedback.report.frame_row import Row
from posecheck.feedback.report.frame_table_writer import FrameTableWriter

SCHEMA = 1
"""Version of the document's keys."""


class FramesJsonWriter(FrameTableWriter):
    """Writes ``{"schema": 1, "frames": [...]}``, an object a frame, a line each.

    Every frame has all columns; what cannot be seen is null. Numbers are rounded as in frames.csv.
    Nothing is written before the first frame. :meth:`close` completes the document.

    Parameters
    ----------
    file
        An open text file.
    """

    def __init__(self, file: IO[str]) -> None:
        super().__init__()
        self._file, self._has_begun = file, False
        self._decimals = {c.name: c.decimals for c in describe_columns().values()}

    def close(self) -> None:
        """Write the end of the document."""
        self._begin()
        self._file.write("\n ]\n}\n")

    def _begin(self) -> str:
        """Write the beginning, once; give what stands before the next frame."""
        if self._has_begun:
            return ",\n"
        self._has_begun = True
        self._file.write(f'{{\n "schema": {SCHEMA},\n "frames": [\n')
        return ""

    def _write_row(self, row: Row) -> None:
        frame = {
            name: round(value, self._decimals[name])
            if isinstance(value := row.get(name), float)
            else value
            for name in COLUMNS
        }
        self._file.write(f"{self._begin()}  {json.dumps(frame)}")
