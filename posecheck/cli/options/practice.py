"""The options of ``posecheck practice``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options.names import exercises_and_programmes
from posecheck.cli.options.shared import (
    DEFAULT_CAMERA,
    CameraOption,
    HoldOption,
    MirroredInputOption,
    MirrorOption,
    ModelOption,
    NoRollerOption,
    OverwriteOption,
    PersonOption,
    QuietOption,
    RateOption,
    RollerOption,
    RotateOption,
    SoundFileOption,
    VoiceLogOption,
    VoiceOption,
    WindowOption,
)
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

    what: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="A programme or an exercise.",
            autocompletion=exercises_and_programmes,
        ),
    ] = ""
    short: Annotated[bool, typer.Option("--short", help="6 minutes, when already warm.")] = False
    full: Annotated[bool, typer.Option("--full", help="Everything.")] = False
    stretch: Annotated[
        bool, typer.Option("--stretch", help="The stretches, morning or evening, while warm.")
    ] = False
    camera: CameraOption = DEFAULT_CAMERA
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
    rotate: RotateOption = None
    mirrored_input: MirroredInputOption = False
    overwrite: OverwriteOption = False
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
