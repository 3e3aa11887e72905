"""Tones: signals, and for each kind of correction a sound of its own, where there is no voice."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from posecheck.coaching.judge import Judgement
from posecheck.toml_data import STRICT, load_shipped

Samples = NDArray[np.float32]
"""Sound: mono, -1..1, :data:`SAMPLE_RATE` samples a second."""

SAMPLE_RATE = 22_050
"""Samples a second. The common system voices give this rate; it is enough for speech and these
tones."""

LOUDNESS_DBFS = -18.0
"""RMS level of tones and speech in dBFS: audible across a room, and low enough for their peaks."""

MAX_PEAK = 0.9
"""Largest sample after the level is set; full scale is 1."""

AUDIBLE_SHARE = 0.05
"""Samples below this share of the loudest count as silence when the level is computed."""

ATTACK_S = 0.008
"""Seconds over which a note rises. A note that begins faster clicks."""

RELEASE_S = 0.03
"""Seconds over which a note falls. A note that ends faster clicks."""

OVERTONES = ((1, 1.0), (2, 0.35), (3, 0.15))
"""Multiples of a note's frequency, and their amplitudes. A small loudspeaker cannot play a low
note, but it plays the overtones, and the ear hears the note."""

CAMERA = "camera"
"""The correction sound for a camera that stands in the wrong place."""

OTHER = "other"
"""The correction sound for a measure that has none of its own."""

POSTURE = "posture"
"""The correction sound for a check of the posture."""


class Sound(BaseModel):
    """One sound of sounds.toml.

    Attributes
    ----------
    meaning
        What the sound tells the listener.
    notes
        (hertz, seconds) each; 0 hertz is a rest.
    flash
        The colour that the screen takes on with it.
    softer_db
        How many dB it is below the level of speech.
    """

    model_config = STRICT

    meaning: str = Field(min_length=3)
    notes: tuple[tuple[float, float], ...] = Field(min_length=1)
    flash: tuple[int, int, int] = (255, 255, 255)
    softer_db: float = Field(default=0.0, ge=0.0)

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return sum(seconds for _, seconds in self.notes)


class Sounds(BaseModel):
    """All sounds.

    Attributes
    ----------
    signals
        By name.
    corrections
        By the measure that is corrected.
    """

    model_config = STRICT

    signals: dict[str, Sound]
    corrections: dict[str, Sound]


@cache
def load_sounds() -> Sounds:
    """Load the sounds that ship with posecheck."""
    return load_shipped("posecheck.feedback.voice", "sounds.toml", Sounds)


def correction_sound_name(judgement: Judgement | None) -> str:
    """Name of the sound for a correction, such as ``corrections.knee.more``.

    Parameters
    ----------
    judgement
        The judgement behind the correction; None if the place of the camera is wrong.
    """
    if judgement is None:
        return f"corrections.{CAMERA}.more"
    check = judgement.check
    kind = check.measure or POSTURE
    if kind == "lumbar_gap_change_cm":  # two measures of the same back, so the same sound
        kind = "lumbar_gap_cm"
    if kind not in load_sounds().corrections:
        kind = OTHER
    is_too_high = judgement.value > (check.min + check.max) / 2  # False for NaN
    return f"corrections.{kind}.{'less' if is_too_high else 'more'}"


def find_sound(name: str) -> Sound:
    """Find a sound by its name, such as ``start`` or ``corrections.knee.more``.

    Raises
    ------
    KeyError
        There is no sound of that name.
    """
    sounds = load_sounds()
    if not name.startswith("corrections."):
        return sounds.signals[name]
    _, kind, direction = name.split(".")
    found = sounds.corrections[kind]
    if direction == "less":
        return found.model_copy(update={"notes": found.notes[::-1]})
    return found


@cache
def make_tone(name: str) -> Samples:
    """Make the samples of a sound, by its name as in :func:`find_sound`."""
    sound = find_sound(name)
    samples = normalise_level(np.concatenate([_make_note(*note) for note in sound.notes]))
    return (samples * 10 ** (-sound.softer_db / 20)).astype(np.float32)


def make_silence(seconds: float) -> Samples:
    """Make silent samples."""
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def level_dbfs(samples: Samples) -> float:
    """RMS level in dBFS of what is not silent.

    A full-scale square wave is 0; silence is minus infinity.
    """
    loud = samples[np.abs(samples) > AUDIBLE_SHARE * np.abs(samples).max(initial=0.0)]
    return float(10 * np.log10(np.mean(loud**2))) if loud.size else -np.inf


def normalise_level(samples: Samples) -> Samples:
    """Scale samples to :data:`LOUDNESS_DBFS`, or less if they would exceed :data:`MAX_PEAK`."""
    level = level_dbfs(samples)
    if np.isinf(level):
        return samples
    gain = min(10 ** ((LOUDNESS_DBFS - level) / 20), MAX_PEAK / float(np.abs(samples).max()))
    return (samples * gain).astype(np.float32)


def resample(samples: Samples, rate: float) -> Samples:
    """Resample from ``rate`` samples a second to :data:`SAMPLE_RATE`."""
    if rate == SAMPLE_RATE or not samples.size:
        return samples
    count = round(samples.size * SAMPLE_RATE / rate)
    positions = np.arange(count) * rate / SAMPLE_RATE
    return np.interp(positions, np.arange(samples.size), samples).astype(np.float32)


def _make_note(hertz: float, seconds: float) -> Samples:
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    if hertz == 0:
        return np.zeros(times.size, np.float32)
    wave = sum(a * np.sin(2 * np.pi * hertz * k * times) for k, a in OVERTONES)
    rise = np.minimum(1.0, times / ATTACK_S)
    fall = np.minimum(1.0, (seconds - times) / min(RELEASE_S, seconds / 2))
    fading = np.exp(-2.0 * times / max(seconds, 0.25))
    return (wave * rise * fall * fading).astype(np.float32)
