"""What the history remembers, as small frozen dataclasses that know nothing of the database."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from posecheck.anatomy import Side
from posecheck.selftest.outcome import LegOutcome


class Soreness(StrEnum):
    """How sore a session left the person: the guide's steps (up to 24 h is normal)."""

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
    """One hold. ``start_s`` and ``end_s`` are None where they are not known, ``side`` where left
    and right did the same together."""

    exercise: str
    side: Side | None
    held_s: float
    target_s: float
    complete: bool
    start_s: float | None = None
    end_s: float | None = None
    unverified: tuple[str, ...] = ()
    part: int = 0
    number: int = 1


@dataclass(frozen=True)
class PastPart:
    """A part of a programme: ``status`` is begun, done or skipped."""

    position: int
    exercise: str
    status: str
    seconds: float


@dataclass(frozen=True)
class PastRepetitions:
    """``side`` is left, right, or empty where the movement has none."""

    exercise: str
    side: str
    name: str
    count: int
    part: int = 0


@dataclass(frozen=True)
class PastCorrection:
    """One sentence: how often it came, and for how many seconds it stood."""

    exercise: str
    check: str
    text: str
    count: int
    seconds: float
    part: int = 0


@dataclass(frozen=True)
class PastDanger:
    """The session was stopped because of a danger sign, ``time_s`` into it."""

    time_s: float
    sign: str


@dataclass(frozen=True)
class PastSession:
    """One session.

    Attributes:
        number: the history's own number of it.
        started: local time, with its offset.
        ended: why it ended; None where it broke off without saying so (a crash).
        soreness: what was answered the next time; None when it was not asked yet.
        release_felt: whether a release was felt; None when that was not answered.
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

    @property
    def day(self) -> date:
        """The day as the person lived it."""
        return self.started.date()

    def held_s(self, side: Side | None = None) -> float:
        """Seconds held, on one side or both."""
        return sum(hold.held_s for hold in self.holds if side in (None, hold.side))


@dataclass(frozen=True)
class PastSelftest:
    """A self-test of one leg or both; ``source`` is ``live`` or the clip's name."""

    taken: datetime
    legs: tuple[LegOutcome, ...]
    source: str = "live"
    number: int = 0


LEG_FIELDS = (
    "side", "result", "reason", "onset_s", "onset_hip_flexion", "onset_knee",
    "gap_change_cm", "spread_deg", "tolerance_deg",
)  # fmt: skip
"""What is kept of a leg's outcome: a column each in the database and in the exports. The single
trials are not kept."""


def leg_values(leg: LegOutcome) -> dict[str, str | float | None]:
    """The values of :data:`LEG_FIELDS` in their order; None is unknown."""
    values = {name: getattr(leg, name) for name in LEG_FIELDS}
    return {name: _none_if_unknown(value) for name, value in values.items()}


def _none_if_unknown(value: str | float) -> str | float | None:
    if isinstance(value, float) and math.isnan(value):
        return None
    return None if value == "" else value
