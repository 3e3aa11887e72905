"""The numbers of every frame as files, in the formats that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Literal, Protocol

from posecheck.feedback.report.frame_table_writer import FrameTableWriter
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.moment import Moment
from posecheck.output.files import write_atomically, write_bytes_atomically

Export = Literal["parquet", "trc", "mot"]
"""A file that an analysis can write beside frames.csv: the same table as Parquet, the markers and
the angles for OpenSim."""

EXPORT_NAMES: dict[Export, str] = {
    "parquet": "frames.parquet",
    "trc": "markers.trc",
    "mot": "angles.mot",
}
"""What each of them is called; the names are those of
:data:`posecheck.output.partial.EXPORT_FILES`."""

TableFormat = Literal["csv", "parquet", "json"]
"""How ``posecheck measure`` can write its table."""


class MomentWriter(Protocol):
    """Writes what is known of each frame."""

    def write(self, source: str, moment: Moment, /) -> None:
        """Take in one frame."""
        ...


class _Several:
    """Hands each frame to several writers."""

    def __init__(self, writers: Sequence[MomentWriter]) -> None:
        self._writers = writers

    def write(self, source: str, moment: Moment, /) -> None:
        """Take in one frame."""
        for writer in self._writers:
            writer.write(source, moment)


def check_exports(exports: Sequence[Export]) -> None:
    """Check that such files can be written, before the work begins.

    Raises
    ------
    LibraryError
        The library of one of them is not installed.
    ValueError
        There is no such export.
    """
    for export in exports:
        if export not in EXPORT_NAMES:
            raise ValueError(f"exports are {', '.join(EXPORT_NAMES)}, not {export}")
    if "parquet" in exports:
        from posecheck.feedback.report.frames_parquet import check_parquet

        check_parquet()


@contextmanager
def write_frames(folder: Path, exports: Sequence[Export]) -> Iterator[MomentWriter]:
    """Write frames.csv and the other files that are wanted into a folder.

    They are complete at the end of the block; after an error in it none of them is there.
    """
    with ExitStack() as stack:
        file = stack.enter_context(write_atomically(folder / "frames.csv"))
        writers: list[MomentWriter] = [FramesCsvWriter(file)]
        for export in exports:
            writers.append(stack.enter_context(_write_export(folder / EXPORT_NAMES[export])))
        yield _Several(writers)


@contextmanager
def write_table(out: Path | None, form: TableFormat) -> Iterator[FrameTableWriter]:
    """Write the table of ``posecheck measure`` into a file, or to standard output.

    Parameters
    ----------
    out
        The file; None for standard output, where Parquet cannot be written.
    form
        The format.

    Raises
    ------
    OutputError
        It cannot be written.
    LibraryError
        The library of the format is not installed.
    """
    if form == "parquet":
        assert out is not None, "a Parquet file is not text"
        with _write_parquet(out) as writer:
            yield writer
        return
    with ExitStack() as stack:
        file = sys.stdout if out is None else stack.enter_context(write_atomically(out))
        if form == "csv":
            yield FramesCsvWriter(file)
            return
        from posecheck.feedback.report.frames_json import FramesJsonWriter

        document = FramesJsonWriter(file)
        yield document
        document.close()


@contextmanager
def _write_export(path: Path) -> Iterator[MomentWriter]:
    if path.suffix == ".parquet":
        with _write_parquet(path) as table:
            yield table
        return
    from posecheck.feedback.opensim.mot import MotWriter
    from posecheck.feedback.opensim.trc import TrcWriter

    with write_atomically(path) as file:
        writer = TrcWriter(file, path.name) if path.suffix == ".trc" else MotWriter(file)
        yield writer
        writer.close()


@contextmanager
def _write_parquet(path: Path) -> Iterator[FrameTableWriter]:
    from posecheck.feedback.report.frames_parquet import FramesParquetWriter

    with write_bytes_atomically(path) as file, closing(FramesParquetWriter(file)) as writer:
        yield writer
