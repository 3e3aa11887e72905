"""The table of measurements as a Parquet file, which keeps the types of its columns."""

from __future__ import annotations

import json
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any

from posecheck.errors import LibraryError
from posecheck.feedback.report.columns import COLUMNS, Column, describe_columns
from posecheck.feedback.report.frame_row import Row
from posecheck.feedback.report.frame_table_writer import FrameTableWriter

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 1000
"""Frames that are written together: half a minute at 30 frames a second, half a megabyte of memory.
However long the recording is, no more rows than these are kept."""

MISSING = (
    "Parquet files need the package pyarrow, which is not installed: run "
    '`pip install "posecheck[tables]"`.'
)
"""What is said where pyarrow is not installed."""


def check_parquet() -> None:
    """Check that Parquet files can be written, before the work for one begins.

    Raises
    ------
    LibraryError
        pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401 - it takes long to load, and is an extra
    except ImportError as error:
        raise LibraryError(MISSING) from error


class FramesParquetWriter(FrameTableWriter):
    """Writes the table as Parquet, in row groups of :data:`ROW_GROUP` frames.

    What cannot be seen is null. Numbers are rounded as in frames.csv. :meth:`close` completes the
    file.

    Parameters
    ----------
    file
        A file that is open for writing bytes.

    Raises
    ------
    LibraryError
        pyarrow is not installed.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        check_parquet()
        import pyarrow.parquet as parquet

        self._described = describe_columns()
        self._schema = _schema(self._described)
        self._writer = parquet.ParquetWriter(file, self._schema)
        self._rows: list[Row] = []

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        with closing(self._writer):
            self._write_group()

    def _write_row(self, row: Row) -> None:
        self._rows.append({name: self._rounded(name, value) for name, value in row.items()})
        if len(self._rows) == ROW_GROUP:
            self._write_group()

    def _rounded(self, name: str, value: str | int | float) -> str | int | float:
        column = self._described[name]
        return value if column.kind != "number" else round(float(value), column.decimals)

    def _write_group(self) -> None:
        import pyarrow as pa

        if self._rows:
            columns = {name: [row.get(name) for row in self._rows] for name in COLUMNS}
            self._writer.write_table(pa.table(columns, schema=self._schema))
            self._rows.clear()


def _schema(described: dict[str, Column]) -> pa.Schema:
    import pyarrow as pa

    types = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64()}
    fields = [(name, types[column.kind]) for name, column in described.items()]
    return pa.schema(fields, metadata={"pandas": json.dumps(_pandas_metadata(described))})


def _pandas_metadata(described: dict[str, Column]) -> dict[str, Any]:
    """Tell pandas the types to load, as pandas itself does (its "storing metadata").

    Without it whole numbers that may be empty become numbers with decimals.
    """
    kinds = {"text": "unicode", "whole": "int64", "number": "float64"}
    return {
        "columns": [
            {
                "name": name,
                "field_name": name,
                "pandas_type": kinds[column.kind],
                "numpy_type": column.pandas_dtype,
                "metadata": None,
            }
            for name, column in described.items()
        ],
        "index_columns": [],
        "column_indexes": [],
    }
