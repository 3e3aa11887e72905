"""Voice and sounds as the live commands offer them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.console import complain, stdout
from posecheck.errors import OutputError
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.log import write_voice_log
from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.feedback.voice.speech import DEFAULT_RATE, FASTEST_RATE, SLOWEST_RATE
from posecheck.feedback.voice.voices import LiveVoice, RecordedVoice, SilentVoice, SpeakingVoice

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


@contextmanager
def announcing(
    *,
    live: bool = True,
    voice: bool = True,
    quiet: bool = False,
    rate: int = DEFAULT_RATE,
    sound_file: Path | None = None,
    voice_log: Path | None = None,
) -> Iterator[Announcer]:
    """An announcer as the options ask; at the end the files that were asked for are written.

    Args:
        live: speak aloud; otherwise, for a recorded clip, only onto the sound file.
    """
    track = SoundTrack()
    speaker = _voice(track, live, voice, quiet, rate, sound_file)
    announcer = Announcer(speaker)
    try:
        with announcer:
            yield announcer
            if isinstance(speaker, LiveVoice) and speaker.trouble:
                stdout.print(speaker.trouble, markup=False)
    finally:
        try:
            if sound_file is not None:
                track.write(sound_file, announcer.last_s)
            if voice_log is not None:
                write_voice_log(voice_log, announcer.utterances)
        except OutputError as error:  # the practice itself is done and kept
            complain(str(error))


def _voice(
    track: SoundTrack, live: bool, voice: bool, quiet: bool, rate: int, sound_file: Path | None
) -> SpeakingVoice:
    if quiet:
        return SilentVoice()
    if live:
        return LiveVoice(rate, voice=voice, track=track if sound_file else None)
    return RecordedVoice(track, rate, voice=voice) if sound_file else SilentVoice()
