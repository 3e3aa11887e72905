"""Records of the history: small frozen dataclasses, independent of the database."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from posecheck.anatomy import Side
from posecheck.coaching.practice.danger import DangerSign
from posecheck.tightness.outcome import LegOutcome


class Soreness(StrEnum):
    """How long a session left the person sore, in the guide's steps (up to 24 h is normal)."""

    NONE = "none"
    UNDER_24H = "under_24h"
    UNDER_48H = "under_48h"
    BEYOND_48H = "beyond_48h"


class EndReason(StrEnum):
    """Why a session ended."""

    DONE = "done"
    STOPPED = "stopped"
    LEFT = "left"
    CAMERA_LOST = "camera_lost"
    DANGER = "danger"


@dataclass(frozen=True)
class PastHold:
    """One hold.

    Attributes
    ----------
    exercise
        Name of the exercise.
    side
        The side that held; None where left and right did the same together.
    held_s, target_s
        Seconds held, and seconds asked for.
    complete
        Whether the hold reached its target.
    start_s, end_s
        Seconds of the session's clock; None where they are not known.
    unverified
        Titles of the checks that could not be seen.
    part
        Position of the part in the programme.
    number
        Counts the holds of the same part and side from 1.
    """

    exercise: str
    side: Side | None
    held_s: float
    target_s: float
    complete: bool = False
    start_s: float | None = None
    end_s: float | None = None
    unverified: tuple[str, ...] = ()
    part: int = 0
    number: int = 1


@dataclass(frozen=True)
class PastPart:
    """A part of a programme; ``status`` is begun, done or skipped, ``seconds`` its duration."""

    position: int
    exercise: str
    status: str
    seconds: float


@dataclass(frozen=True)
class PastRepetitions:
    """Repetitions of one movement; ``side`` is left, right, or empty where it has no side."""

    exercise: str
    side: str
    name: str
    count: int
    part: int = 0


@dataclass(frozen=True)
class PastCorrection:
    """One correcting sentence: how often it was given, and for how many seconds in all."""

    exercise: str
    check: str
    text: str
    count: int
    seconds: float
    part: int = 0


@dataclass(frozen=True)
class PastDanger:
    """A danger sign that stopped the session, ``time_s`` after its start.

    ``sign`` says how it is known (:class:`~posecheck.coaching.practice.danger.DangerSign`). A
    question that was not answered counts as a danger sign; one that was answered with no is kept in
    the file, but is none of these.
    """

    time_s: float
    sign: str


@dataclass(frozen=True)
class PastSession:
    """One session.

    Attributes
    ----------
    number
        The session's number in the history.
    programme
        Name of the programme or the exercise.
    started
        The person's local time of then, with its offset.
    duration_s
        Length in seconds.
    ended
        Why it ended; None after a crash, and while it still runs.
    soreness
        How sore it left the person; None without an answer.
    soreness_told
        When that answer was given; None where it is not known.
    release_felt
        Whether a release was felt; None without an answer.
    parts, holds, repetitions, corrections, dangers
        What happened in it.
    """

    number: int
    programme: str
    started: datetime
    duration_s: float
    ended: EndReason | None = None
    soreness: Soreness | None = None
    release_felt: bool | None = None
    parts: tuple[PastPart, ...] = ()
    holds: tuple[PastHold, ...] = ()
    repetitions: tuple[PastRepetitions, ...] = ()
    corrections: tuple[PastCorrection, ...] = ()
    dangers: tuple[PastDanger, ...] = ()
    soreness_told: datetime | None = None

    @property
    def is_question_open(self) -> bool:
        """Whether it is not answered yet if there was a danger sign."""
        return any(danger.sign == DangerSign.UNANSWERED for danger in self.dangers)

    @property
    def day(self) -> date:
        """The local day on which the session began."""
        return self.started.date()

    def held_s(self, side: Side | None = None) -> float:
        """Seconds held on one side, or in all. What both did together counts for each of them."""
        return sum(hold.held_s for hold in self.holds if side is None or hold.side in (None, side))


@dataclass(frozen=True)
class PastSelftest:
    """A self-test of one leg or both.

    Attributes
    ----------
    taken
        The person's local time of then, with its offset.
    legs
        The outcomes; their single trials are not kept.
    source
        ``live``, or the clip's name.
    number
        The test's number in the history.
    """

    taken: datetime
    legs: tuple[LegOutcome, ...]
    source: str = "live"
    number: int = 0

    @property
    def day(self) -> date:
        """The local day of the test."""
        return self.taken.date()


LEG_FIELDS = (
    "side", "result", "reason", "onset_s", "onset_hip_flexion", "onset_knee",
    "gap_change_cm", "spread_deg", "tolerance_deg",
)  # fmt: skip
"""What is kept of a leg's outcome: a column each in the database, a key each in the exports. The
single trials are not kept."""


def leg_values(leg: LegOutcome) -> dict[str, str | float | None]:
    """The values of :data:`LEG_FIELDS` in their order; None is unknown."""
    values = {name: getattr(leg, name) for name in LEG_FIELDS}
    return {name: _none_if_unknown(value) for name, value in values.items()}


def _none_if_unknown(value: str | float) -> str | float | None:
    if isinstance(value, float) and math.isnan(value):
        return None
    return None if value == "" else value
