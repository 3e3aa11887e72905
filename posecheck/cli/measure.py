"""``posecheck measure``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from posecheck.cli.console import complain, progress_bar, short_name
from posecheck.cli.options import (
    ModelOption,
    NoRollerOption,
    PersonOption,
    RollerOption,
    input_options,
)

if TYPE_CHECKING:
    from posecheck.engine.options import InputOptions


@dataclass(frozen=True)
class MeasureOptions:
    """Just the numbers: one row a frame, as CSV. Empty is cannot-see.

    Examples:

      posecheck measure photo.jpg

      posecheck measure clips/ photos/ --out numbers.csv
    """

    inputs: Annotated[list[Path], typer.Argument(help="Photos, clips, or folders of them.")]
    out: Annotated[Path | None, typer.Option("--out", help="CSV file; else printed.")] = None
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the CSV file.")] = False
    person: PersonOption = None
    roller: RollerOption = None
    no_roller: NoRollerOption = False
    model: ModelOption = None


def measure(given: MeasureOptions) -> None:
    """Run the command."""
    from posecheck.errors import OutputError

    if given.out is not None and given.out.exists() and not given.overwrite:
        raise OutputError(f"{given.out} is already there: add --overwrite to replace it.")
    options = input_options(
        person=given.person, model=given.model, roller=given.roller, no_roller=given.no_roller
    )
    files, missing = _files(given.inputs)
    measured, failed = _measure(files, options, given.out) if files else (0, 0)
    if not measured:
        raise typer.Exit(2)
    if failed or missing:
        raise typer.Exit(1)


def _files(inputs: Sequence[Path]) -> tuple[list[Path], int]:
    """The photos and clips among the inputs, and how many inputs hold none."""
    from posecheck.engine.measured import photos_and_clips
    from posecheck.errors import InputError

    files: list[Path] = []
    missing = 0
    for path in inputs:
        try:
            files += photos_and_clips(path)
        except InputError as error:
            complain(str(error))
            missing += 1
    return files, missing


def _measure(files: Sequence[Path], options: InputOptions, out: Path | None) -> tuple[int, int]:
    """Write a row for each frame; returns how many files were measured, and how many failed."""
    from posecheck.engine.measured import Measurer
    from posecheck.errors import InputError
    from posecheck.feedback.report.frames_table import MeasurementTable
    from posecheck.video.opening import open_file

    measured = failed = 0
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar())
        measurer = stack.enter_context(Measurer(options))
        # the file is opened last: it must be whole, and closed, before the rest ends
        table = MeasurementTable(stack.enter_context(_output(out)))
        for file in files:
            try:
                with open_file(file) as source, ExitStack() as clip:
                    task = progress.add_task(short_name(file), total=source.frame_count)
                    clip.callback(progress.remove_task, task)
                    for moment in measurer.moments(source):
                        table.write(str(file), moment)
                        progress.advance(task)
                measured += 1
                if source.damage:
                    raise InputError(source.damage)
            except InputError as error:
                complain(str(error))
                failed += 1
        if not measured:
            raise typer.Exit(2)  # before the file appears
    return measured, failed


@contextmanager
def _output(out: Path | None) -> Iterator[IO[str]]:
    from posecheck.output_files import whole_file

    if out is None:
        yield sys.stdout
    else:
        with whole_file(out) as file:
            yield file
