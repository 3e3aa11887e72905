"""The process that speaks and plays. If the speech engine hangs or crashes, only this process ends.

macOS needs the main thread for windows and also for speech; so each has a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from posecheck.feedback.voice.player import Player, PlayerError
from posecheck.feedback.voice.sounds import Samples, make_silence, make_tone
from posecheck.feedback.voice.speech import Voice, VoiceError, find_voice

PAUSE_AFTER_TONE_S = 0.15
"""Seconds of silence between a tone and the sentence after it."""

CACHED_SENTENCES = 100
"""How many sentences are kept as samples; an exercise has a few dozen."""


@dataclass(frozen=True)
class Settings:
    """First message to the process: the rate in words a minute, and what to look for."""

    rate: int
    with_voice: bool
    with_device: bool


@dataclass(frozen=True)
class Say:
    """Message to the process: play a sound, then speak a text.

    Attributes
    ----------
    number
        Comes back in :class:`Began`.
    sound
        Name of the sound; empty for none.
    text
        The sentence; empty for none.
    wants_samples
        Send the samples back, for a recording.
    aloud
        False makes the samples without playing them.
    """

    number: int
    sound: str
    text: str
    wants_samples: bool = False
    aloud: bool = True


@dataclass(frozen=True)
class Stop:
    """Message to the process: be silent at once."""


@dataclass(frozen=True)
class Ready:
    """First answer of the process: what it found.

    Attributes
    ----------
    voice, device
        Names; empty if there is none.
    voice_trouble, device_trouble
        If there is none, why and what to do about it.
    """

    voice: str
    device: str
    voice_trouble: str
    device_trouble: str


@dataclass(frozen=True, eq=False)
class Began:
    """Answer to a :class:`Say`: it has begun.

    Attributes
    ----------
    number
        The number of the message.
    seconds
        How long it takes.
    failed
        True if the voice did not speak.
    samples
        What is played, if the message asked for it.
    """

    number: int
    seconds: float
    failed: bool
    samples: Samples | None


class Speaker:
    """Makes the samples and plays them.

    Parameters
    ----------
    rate
        Words a minute.
    with_voice, with_device
        Whether to look for a voice and for a sound device.

    Attributes
    ----------
    ready
        What was found.
    """

    def __init__(self, rate: int, with_voice: bool, with_device: bool) -> None:
        self._voice: Voice | None = None
        self._player: Player | None = None
        self._sentences: dict[str, Samples] = {}
        voice_trouble = device_trouble = ""
        try:
            self._voice = find_voice(rate) if with_voice else None
        except VoiceError as error:
            voice_trouble = str(error)
        try:
            self._player = Player() if with_device else None
        except PlayerError as error:
            device_trouble = str(error)
        self.ready = Ready(
            voice=self._voice.name if self._voice else "",
            device=self._player.name if self._player else "",
            voice_trouble=voice_trouble,
            device_trouble=device_trouble,
        )

    def say(self, wanted: Say) -> Began:
        """Begin to play a sound and a text. It cuts off what is playing."""
        failed = False
        pieces = [make_tone(wanted.sound)] if wanted.sound else []
        if wanted.text and self._voice is not None:
            try:
                speech = self._make_sentence(wanted.text, self._voice)
                pieces += [make_silence(PAUSE_AFTER_TONE_S), speech] if pieces else [speech]
            except VoiceError:
                failed = True
        samples = np.concatenate(pieces) if pieces else make_silence(0.0)
        if self._player is not None and wanted.aloud:
            self._player.play(samples)
        seconds = samples.size / len(make_silence(1.0))
        return Began(wanted.number, seconds, failed, samples if wanted.wants_samples else None)

    def stop(self) -> None:
        """Be silent at once."""
        if self._player is not None:
            self._player.stop()

    def close(self) -> None:
        """Release the sound device."""
        if self._player is not None:
            self._player.close()

    def _make_sentence(self, text: str, voice: Voice) -> Samples:
        if text not in self._sentences:
            if len(self._sentences) >= CACHED_SENTENCES:
                self._sentences.pop(next(iter(self._sentences)))
            self._sentences[text] = voice.speak(text)
        return self._sentences[text]


def serve(connection: Connection) -> None:
    """Run the process: answer messages until the other end of the connection is closed.

    The first message is :class:`Settings`, and its answer :class:`Ready`.
    """
    settings: Settings = connection.recv()
    speaker = Speaker(settings.rate, settings.with_voice, settings.with_device)
    try:
        connection.send(speaker.ready)
        while True:
            match connection.recv():
                case Say() as wanted:
                    connection.send(speaker.say(wanted))
                case Stop():
                    speaker.stop()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the other end is closed
    finally:
        speaker.close()
