"""The table of measurements as CSV, with the columns that `posecheck measure` promises."""

from __future__ import annotations

import csv
from typing import IO

from posecheck.feedback.report.columns import COLUMNS, describe_columns
from posecheck.feedback.report.frame_row import Row
from posecheck.feedback.report.frame_table_writer import FrameTableWriter


class FramesCsvWriter(FrameTableWriter):
    """Writes the table as CSV. An empty cell means that the value cannot be seen.

    The header row comes with the first frame: without frames nothing is written.

    Parameters
    ----------
    file
        An open text file.
    """

    def __init__(self, file: IO[str]) -> None:
        super().__init__()
        self._writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        self._has_header = False

    def _write_row(self, row: Row) -> None:
        if not self._has_header:
            self._writer.writeheader()
            self._has_header = True
        self._writer.writerow({name: _format(name, value) for name, value in row.items()})


_DECIMALS = {c.name: c.decimals for c in describe_columns().values() if c.kind == "number"}
"""Decimals of each column of numbers."""


FORMULA = ("=", "+", "-", "@")
"""With these a spreadsheet lets a formula begin. A file's name may begin so too."""


def _format(name: str, value: str | int | float) -> str | int | float:
    if isinstance(value, str):
        return f"./{value}" if name == "source" and value.startswith(FORMULA) else value
    return f"{value:.{_DECIMALS[name]}f}" if name in _DECIMALS else value
