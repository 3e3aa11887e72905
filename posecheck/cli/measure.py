"""``posecheck measure``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from posecheck.cli.console import (
    ModelOption,
    NoRollerOption,
    PersonOption,
    RollerOption,
    complain,
    progress_bar,
    roller_finders,
    short_name,
)
from posecheck.engine.pipeline import moments
from posecheck.errors import InputError, OutputError
from posecheck.feedback.report.frames_table import MeasurementTable
from posecheck.output_files import write_atomically
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.video.opening import VIDEO_SUFFIXES, open_file
from posecheck.video.photo import PHOTO_SUFFIXES


def measure(
    inputs: Annotated[list[Path], typer.Argument(help="Photos, clips, or folders of them.")],
    out: Annotated[Path | None, typer.Option("--out", help="CSV file; else printed.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the CSV file.")] = False,
    person: PersonOption = None,
    roller: RollerOption = None,
    no_roller: NoRollerOption = False,
    model: ModelOption = None,
) -> None:
    """Just the numbers: one row a frame, as CSV. Empty is cannot-see.

    Examples:

      posecheck measure photo.jpg

      posecheck measure clips/ photos/ --out numbers.csv
    """
    if out is not None and out.exists() and not overwrite:
        raise OutputError(f"{out} is already there: add --overwrite to replace it.")
    new_finder = roller_finders(roller, no_roller)
    failed = 0
    files: list[Path] = []
    for path in inputs:
        try:
            files += _expand(path)
        except InputError as error:
            complain(str(error))
            failed += 1
    measured = 0
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar())
        for_photos = _LazyEstimator(model, person)
        stack.callback(for_photos.close)
        # the file is opened last: it must be whole, and closed, before the rest ends
        table = MeasurementTable(stack.enter_context(_output(out))) if files else None
        for file in files:
            assert table is not None
            try:
                with open_file(file) as source, ExitStack() as clip:
                    estimator = (
                        for_photos.get()
                        if source.is_photo
                        else clip.enter_context(PoseEstimator(model=model, person=person))
                    )
                    task = progress.add_task(short_name(file), total=source.frame_count)
                    clip.callback(progress.remove_task, task)
                    for moment in moments(source, estimator, roller_finder=new_finder()):
                        table.write(str(file), moment)
                        progress.advance(task)
                measured += 1
                if source.damage:
                    raise InputError(source.damage)
            except InputError as error:
                complain(str(error))
                failed += 1
        if not measured:
            raise typer.Exit(2)
    if failed:
        raise typer.Exit(1)


class _LazyEstimator:
    """One estimator for all photos, made when the first one comes."""

    def __init__(self, model: Path | None, person: int | None) -> None:
        self._model, self._person = model, person
        self._estimator: PoseEstimator | None = None

    def get(self) -> PoseEstimator:
        if self._estimator is None:
            self._estimator = PoseEstimator("photo", model=self._model, person=self._person)
        return self._estimator

    def close(self) -> None:
        if self._estimator is not None:
            self._estimator.close()


def _expand(path: Path) -> list[Path]:
    """A file as it is; a folder as the photos and clips in it, by name."""
    if not path.is_dir():
        return [path]
    known = PHOTO_SUFFIXES | VIDEO_SUFFIXES
    found = sorted(p for p in path.iterdir() if p.suffix.lower() in known and p.is_file())
    if not found:
        raise InputError(f"The folder {path} holds no photos or clips.")
    return found


@contextmanager
def _output(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
    else:
        with write_atomically(out) as file:
            yield file
