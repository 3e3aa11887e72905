"""A prompt: one sentence to say aloud. Coaching makes prompts, feedback says them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class PromptKind(IntEnum):
    """What a prompt is for. The kind with the higher number is said first."""

    PACE = 0
    PRAISE = 1
    BREATHING = 2
    STEP = 3
    CORRECTION = 4
    PAUSE = 5
    REPETITION = 6
    DONE = 7
    COUNTDOWN = 8
    DANGER = 9


@dataclass(frozen=True)
class Prompt:
    """One sentence to say to the person on the floor.

    Attributes
    ----------
    kind
        What it is for, and how urgent.
    text
        The sentence; empty where only ``sound`` is played.
    time_s
        The frame time at which it became true.
    check
        The name of the check that a correction belongs to, else empty.
    sound
        The name of a signal in feedback/sounds.toml that is played before the text; empty for the
        kind's own signal.
    """

    kind: PromptKind
    text: str
    time_s: float
    check: str = ""
    sound: str = ""
