"""``posecheck practice``."""

from __future__ import annotations

import typer

from posecheck.cli import practice_text, questions
from posecheck.cli.console import complain, stdout
from posecheck.cli.inputs import files_among
from posecheck.cli.live import LiveOptions, run_live
from posecheck.cli.options.input import input_options
from posecheck.cli.options.practice import PracticeOptions
from posecheck.cli.speaking import speaking_options
from posecheck.engine.practice_run import PracticeRun
from posecheck.engine.recorder import Recorder
from posecheck.history.records import EndReason
from posecheck.interruption import held
from posecheck.output.claims import claim_outputs
from posecheck.readable import shown


def practice(given: PracticeOptions) -> None:
    """Run the command."""
    outputs = {
        "--record": given.record,
        "--sound-file": given.sound_file,
        "--voice-log": given.voice_log,
    }
    read = files_among(given.camera, given.what, given.model)
    with (
        held(),  # after the first signal all is saved, whatever comes next
        claim_outputs(outputs, inputs=read, overwrite=given.overwrite),
    ):
        _practise(given)


def _practise(given: PracticeOptions) -> None:
    options = LiveOptions(
        camera=given.camera,
        input=input_options(given),
        speaking=speaking_options(given),
        window=given.window,
        mirrored=given.mirror,
    )
    recorder = Recorder(given.record, complain)
    with PracticeRun(
        given.name,
        hold_s=given.hold,
        with_checklist=given.checklist,
        ask_soreness=questions.ask_soreness if questions.can_ask() else None,
        ask_danger=questions.ask_danger if questions.can_ask() else None,
        on_trouble=complain,
    ) as run:
        end = run_live(
            run.practice,
            options,
            recorder,
            (run, practice_text.Teller()),
            lambda: practice_text.introduce(run, given.hold),
        )
        if end.frames:
            run.end(EndReason.CAMERA_LOST if end.lost else None)
        practice_text.summarize(run.practice, end)
        if end.frames:
            practice_text.tell_saved(run)
            if end.status is None:
                practice_text.ask_afterwards(run)
    if recorder.written is not None:
        stdout.print(f"The video: {shown(recorder.written)}")
    if end.lost:
        complain(end.lost)
    if end.status is not None:
        raise typer.Exit(end.status)
    if end.lost or end.unwritten or run.keeper.failed or recorder.failed:
        raise typer.Exit(1)
