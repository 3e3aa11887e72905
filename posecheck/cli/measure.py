"""``posecheck measure``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import typer

from posecheck.cli.console import complain, progress_bar, short_name
from posecheck.cli.options.measure import MeasureOptions
from posecheck.cli.options.shared import input_options
from posecheck.engine.measured import Measurer, photos_and_clips
from posecheck.engine.options import InputOptions
from posecheck.errors import InputError, OutputError
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.interruption import check, held
from posecheck.output_files import write_atomically
from posecheck.video.opening import open_file


def measure(given: MeasureOptions) -> None:
    """Run the command."""
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
    measured = failed = 0
    with held(), ExitStack() as stack:  # a signal ends it between two frames
        progress = stack.enter_context(progress_bar())
        measurer = stack.enter_context(Measurer(options))
        # the file is opened last: it must be whole, and closed, before the rest ends
        table = FramesCsvWriter(stack.enter_context(_output(out)))
        for file in files:
            try:
                with open_file(file) as source, ExitStack() as clip:
                    task = progress.add_task(short_name(file), total=source.frame_count)
                    clip.callback(progress.remove_task, task)
                    for moment in measurer.moments(source):
                        table.write(str(file), moment)
                        progress.advance(task)
                        check()
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

    if out is None:
        yield sys.stdout
    else:
        with write_atomically(out) as file:
            yield file
