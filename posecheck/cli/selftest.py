"""``posecheck selftest``."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import IO

import typer

from posecheck.anatomy import Side
from posecheck.cli import selftest_run, selftest_text
from posecheck.cli.console import complain, stdout
from posecheck.cli.inputs import files_among, given_file
from posecheck.cli.options.selftest import SelfTestOptions
from posecheck.cli.options.shared import DEFAULT_CAMERA
from posecheck.errors import PosecheckError
from posecheck.interruption import held
from posecheck.output.claims import check_distinct, check_folder, claim_outputs
from posecheck.output.files import write_atomically
from posecheck.output.partial import RESULT_FILES
from posecheck.readable import readable, shown
from posecheck.tightness.session import SelfTest

STANDARD_OUTPUT = Path("-")
"""What ``--json`` is given to print the outcome. All else that is told goes to standard error then,
so that a program can read standard output."""


def selftest(given: SelfTestOptions) -> None:
    """Run the command."""
    sides = given.sides
    prints_json = given.json_file == STANDARD_OUTPUT
    if given.video is not None:
        given = replace(given, video=given_file(given.video, "--video"))
    _refuse_unused(given)
    outputs = {
        "--json": None if prints_json else given.json_file,
        "--sound-file": given.sound_file,
        "--voice-log": given.voice_log,
    }
    folder = selftest_run.result_folder(given)
    read = files_among(given.camera, given.video, given.model)
    if folder is not None:
        check_distinct(outputs | {f"--out ({name})": folder / name for name in RESULT_FILES})
        check_folder(folder, RESULT_FILES, inputs=read, overwrite=given.overwrite)
    output = sys.stdout
    with (
        held(),  # after the first signal all is saved, whatever comes next
        claim_outputs(outputs, inputs=read, overwrite=given.overwrite),
        redirect_stdout(sys.stderr) if prints_json else nullcontext(),
    ):
        _test(given, sides, output)


def _refuse_unused(given: SelfTestOptions) -> None:
    """Refuse options that would be without effect."""
    unused: dict[str, object]
    if given.video is None:
        unused = {"--out": given.out, "--speed": given.speed}
        needs = "needs --video"
    else:
        unused = {
            "--camera": None if given.camera == DEFAULT_CAMERA else given.camera,
            "--sound-file": given.sound_file,
            "--voice-log": given.voice_log,
        }
        needs = "is for a live test: leave out --video"
    for option, value in unused.items():
        if value is not None:
            raise PosecheckError(f"{option} {needs}.")


def _test(given: SelfTestOptions, sides: tuple[Side, ...], output: IO[str]) -> None:
    """Run the test, tell and keep its outcome; ``--json -`` goes to ``output``."""
    stopped, kept = None, True
    if given.video is None:
        test, end = selftest_run.run_live_test(given, sides)
        trouble, stopped, kept = end.lost, end.status, not end.unwritten
    else:
        test, trouble = selftest_run.run_recorded_test(given, sides)
    selftest_text.tell(test)
    if given.video is None or given.remember:
        source = "live" if given.video is None else readable(given.video.name)
        kept = selftest_text.remember(test, source) and kept
    if given.json_file == STANDARD_OUTPUT:
        _write_json(test, output)
    elif given.json_file is not None:
        with write_atomically(given.json_file) as file:
            _write_json(test, file)
        stdout.print(f"Outcome: {shown(given.json_file)}")
    if trouble:
        complain(trouble)
    if stopped is not None:
        raise typer.Exit(stopped)
    if trouble or not kept:
        raise typer.Exit(1)


def _write_json(test: SelfTest, file: IO[str]) -> None:
    json.dump(test.to_json(), file, indent=1)
    file.write("\n")
