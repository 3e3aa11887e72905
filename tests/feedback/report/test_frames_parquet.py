"""The table as Parquet: the types of the columns, nulls, row groups, the same numbers as in CSV."""

from __future__ import annotations

import builtins
import io
import math
from dataclasses import replace

import numpy as np
import pandas
import pyarrow.parquet as parquet
import pytest
from made_coaching import make_moment
from skeletons import lying

from posecheck.errors import LibraryError
from posecheck.feedback.report.columns import COLUMNS, describe_columns
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.feedback.report.frames_parquet import (
    ROW_GROUP,
    FramesParquetWriter,
    check_parquet,
)
from posecheck.measures.table import Measurements
from posecheck.perception.breath.breath import Breath
from posecheck.video.frame import Frame

TYPES = {name: column.pandas_dtype for name, column in describe_columns().items()}
PIXELS = np.zeros((480, 640, 3), np.uint8)


def moments(count):
    """Frames; in every third one nobody is seen."""
    for number in range(count):
        moment = replace(make_moment(), frame=Frame(PIXELS, number / 7, number))
        if number % 3:
            values = {"knee_left": 60.04 + number / 100, "knee_right": math.nan}
            tolerances = {"knee_left": 7.77, "knee_right": 9.0}
            breath = Breath("in", math.nan, breath_ends_s=(1.0,))
            measured = Measurements(
                "supine", "side", 0.0, "left", values, tolerances, breath=breath
            )
            moment = replace(moment, body=lying(), measurements=measured)
        yield moment


def written(count):
    file = io.BytesIO()
    writer = FramesParquetWriter(file)
    for moment in moments(count):
        writer.write("clip.mp4", moment)
    writer.close()
    file.seek(0)
    return file


def as_csv(count):
    text = io.StringIO()
    writer = FramesCsvWriter(text)
    for moment in moments(count):
        writer.write("clip.mp4", moment)
    return io.StringIO(text.getvalue())


def test_pandas_loads_the_types_that_are_described():
    frames = pandas.read_parquet(written(9))
    assert {name: str(dtype) for name, dtype in frames.dtypes.items()} == TYPES
    assert tuple(frames.columns) == COLUMNS


def test_the_csv_loads_with_the_same_types_and_numbers():
    one, other = pandas.read_parquet(written(9)), pandas.read_csv(as_csv(9), dtype=TYPES)
    pandas.testing.assert_frame_equal(one, other, check_exact=True)


def test_what_cannot_be_seen_is_null():
    table = parquet.read_table(written(9))
    assert table["knee_right"].null_count == table["breath_rate"].null_count == 9
    assert table["knee_left"].null_count == table["posture"].null_count == 3
    assert table["source"].null_count == table["person"].null_count == 0
    assert table["breaths"].to_pylist()[:3] == [None, 1, 1]
    assert table["knee_left_tolerance"].to_pylist()[:2] == [None, 7.8]
    assert table["knee_right_tolerance"].null_count == 9  # a tolerance needs its value


def test_rows_are_written_in_groups_as_they_come():
    file = io.BytesIO()
    writer = FramesParquetWriter(file)
    sizes = []
    for moment in moments(2 * ROW_GROUP + 1):
        writer.write("clip.mp4", moment)
        sizes.append(file.tell())
    assert sizes[ROW_GROUP - 2] < sizes[ROW_GROUP] == sizes[2 * ROW_GROUP - 2] < sizes[-1]
    writer.close()
    found = parquet.ParquetFile(io.BytesIO(file.getvalue())).metadata
    assert [found.row_group(n).num_rows for n in range(found.num_row_groups)] == [
        ROW_GROUP,
        ROW_GROUP,
        1,
    ]


def test_rows_that_were_held_back_are_written_or_dropped():
    file = io.BytesIO()
    writer = FramesParquetWriter(file)
    first, second, third = moments(3)
    writer.hold()
    writer.write("clip.mp4", first)
    writer.drop()
    writer.hold()
    writer.write("clip.mp4", second)
    writer.release()
    writer.write("clip.mp4", third)
    writer.close()
    assert parquet.read_table(io.BytesIO(file.getvalue()))["frame"].to_pylist() == [1, 2]


def test_without_pyarrow_one_sentence_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def missing(name, *more):
        if name.startswith("pyarrow"):
            raise ImportError("No module named 'pyarrow'")
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(LibraryError, match=r'run `pip install "posecheck\[tables\]"`\.$'):
        check_parquet()
