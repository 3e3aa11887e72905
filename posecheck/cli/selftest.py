"""``posecheck selftest``."""

from __future__ import annotations

import json

import typer

from posecheck.anatomy import Side
from posecheck.cli import selftest_run, selftest_text
from posecheck.cli.console import complain, stdout
from posecheck.cli.options.selftest import SelfTestOptions
from posecheck.errors import OutputError
from posecheck.interruption import held
from posecheck.output_files import write_atomically


def selftest(given: SelfTestOptions) -> None:
    """Run the command."""
    sides = given.sides
    if given.json_file is not None and given.json_file.exists() and not given.overwrite:
        raise OutputError(f"{given.json_file} is already there: add --overwrite to replace it.")
    with held():  # after the first signal all is saved, whatever comes next
        _run(given, sides)


def _run(given: SelfTestOptions, sides: tuple[Side, ...]) -> None:
    stopped, kept = None, True
    if given.video is None:
        test, end = selftest_run.run_live_test(given, sides)
        trouble, stopped, kept = end.lost, end.status, not end.unwritten
    else:
        test, trouble = selftest_run.run_recorded_test(given, sides)
    selftest_text.tell(test)
    if given.video is None or given.remember:
        source = "live" if given.video is None else given.video.name
        kept = selftest_text.remember(test, source) and kept
    if given.json_file is not None:
        with write_atomically(given.json_file) as file:
            json.dump(test.to_json(), file, indent=1)
            file.write("\n")
        stdout.print(f"Outcome: {given.json_file}", markup=False)
    if trouble:
        complain(trouble)
    if stopped is not None:
        raise typer.Exit(stopped)
    if trouble or not kept:
        raise typer.Exit(1)
