"""From text to samples, with the voices of the system; nothing leaves the machine.

A voice only makes samples; :mod:`posecheck.feedback.voice.player` plays them. So speech and tones
never overlap, a danger cuts off a sentence at once, and a recording holds exactly what was heard.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.feedback.voice.sounds import Samples, normalise_level, resample
from posecheck.libraries import explain_import_error
from posecheck.output.partial import remove_left_over_folders

SILENCE_SHARE = 0.01
"""Samples at both ends of a sentence below this share of the loudest are cut off: engines pad their
sentences with up to half a second of silence, which would delay the next sentence."""

FOLDER_PREFIX = "posecheck-voice"
"""How the names of temporary folders begin; the process number follows."""

SPEAK_TIMEOUT_S = 20.0
"""Longest wait for a sentence, in seconds; it takes a few hundredths."""


class VoiceError(PosecheckError):
    """There is no voice, or it failed; the message says what to do."""


class Voice(Protocol):
    """Something that can speak.

    Attributes
    ----------
    name
        The name of the voice.
    """

    name: str

    def speak(self, text: str) -> Samples:
        """Make the samples of a sentence.

        Raises
        ------
        VoiceError
            It cannot be spoken.
        """


def find_voice(rate: int = DEFAULT_RATE) -> Voice:
    """Find the system's voice; remove what killed programs left of theirs.

    Parameters
    ----------
    rate
        Words a minute.

    Raises
    ------
    VoiceError
        There is none; the message says how to install one.
    """
    remove_left_over_folders(Path(tempfile.gettempdir()), FOLDER_PREFIX)
    if sys.platform == "win32":
        return SapiVoice(rate)
    if sys.platform == "darwin":
        return CommandVoice("the system's voice", _say, rate)
    voice = CommandVoice("English (espeak-ng)", _espeak_ng, rate)
    voice.speak("Ready")  # one whose libraries or data are missing tells it here
    return voice


class SapiVoice:
    """The voices of Windows (SAPI 5), through pyttsx3. See :class:`Voice`.

    On Linux pyttsx3 is not used: its espeak driver ends its loop before the sentence is spoken and
    cancels what is queued meanwhile. Of 2,500 sentences five came at the wrong rate and one was
    silent.
    """

    def __init__(self, rate: int = DEFAULT_RATE) -> None:
        try:
            import pyttsx3

            self._engine = pyttsx3.init()
            self._engine.setProperty("rate", rate)
            self._choose_english()
        except Exception as error:  # COM raises errors of its own
            raise VoiceError(_install_hint()) from error

    def speak(self, text: str) -> Samples:
        """See :meth:`Voice.speak`."""
        with _sentence_file() as path:
            try:
                self._engine.save_to_file(text, str(path))
                self._engine.runAndWait()
            except Exception as error:  # COM raises errors of its own
                raise VoiceError(f"The voice {self.name} failed: {error}.") from error
            return read_wav(path)

    def _choose_english(self) -> None:
        """Choose the system's own voice if it is English; else the first that is.

        The sentences are English.
        """
        voices = list(self._engine.getProperty("voices"))
        current = self._engine.getProperty("voice")
        english = [v for v in voices if _is_english(v)]
        if not english:
            raise VoiceError(_install_hint())
        chosen = next((v for v in english if v.id == current), english[0])
        self._engine.setProperty("voice", chosen.id)
        self.name = str(chosen.name)


class CommandVoice:
    """A program that writes a sentence into a WAV file. See :class:`Voice`.

    ``say`` on macOS and ``espeak-ng`` on Linux. pyttsx3 has the voices of ``say`` too, but needs
    the whole of PyObjC (some 170 packages) and the run loop of the main thread for them.

    Parameters
    ----------
    name
        The name of the voice.
    arguments
        The command line for a sentence, as a function of file, text and rate.
    rate
        Words a minute.
    """

    def __init__(
        self, name: str, arguments: Callable[[Path, str, int], list[str]], rate: int
    ) -> None:
        self.name, self._arguments, self._rate = name, arguments, rate
        program = arguments(Path(), "", rate)[0]
        if shutil.which(program) is None:
            raise VoiceError(_install_hint())
        self._program = program

    def speak(self, text: str) -> Samples:
        """See :meth:`Voice.speak`."""
        with _sentence_file() as path:
            command = self._arguments(path, text, self._rate)
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=SPEAK_TIMEOUT_S)
            except (OSError, subprocess.SubprocessError) as error:
                raise VoiceError(_failure_of(self._program, error)) from error
            return read_wav(path)


@contextmanager
def _sentence_file() -> Iterator[Path]:
    """Where a sentence is written, in a folder that lasts no longer than its making."""
    try:
        with tempfile.TemporaryDirectory(
            prefix=f"{FOLDER_PREFIX}-{os.getpid()}-", ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder) / "sentence.wav"
    except OSError as error:  # no temporary folder can be made: its disk is full
        raise VoiceError(f"The voice cannot write a sentence: {error.strerror}.") from error


def _failure_of(program: str, error: OSError | subprocess.SubprocessError) -> str:
    """What a program that failed says itself, above all of a missing library."""
    words = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
    missing = explain_import_error(OSError(words)) if words else None
    last = words.splitlines()[-1] if words else str(error)
    return missing or f"The command `{program}` failed: {last.rstrip('.')}."


def _say(path: Path, text: str, rate: int) -> list[str]:
    form = ["--file-format=WAVE", "--data-format=LEI16@22050"]
    return ["say", "-r", str(rate), "-o", str(path), *form, "--", text]


def _espeak_ng(path: Path, text: str, rate: int) -> list[str]:
    return ["espeak-ng", "-v", "en", "-s", str(rate), "-w", str(path), "--", text]


def read_wav(path: Path) -> Samples:
    """Read a 16-bit WAV file as mono samples.

    The level is normalised, and the silence at both ends is cut off.

    Raises
    ------
    VoiceError
        There is no sound in it, or it is not 16-bit.
    """
    try:
        with wave.open(str(path)) as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            data = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise VoiceError("The voice gave no sound.") from error
    if width != 2:
        raise VoiceError(f"The voice gives {8 * width}-bit sound; 16-bit sound is needed.")
    samples = np.frombuffer(data, "<i2").astype(np.float32) / 32768
    samples = samples[: samples.size // channels * channels].reshape(-1, channels).mean(axis=1)
    loud = np.flatnonzero(np.abs(samples) > SILENCE_SHARE * np.abs(samples).max(initial=0.0))
    if not loud.size:
        raise VoiceError("The voice gave no sound.")
    return normalise_level(resample(samples[loud[0] : loud[-1] + 1], rate))


def _is_english(voice: object) -> bool:
    spoken = [str(language).lower() for language in getattr(voice, "languages", None) or []]
    identity = f"{getattr(voice, 'id', '')} {getattr(voice, 'name', '')}".lower()
    return any(s.startswith("en") for s in spoken) or (
        "english" in identity or "en-" in identity or "/en" in identity
    )


def _install_hint() -> str:
    """How to get a voice on this system, as a message for the user."""
    if sys.platform == "win32":
        return (
            "There is no English voice: add one under Settings, Time & language, Speech. "
            "Until then tones and colours show what to correct."
        )
    if sys.platform == "darwin":
        return (
            "The command `say` of macOS is missing. Until it is back tones and colours show what "
            "to correct."
        )
    return (
        "There is no voice: install espeak-ng (for example `sudo apt install espeak-ng`). "
        "Until then tones and colours show what to correct."
    )
