"""The options of ``posecheck selftest``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posecheck.anatomy import SIDES, Side
from posecheck.cli.options.shared import (
    DEFAULT_CAMERA,
    CameraOption,
    MirroredInputOption,
    MirrorOption,
    ModelOption,
    OverwriteOption,
    PersonOption,
    QuietOption,
    RateOption,
    RotateOption,
    SoundFileOption,
    VoiceLogOption,
    VoiceOption,
    WindowOption,
)
from posecheck.cli.options.speed import SpeedOption
from posecheck.feedback.voice.rate import DEFAULT_RATE


@dataclass(frozen=True)
class SelfTestOptions:
    """Is my psoas tight? The guided test, both legs, hands-free.

    On your back, one knee to the chest, then that leg is straightened and lowered while the lower
    back stays flat. It says clear, tight, or cannot tell and why. A self-check, not a diagnosis.

    Examples:

      posecheck selftest

      posecheck selftest --camera http://192.168.1.20:8080/video --repeats 3

      posecheck selftest --video test.mp4 --leg left --json outcome.json

      posecheck selftest --video test.mp4 --json -
    """

    camera: CameraOption = DEFAULT_CAMERA
    video: Annotated[
        Path | None, typer.Option("--video", help="A recorded test instead of a camera.")
    ] = None
    leg: Annotated[
        str | None, typer.Option("--leg", help="Only that leg: left or right.", metavar="SIDE")
    ] = None
    repeats: Annotated[
        int, typer.Option("--repeats", min=1, max=3, help="Trials of each leg; the median counts.")
    ] = 1
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the outcome into that file; - prints it alone."),
    ] = None
    out: Annotated[
        Path | None,
        typer.Option("--out", help="With --video: folder for annotated video and report."),
    ] = None
    remember: Annotated[
        bool, typer.Option("--remember", help="With --video: keep the outcome in the history too.")
    ] = False
    mirror: MirrorOption = False
    window: WindowOption = True
    voice: VoiceOption = True
    quiet: QuietOption = False
    rate: RateOption = DEFAULT_RATE
    sound_file: SoundFileOption = None
    voice_log: VoiceLogOption = None
    overwrite: OverwriteOption = False
    rotate: RotateOption = None
    mirrored_input: MirroredInputOption = False
    speed: SpeedOption = None
    person: PersonOption = None
    model: ModelOption = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The legs to test.

        Raises
        ------
        typer.BadParameter
            It is neither left nor right.
        """
        if self.leg is None:
            return SIDES
        for side in SIDES:
            if self.leg.lower() == side:
                return (side,)
        raise typer.BadParameter(f"{self.leg} is no leg: left or right.", param_hint="--leg")
