"""``posecheck practice``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.console import complain, stdout
from posecheck.cli.options import (
    CameraOption,
    HoldOption,
    MirrorOption,
    ModelOption,
    NoRollerOption,
    PersonOption,
    QuietOption,
    RateOption,
    RollerOption,
    SoundFileOption,
    VoiceLogOption,
    VoiceOption,
    WindowOption,
    input_options,
)
from posecheck.cli.speaking import speaking_options
from posecheck.feedback.voice.rate import DEFAULT_RATE


@dataclass(frozen=True)
class PracticeOptions:
    """Practise live in front of a camera, hands-free: today's programme, or one exercise.

    One arm held up to the ceiling pauses and goes on; getting up pauses. Keys: space pause,
    n next, b back, s skip side, d danger, h help, q end.

    Examples:

      posecheck practice

      posecheck practice --short --hold 45

      posecheck practice low_lunge --camera http://192.168.1.20:8080/video
    """

    what: Annotated[str, typer.Argument(metavar="[NAME]", help="A programme or an exercise.")] = ""
    short: Annotated[bool, typer.Option("--short", help="5 minutes, when already warm.")] = False
    full: Annotated[bool, typer.Option("--full", help="Everything.")] = False
    stretch: Annotated[
        bool, typer.Option("--stretch", help="The stretches, morning or evening, while warm.")
    ] = False
    camera: CameraOption = "0"
    hold: HoldOption = None
    checklist: Annotated[
        bool, typer.Option("--checklist/--no-checklist", help="Begin with the checklist.")
    ] = True
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Keep the annotated video; else no picture is kept."),
    ] = None
    mirror: MirrorOption = False
    window: WindowOption = True
    voice: VoiceOption = True
    quiet: QuietOption = False
    rate: RateOption = DEFAULT_RATE
    sound_file: SoundFileOption = None
    voice_log: VoiceLogOption = None
    person: PersonOption = None
    roller: RollerOption = None
    no_roller: NoRollerOption = False
    model: ModelOption = None

    @property
    def name(self) -> str:
        """The programme or exercise that is asked for.

        Raises
        ------
        typer.BadParameter
            Several are.
        """
        flags = {"short": self.short, "full": self.full, "stretch": self.stretch}
        named = [name for name, wanted in flags.items() if wanted]
        named += [self.what] if self.what else []
        if len(named) > 1:
            raise typer.BadParameter("give one programme or exercise, or one of the options for it")
        return named[0] if named else "daily"


def practice(given: PracticeOptions) -> None:
    """Run the command."""
    from posecheck.cli import practice_text, questions
    from posecheck.cli.live import LiveOptions, run_live
    from posecheck.engine.practice_run import PracticeRun
    from posecheck.engine.recorder import Recorder
    from posecheck.history.records import EndReason

    options = LiveOptions(
        camera=given.camera,
        input=input_options(
            person=given.person, model=given.model, roller=given.roller, no_roller=given.no_roller
        ),
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
            practice_text.ask_afterwards(run)
    if recorder.written is not None:
        stdout.print(f"The video: {recorder.written}", markup=False)
    if end.lost:
        complain(end.lost)
    if end.lost or run.keeper.failed or recorder.failed:
        raise typer.Exit(1)
