"""Events: what a person or the voice tells a practice while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """What a key asks for."""

    PAUSE = "pause"
    NEXT = "next"
    BACK = "back"
    SKIP_SIDE = "skip_side"
    HELP = "help"
    DANGER = "danger"
    """Stop: a danger sign. It also answers the question for one with yes."""
    NO = "no"
    """Answers the question for a danger sign; no other key denies one."""


@dataclass(frozen=True)
class KeyPressed:
    """A key was pressed."""

    key: Key


@dataclass(frozen=True)
class SpeechPending:
    """Whether the voice has still to say some of the last prompts.

    The danger signs, the camera's place and the self-test wait for it.
    """

    pending: bool


PracticeEvent = KeyPressed | SpeechPending
"""What a practice can be told between two frames."""
