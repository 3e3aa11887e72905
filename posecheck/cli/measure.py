"""``posecheck measure``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from posecheck.cli.console import complain, progress_bar, short_name, stderr
from posecheck.cli.inputs import files_of
from posecheck.cli.options.input import input_options
from posecheck.cli.options.measure import MeasureOptions
from posecheck.cli.streams import has_reader, output_trouble
from posecheck.engine.measured import Measurer
from posecheck.engine.options import InputOptions
from posecheck.errors import InputError, OutputError
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.interruption import check, held
from posecheck.output.claims import check_output, claim_outputs
from posecheck.output.files import write_atomically
from posecheck.video.source import FrameSource

if TYPE_CHECKING:
    from rich.progress import TaskID


def measure(given: MeasureOptions) -> None:
    """Run the command."""
    if given.out is None and output_trouble():
        raise OutputError(f"Cannot write to standard output, {output_trouble()}: add --out.")
    options = input_options(given)
    if given.out is not None:  # before folders are read and named
        check_output(given.out, overwrite=given.overwrite)
    files, missing = files_of(given.inputs)
    if not files:
        raise typer.Exit(2)
    read = [*files, *([given.model] if given.model else [])]
    with claim_outputs({"--out": given.out}, inputs=read, overwrite=given.overwrite):
        failed = _measure(files, options, given.out)
    if failed or missing:
        raise typer.Exit(1)


def _measure(files: Sequence[Path], options: InputOptions, out: Path | None) -> int:
    """Write a row for each frame; returns how many files failed."""
    measured = failed = 0
    with held(), ExitStack() as stack:  # a signal ends it between two frames
        progress = stack.enter_context(progress_bar())
        measurer = stack.enter_context(Measurer(options))
        # the file is opened last: it must be whole, and closed, before the rest ends
        table = FramesCsvWriter(stack.enter_context(_output(out)))
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
                complain(str(error))
                failed += 1
        if not measured:
            raise typer.Exit(2)  # before the file appears
    return failed


@contextmanager
def _output(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
    else:
        with write_atomically(out) as file:
            yield file
