"""Text to samples with the voices that the system has; nothing leaves the machine.

The voice only makes samples: playing them is :mod:`posecheck.feedback.voice.player`'s work, so that
speech and tones never overlap, a danger cuts off a sentence at once, and a recording holds
exactly what was heard.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Protocol

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.feedback.voice.sounds import Samples, levelled, resampled

SILENCE = 0.01
"""Below this share of the loudest the voice has not begun or is over: engines pad their
sentences by up to half a second, which would only hold up the next."""


class VoiceError(PosecheckError):
    """There is no voice; the message says how to install one."""


class Voice(Protocol):
    """Something that can speak."""

    name: str

    def speak(self, text: str) -> Samples:
        """The sentence as samples. Raises VoiceError if it cannot be spoken."""


def find_voice(rate: int = DEFAULT_RATE) -> Voice:
    """The system's voice.

    Args:
        rate: words a minute.

    Raises:
        VoiceError: there is none.
    """
    return SayVoice(rate) if sys.platform == "darwin" else Pyttsx3Voice(rate)


class Pyttsx3Voice:
    """SAPI 5 on Windows, espeak-ng on Linux."""

    def __init__(self, rate: int = DEFAULT_RATE) -> None:
        try:
            import pyttsx3

            self._engine = pyttsx3.init()
            self._engine.setProperty("rate", rate)
            self._choose_english()
        except Exception as error:  # each of its drivers raises something else
            raise VoiceError(_how_to_install()) from error
        self._folder = tempfile.TemporaryDirectory(prefix="posecheck-voice-")

    def speak(self, text: str) -> Samples:
        path = Path(self._folder.name) / "sentence.wav"
        path.unlink(missing_ok=True)
        try:
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
        except Exception as error:  # as above
            raise VoiceError(f"The voice {self.name} failed: {error}.") from error
        return read_wav(path)

    def _choose_english(self) -> None:
        """The sentences are English: the system's own voice if it is, else the first that is."""
        voices = list(self._engine.getProperty("voices"))
        current = self._engine.getProperty("voice")
        english = [v for v in voices if _is_english(v)]
        if not english:
            raise VoiceError(_how_to_install())
        chosen = next((v for v in english if v.id == current), english[0])
        self._engine.setProperty("voice", chosen.id)
        self.name = str(chosen.name)


class SayVoice:
    """macOS's own ``say``: the same voices as pyttsx3 has there, which needs the whole of
    PyObjC (some 170 packages) and the main thread's run loop for them."""

    name = "the system's voice"

    def __init__(self, rate: int = DEFAULT_RATE) -> None:
        self._rate = rate
        if shutil.which("say") is None:
            raise VoiceError(_how_to_install())
        self._folder = tempfile.TemporaryDirectory(prefix="posecheck-voice-")

    def speak(self, text: str) -> Samples:
        path = Path(self._folder.name) / "sentence.wav"
        command = ["say", "-r", str(self._rate), "-o", str(path)]
        command += ["--file-format=WAVE", "--data-format=LEI16@22050", "--", text]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=20)
        except (OSError, subprocess.SubprocessError) as error:
            raise VoiceError(f"The command `say` failed: {error}.") from error
        return read_wav(path)


def read_wav(path: Path) -> Samples:
    """Samples of a 16-bit WAV file, mono, levelled, without the silence around them.

    Raises:
        VoiceError: there is no sound in it.
    """
    try:
        with wave.open(str(path)) as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            data = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise VoiceError("The voice gave no sound.") from error
    if width != 2:
        raise VoiceError(f"The voice gives {8 * width}-bit sound; 16 bits are wanted.")
    samples = np.frombuffer(data, "<i2").astype(np.float32) / 32768
    samples = samples[: samples.size // channels * channels].reshape(-1, channels).mean(axis=1)
    loud = np.flatnonzero(np.abs(samples) > SILENCE * np.abs(samples).max(initial=0.0))
    if not loud.size:
        raise VoiceError("The voice gave no sound.")
    return levelled(resampled(samples[loud[0] : loud[-1] + 1], rate))


def _is_english(voice: object) -> bool:
    spoken = [str(language).lower() for language in getattr(voice, "languages", None) or []]
    identity = f"{getattr(voice, 'id', '')} {getattr(voice, 'name', '')}".lower()
    return any(s.lstrip("\x02\x05").startswith("en") for s in spoken) or (
        "english" in identity or "en-" in identity or "/en" in identity
    )


def _how_to_install() -> str:
    if sys.platform == "win32":
        return (
            "There is no English voice: add one under Settings, Time & language, Speech. "
            "Until then tones and colours tell what to correct."
        )
    if sys.platform == "darwin":
        return "The command `say` of macOS is missing; tones and colours tell what to correct."
    return (
        "There is no voice: install espeak-ng (for example `sudo apt install espeak-ng`). "
        "Until then tones and colours tell what to correct."
    )
