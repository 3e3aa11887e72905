"""Tones: signals, and for each kind of correction its own earcon, for where there is no voice."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from posecheck.coaching.judge import Judgement
from posecheck.toml_data import load_shipped

Samples = NDArray[np.float32]
"""Mono, -1..1, at :data:`SAMPLE_RATE`."""

SAMPLE_RATE = 22_050
"""What the common system voices give; enough for speech and these tones."""

LOUDNESS_DBFS = -18.0
"""Effective level of tones and speech: heard across a room, with room for their peaks."""

PEAK = 0.9

ATTACK_S = 0.008
RELEASE_S = 0.03
"""A note that begins or ends faster clicks."""

OVERTONES = ((1, 1.0), (2, 0.35), (3, 0.15))
"""Multiples of a note's frequency and their strengths: a small loudspeaker that cannot give a
low note gives its overtones, and the ear hears the note."""

CAMERA = "camera"
OTHER = "other"
POSTURE = "posture"


class Sound(BaseModel):
    """One sound of sounds.toml. ``flash`` is the colour the screen takes on with it;
    ``softer_db`` is how far below speech it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tells: str = Field(min_length=3)
    notes: tuple[tuple[float, float], ...] = Field(min_length=1)
    flash: tuple[int, int, int] = (255, 255, 255)
    softer_db: float = Field(default=0.0, ge=0.0)

    @property
    def seconds(self) -> float:
        return sum(seconds for _, seconds in self.notes)


class Sounds(BaseModel):
    """All sounds; ``corrections`` are named after the measure that is corrected."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    signals: dict[str, Sound]
    corrections: dict[str, Sound]


@cache
def all_sounds() -> Sounds:
    """The sounds that come with posecheck."""
    return load_shipped("posecheck.feedback.voice", "sounds.toml", Sounds)


def correction_sound(judgement: Judgement | None) -> str:
    """Name of the sound for a correction, ``corrections.knee.more``; without a judgement
    behind it, it is the camera's place that is wrong."""
    if judgement is None:
        return f"corrections.{CAMERA}.more"
    check = judgement.check
    kind = check.measure or POSTURE
    if kind not in all_sounds().corrections:
        kind = OTHER
    too_high = judgement.value > (check.min + check.max) / 2  # never where there is no value
    return f"corrections.{kind}.{'less' if too_high else 'more'}"


def sound(name: str) -> Sound:
    """A sound by its name: ``start``, ``corrections.knee.more``."""
    sounds = all_sounds()
    if not name.startswith("corrections."):
        return sounds.signals[name]
    _, kind, direction = name.split(".")
    found = sounds.corrections[kind]
    if direction == "less":
        return found.model_copy(update={"notes": found.notes[::-1]})
    return found


@cache
def tone(name: str) -> Samples:
    """The samples of a sound."""
    found = sound(name)
    samples = levelled(np.concatenate([_note(*note) for note in found.notes]))
    return (samples * 10 ** (-found.softer_db / 20)).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def level_dbfs(samples: Samples) -> float:
    """Effective level (RMS) where it is not silent; 0 is a full square wave, and minus infinity
    is silence."""
    loud = samples[np.abs(samples) > 0.05 * np.abs(samples).max(initial=0.0)]
    return float(10 * np.log10(np.mean(loud**2))) if loud.size else -np.inf


def levelled(samples: Samples) -> Samples:
    """The same at :data:`LOUDNESS_DBFS`, and never clipped."""
    level = level_dbfs(samples)
    if np.isinf(level):
        return samples
    gain = min(10 ** ((LOUDNESS_DBFS - level) / 20), PEAK / float(np.abs(samples).max()))
    return (samples * gain).astype(np.float32)


def resampled(samples: Samples, rate: float) -> Samples:
    """Samples of another rate at :data:`SAMPLE_RATE`."""
    if rate == SAMPLE_RATE or not samples.size:
        return samples
    count = round(samples.size * SAMPLE_RATE / rate)
    positions = np.arange(count) * rate / SAMPLE_RATE
    return np.interp(positions, np.arange(samples.size), samples).astype(np.float32)


def _note(hertz: float, seconds: float) -> Samples:
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    if hertz == 0:
        return np.zeros(times.size, np.float32)
    wave = sum(a * np.sin(2 * np.pi * hertz * k * times) for k, a in OVERTONES)
    rise = np.minimum(1.0, times / ATTACK_S)
    fall = np.minimum(1.0, (seconds - times) / min(RELEASE_S, seconds / 2))
    fading = np.exp(-2.0 * times / max(seconds, 0.25))
    return (wave * rise * fall * fading).astype(np.float32)
