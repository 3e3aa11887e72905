"""Voice and sounds as the live commands offer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from posecheck.cli.console import complain, stdout
from posecheck.errors import OutputError
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.log import write_voice_log
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.feedback.voice.voices import LiveVoice, RecordedVoice, SilentVoice, SpeakingVoice
from posecheck.interruption import held


@dataclass(frozen=True, kw_only=True)
class SpeakingOptions:
    """What is heard.

    Attributes
    ----------
    live
        Speak aloud; otherwise, for a recorded clip, only onto the sound file.
    voice
        Speak sentences; otherwise only tones and colours.
    quiet
        No sound at all.
    rate
        Spoken words a minute.
    sound_file, voice_log
        Files to write at the end: what was heard, and what was said, when and why.
    """

    live: bool = True
    voice: bool = True
    quiet: bool = False
    rate: int = DEFAULT_RATE
    sound_file: Path | None = None
    voice_log: Path | None = None


class Given(Protocol):
    """The options of a live command that say what is heard."""

    @property
    def voice(self) -> bool:
        """Speak sentences."""
        ...

    @property
    def quiet(self) -> bool:
        """No sound at all."""
        ...

    @property
    def rate(self) -> int:
        """Words a minute."""
        ...

    @property
    def sound_file(self) -> Path | None:
        """Where to record what is heard."""
        ...

    @property
    def voice_log(self) -> Path | None:
        """Where to write what was said."""
        ...


def speaking_options(given: Given) -> SpeakingOptions:
    """What is heard, as the user's options say."""
    return SpeakingOptions(
        voice=given.voice,
        quiet=given.quiet,
        rate=given.rate,
        sound_file=given.sound_file,
        voice_log=given.voice_log,
    )


@contextmanager
def announcing(
    options: SpeakingOptions, on_trouble: Callable[[str], None] = complain
) -> Iterator[Announcer]:
    """An announcer; at the end the files that were asked for are written.

    However the block ends, what was heard is kept; where it fails before the first frame, no file
    is made.

    Parameters
    ----------
    on_trouble
        Called with one sentence for each file that cannot be written.
    """
    track = SoundTrack()
    speaker = _voice(track, options)
    announcer = Announcer(speaker)
    ended = False
    try:
        with announcer:
            yield announcer
            ended = True
            if isinstance(speaker, LiveVoice | RecordedVoice) and speaker.trouble:
                stdout.print(speaker.trouble)
    finally:
        if ended or announcer.last_s > 0:
            with held():
                _write_files(options, track, announcer, on_trouble)


def _write_files(
    options: SpeakingOptions,
    track: SoundTrack,
    announcer: Announcer,
    on_trouble: Callable[[str], None],
) -> None:
    """Write the files that were asked for; one that fails takes no other along."""

    def write_sound(path: Path) -> None:
        track.write(path, announcer.last_s)

    def write_log(path: Path) -> None:
        write_voice_log(path, announcer.utterances)

    for path, write in ((options.sound_file, write_sound), (options.voice_log, write_log)):
        try:
            if path is not None:
                write(path)
        except OutputError as error:  # the practice itself is done and kept
            on_trouble(str(error))


def _voice(track: SoundTrack, options: SpeakingOptions) -> SpeakingVoice:

    if options.quiet:
        return SilentVoice()
    records = options.sound_file is not None
    if options.live:
        return LiveVoice(options.rate, voice=options.voice, track=track if records else None)
    if records:
        return RecordedVoice(track, options.rate, voice=options.voice)
    return SilentVoice()
