"""The process that speaks and plays: an engine that hangs or crashes takes nothing with it.

macOS wants windows and speech in the main thread each; here each has its own.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from posecheck.feedback.voice.player import Player, PlayerError
from posecheck.feedback.voice.sounds import Samples, silence, tone
from posecheck.feedback.voice.speech import Voice, VoiceError, find_voice

PAUSE_AFTER_TONE_S = 0.15

KEPT_SENTENCES = 100
"""So many are kept as samples: an exercise has a few dozen."""


@dataclass(frozen=True)
class Say:
    """Play a sound (empty for none), then speak a text (likewise).

    ``wants_samples``: send back what is played, for a recording.
    ``aloud``: False makes the samples only.
    """

    number: int
    sound: str
    text: str
    wants_samples: bool = False
    aloud: bool = True


@dataclass(frozen=True)
class Stop:
    """Be silent at once."""


@dataclass(frozen=True)
class Ready:
    """What there is. ``voice`` and ``device`` are names, empty where there is none; then the
    matching ``trouble`` says what to do."""

    voice: str
    device: str
    voice_trouble: str
    device_trouble: str


@dataclass(frozen=True, eq=False)
class Began:
    """A :class:`Say` is being played now and takes ``seconds``. ``failed``: the voice did not
    speak."""

    number: int
    seconds: float
    failed: bool
    samples: Samples | None


class Speaker:
    """Makes the samples, and plays them."""

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
        failed = False
        pieces = [tone(wanted.sound)] if wanted.sound else []
        if wanted.text and self._voice is not None:
            try:
                speech = self._sentence(wanted.text, self._voice)
                pieces += [silence(PAUSE_AFTER_TONE_S), speech] if pieces else [speech]
            except VoiceError:
                failed = True
        samples = np.concatenate(pieces) if pieces else silence(0.0)
        if self._player is not None and wanted.aloud:
            self._player.play(samples)
        seconds = samples.size / len(silence(1.0))
        return Began(wanted.number, seconds, failed, samples if wanted.wants_samples else None)

    def stop(self) -> None:
        if self._player is not None:
            self._player.stop()

    def close(self) -> None:
        if self._player is not None:
            self._player.close()

    def _sentence(self, text: str, voice: Voice) -> Samples:
        if text not in self._sentences:
            if len(self._sentences) >= KEPT_SENTENCES:
                self._sentences.pop(next(iter(self._sentences)))
            self._sentences[text] = voice.speak(text)
        return self._sentences[text]


def serve(connection: Connection, rate: int, with_voice: bool, with_device: bool) -> None:
    """The process: obeys what comes until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us
    _be_quiet()
    speaker = Speaker(rate, with_voice, with_device)
    try:
        connection.send(speaker.ready)
        while True:
            match connection.recv():
                case Say() as wanted:
                    connection.send(speaker.say(wanted))
                case Stop():
                    speaker.stop()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the other end has gone
    finally:
        speaker.close()


def _be_quiet() -> None:
    """ALSA and pyttsx3 print to stdout and stderr, which are the user's."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
