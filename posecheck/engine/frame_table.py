"""The numbers of every frame of a video, as rows: what frames.csv holds."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from posecheck.feedback.report.columns import describe_columns
from posecheck.output.claims import claim_outputs
from posecheck.output.files import write_atomically

_DESCRIBED = describe_columns()
"""The description of each column, by name."""

TEXT_COLUMNS = frozenset(name for name, c in _DESCRIBED.items() if c.kind == "text")
"""The columns that hold text; all others hold numbers."""


class FrameTable:
    """Rows of numbers, one a frame, with the columns that `posecheck measure` promises.

    Iterating, or an index, gives a dict a frame: text as text, numbers as float, NaN for
    cannot-see.

    Parameters
    ----------
    csv
        The table as CSV: its text, or its file, which is read when it is first asked for.
    notes
        How the times were read where that is not plain (slow motion, joined clips), and whether
        the picture was turned, a sentence each.
    """

    def __init__(self, csv: str | Path, notes: tuple[str, ...] = ()) -> None:
        self._csv, self.notes = csv, notes

    @cached_property
    def _text(self) -> str:
        if not isinstance(self._csv, Path):
            return self._csv
        with self._csv.open(encoding="utf-8", newline="") as file:
            return file.read()

    @cached_property
    def _records(self) -> list[str]:
        """The CSV of each frame. A source's name may hold line breaks, so it may be many lines."""
        lines = io.StringIO(self._text).readlines()
        reader, first, records = csv.reader(lines), 0, []
        for _ in reader:
            records.append("".join(lines[first : reader.line_num]))
            first = reader.line_num
        return records[1:]  # behind the header

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(next(csv.reader(io.StringIO(self._text)), ()))

    def to_dataframe(self) -> Any:
        """A pandas DataFrame, a row a frame. Needs pandas, which posecheck does not install.

        Its types are those of ``docs/columns.md``, also of columns that are empty throughout.

        Raises
        ------
        ImportError
            pandas is not installed.
        """
        try:
            import pandas  # type: ignore[import-untyped, unused-ignore]
        except ImportError as error:
            raise ImportError("to_dataframe() needs pandas: pip install pandas") from error
        types = {name: column.pandas_dtype for name, column in _DESCRIBED.items()}
        return pandas.read_csv(io.StringIO(self._text), dtype=types)

    def to_csv(self, path: Path | str, *, overwrite: bool = False) -> None:
        """Write the table into a file.

        Parameters
        ----------
        path
            The file.
        overwrite
            Whether a file that is there may be replaced; never the clip or photo itself.

        Raises
        ------
        OutputError
            It cannot be written, or must not be replaced.
        """
        target = Path(path)
        rows = csv.DictReader(io.StringIO(self._text))
        read = [Path(source) for source in {row["source"] for row in rows}]
        with (
            claim_outputs({"path": target}, inputs=read, overwrite=overwrite),
            write_atomically(target) as file,
        ):
            file.write(self._text)

    def __iter__(self) -> Iterator[dict[str, str | float]]:
        for row in csv.DictReader(io.StringIO(self._text)):
            yield {name: _value(name, cell) for name, cell in row.items()}

    def __getitem__(self, number: int) -> dict[str, str | float]:
        cells = next(csv.reader(io.StringIO(self._records[number])))
        return {name: _value(name, cell) for name, cell in zip(self.columns, cells, strict=True)}

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        return f"<FrameTable: {len(self)} frames, {len(self.columns)} columns>"


def _value(name: str, cell: str) -> str | float:
    if name in TEXT_COLUMNS:
        return cell
    return float(cell) if cell else math.nan
