"""A pause: what it says, what ends it, and when it asks whether there was a danger sign."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.coaching.practice.presence import SIDE_LYING, PresenceState, postures_of, way_to_stop
from posecheck.coaching.practice.state import PauseReason
from posecheck.coaching.practice.texts import NO_ARM_TEXT, PAUSE_TEXTS
from posecheck.exercises.programme import Timing
from posecheck.exercises.schema import Exercise

BACK_IN_POSITION_S = 1.5
"""A pause that began because the person got up or left is over once the person has been in one of
the exercise's postures for this many seconds."""

ASKS_AFTER_S = 6.0
"""Where no arm can be read, a pause asks for a danger sign when the person is still up or away
after this many seconds. To put the roller right takes less."""


@dataclass(frozen=True)
class Pause:
    """A pause of an exercise.

    Attributes
    ----------
    reason
        What began it.
    since_s
        When it began.
    exercise
        What is paused.
    """

    reason: PauseReason
    since_s: float
    exercise: Exercise

    @property
    def text(self) -> str:
        """Shown and said."""
        if self.reason == "key" and way_to_stop(self.exercise) != "arm":
            return NO_ARM_TEXT
        return PAUSE_TEXTS[self.reason]

    def asks_danger(self, time_s: float, presence: PresenceState) -> bool:
        """Whether the person stopped as one is told to stop at a danger sign.

        Where an arm can be read, that is an arm, then getting up or leaving. Where none can, it is
        to get up or leave, and to stay so.
        """
        if not (presence.got_up or presence.is_away):
            return False
        if way_to_stop(self.exercise) == "arm" or self.reason == "arm":
            return self.reason == "arm"
        return self.reason != "key" and time_s - self.since_s >= ASKS_AFTER_S

    def is_over(self, presence: PresenceState) -> bool:
        """Whether the person who got up or left is back in the exercise's posture."""
        return self.reason in ("got_up", "away") and _is_back(presence)

    def is_question_left(self, presence: PresenceState) -> bool:
        """Whether the person goes on with the exercise instead of answering.

        To lie on the side does not tell: the advice after a danger sign asks for it.
        """
        return _is_back(presence) and not postures_of(self.exercise) & SIDE_LYING


def seconds_left(since_s: float, time_s: float, presence: PresenceState, timing: Timing) -> float:
    """Seconds until a pause that lasts since ``since_s`` ends the practice."""
    left_s = timing.pause_seen_s - (time_s - since_s)
    return min(left_s, timing.pause_s - presence.away_s) if presence.is_away else left_s


def _is_back(presence: PresenceState) -> bool:
    return presence.in_posture_s >= BACK_IN_POSITION_S
