"""Options that several commands share. Nothing heavy is imported here: ``--help`` reads it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from posecheck.feedback.voice.rate import FASTEST_RATE, SLOWEST_RATE


def _check_quarter_turn(degrees: int | None) -> int | None:
    if degrees not in (None, 0, 90, 180, 270):
        raise typer.BadParameter(f"{degrees} is no quarter turn: 0, 90, 180 or 270.")
    return degrees


DEFAULT_CAMERA = "0"
"""The first camera of this machine."""

CameraOption = Annotated[
    str, typer.Option("--camera", help="Index, device path, or a network camera's URL.")
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Another pose landmarker bundle (official lite, full, heavy)."),
]
PersonOption = Annotated[
    int | None,
    typer.Option(
        "--person",
        min=1,
        help="Whom to follow, counted from the left; by default the one on the floor.",
    ),
]
MirrorOption = Annotated[
    bool, typer.Option("--mirror", help="Show the picture as a mirror; sides stay your own.")
]
RotateOption = Annotated[
    int | None,
    typer.Option(
        "--rotate",
        metavar="0|90|180|270",
        callback=_check_quarter_turn,
        help="Turn the picture clockwise by so many degrees.",
    ),
]
MirroredInputOption = Annotated[
    bool,
    typer.Option("--mirrored-input", help="The film is a mirror image, as selfie cameras make it."),
]


def _refuse_nan(seconds: float | None) -> float | None:
    """Refuse "nan", which is neither below the least nor above the greatest number."""
    if seconds is not None and math.isnan(seconds):
        raise typer.BadParameter("nan is not a number of seconds.")
    return seconds


HoldOption = Annotated[
    float | None,
    typer.Option(
        "--hold", min=1, max=600, help="Seconds to hold a position.", callback=_refuse_nan
    ),
]
RollerOption = Annotated[
    str | None,
    typer.Option(
        "--roller",
        metavar="X1,Y1,X2,Y2",
        help="The roller's two ends in pixels of the first frame as shown; it is followed.",
    ),
]
NoRollerOption = Annotated[
    bool, typer.Option("--no-roller", help="Do not look for a roller; its checks cannot see.")
]
WindowOption = Annotated[bool, typer.Option(help="Show a window if there is a screen.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace results.")]

VoiceOption = Annotated[
    bool, typer.Option("--voice/--no-voice", help="Speak, or only tones and colours.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No sound at all; the screen alone.")]
RateOption = Annotated[
    int,
    typer.Option("--rate", min=SLOWEST_RATE, max=FASTEST_RATE, help="Spoken words a minute."),
]
SoundFileOption = Annotated[
    Path | None, typer.Option("--sound-file", help="Record what is heard into this WAV file.")
]
VoiceLogOption = Annotated[
    Path | None,
    typer.Option("--voice-log", help="Write what was said, when and why, into this CSV file."),
]
