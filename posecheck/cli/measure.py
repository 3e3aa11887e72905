"""``posecheck measure``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from posecheck.cli.console import complain_of, progress_bar, short_name, stderr
from posecheck.cli.inputs import files_of
from posecheck.cli.options.input import input_options
from posecheck.cli.options.measure import MeasureOptions
from posecheck.cli.streams import has_reader, output_trouble
from posecheck.engine.exports import TableFormat, check_exports, write_table
from posecheck.engine.measured import Measurer
from posecheck.engine.options import InputOptions
from posecheck.errors import InputError, OutputError, PosecheckError
from posecheck.interruption import check, held
from posecheck.output.claims import check_output, claim_outputs
from posecheck.readable import readable
from posecheck.video.source import FrameSource

if TYPE_CHECKING:
    from rich.progress import TaskID

FORMATS: dict[str, TableFormat] = {
    "": "csv", ".csv": "csv", ".parquet": "parquet", ".json": "json"
}  # fmt: skip
"""The format of a table, by the end of its file's name."""


def measure(given: MeasureOptions) -> None:
    """Run the command."""
    if given.out is None and output_trouble():
        raise OutputError(f"Cannot write to standard output, {output_trouble()}: add --out.")
    options, form = input_options(given), _table_format(given)
    if given.out is not None:  # before folders are read and named
        check_output(given.out, overwrite=given.overwrite)
    files, missing = files_of(given.inputs)
    if not files:
        raise typer.Exit(2)
    read = [*files, *([given.model] if given.model else [])]
    with claim_outputs({"--out": given.out}, inputs=read, overwrite=given.overwrite):
        failed = _measure(files, options, given.out, form)
    if failed or missing:
        raise typer.Exit(1)


def _table_format(given: MeasureOptions) -> TableFormat:
    """How the table is to be written, checked before the work begins."""
    asked = given.table_format
    if given.as_json:
        if asked not in (None, "json"):
            raise PosecheckError(f"Choose one of --json and --format {asked}.")
        asked = "json"
    form = _format_by_name(given.out) if asked is None else cast(TableFormat, asked)
    if form == "parquet":
        check_exports(["parquet"])
        if given.out is None:
            raise OutputError("A Parquet file is not text: name it with --out.")
    return form


def _format_by_name(out: Path | None) -> TableFormat:
    """The format that the end of the file's name says; CSV where it says nothing."""
    if out is None:
        return "csv"
    form = FORMATS.get(out.suffix.lower())
    if form is None:
        raise OutputError(
            f"A table cannot be written as {readable(out.suffix)}: let the name of --out end with "
            ".csv, .parquet or .json, or add --format."
        )
    return form


def _measure(
    files: Sequence[Path], options: InputOptions, out: Path | None, form: TableFormat
) -> int:
    """Write a row for each frame; returns how many files failed."""
    measured = failed = 0
    with held(), ExitStack() as stack:  # a signal ends it between two frames
        progress = stack.enter_context(progress_bar())
        measurer = stack.enter_context(Measurer(options))
        # the file is opened last: it must be whole, and closed, before the rest ends
        table = stack.enter_context(write_table(out, form))
        for file in files:
            try:
                with ExitStack() as clip:
                    task = progress.add_task(short_name(file), total=None)
                    clip.callback(progress.remove_task, task)

                    def show(source: FrameSource, task: TaskID = task) -> None:
                        progress.update(task, total=source.frame_count, advance=1)
                        if out is None and not has_reader():
                            raise typer.Exit  # `| head` has seen enough
                        check()

                    measurer.tabulate(file, table, show)
                measured += 1
                for note in measurer.notes:
                    stderr.print(note, markup=False)  # standard output may hold the numbers
                if measurer.trouble:
                    raise InputError(measurer.trouble)
            except InputError as error:
                complain_of(error)
                failed += 1
        if not measured:
            raise typer.Exit(2)  # before the file appears
    return failed
