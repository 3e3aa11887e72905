"""What is to be said to someone lying on the floor. Coaching makes prompts; feedback says them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class PromptKind(IntEnum):
    """What a prompt is for; the higher, the more it matters: it is said first."""

    PACE = 0
    PRAISE = 1
    BREATHING = 2
    STEP = 3
    CORRECTION = 4
    PAUSE = 5
    DONE = 6
    COUNTDOWN = 7
    DANGER = 8


@dataclass(frozen=True)
class Prompt:
    """One sentence to say, with the frame time at which it became true.

    Attributes:
        text: may be empty where only ``sound`` is to be heard.
        check: name of the check that a correction is of, else empty.
        sound: name of a signal of feedback/sounds.toml that is heard before the text, instead
            of the kind's own; empty for the kind's own.
    """

    kind: PromptKind
    text: str
    time_s: float
    check: str = ""
    sound: str = ""
