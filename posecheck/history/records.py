"""What the history remembers, as small frozen dataclasses that know nothing of the database."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from posecheck.anatomy import Side
from posecheck.selftest.outcome import Result


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
class LegTest:
    """One leg's self-test. What could not be told is NaN; angles in degrees.

    Attributes:
        reason: for tight ``arched`` or ``stopped_short``; for cannot_tell what was in the way;
            None for clear.
        onset_s: seconds into the test at which the back left the floor.
        onset_hip_flexion, onset_knee: the angles then, or where the leg stopped short.
        gap_change_cm: how much the gap under the lower back grew.
        spread_deg: how far the leg's tries of this test lay apart.
        tolerance_deg: how far off ``onset_hip_flexion`` may be.
    """

    side: Side
    result: Result
    reason: str | None = None
    onset_s: float = math.nan
    onset_hip_flexion: float = math.nan
    onset_knee: float = math.nan
    gap_change_cm: float = math.nan
    spread_deg: float = math.nan
    tolerance_deg: float = math.nan


@dataclass(frozen=True)
class PastSelftest:
    """A self-test of one leg or both; ``source`` is ``live`` or the clip's name."""

    taken: datetime
    legs: tuple[LegTest, ...]
    source: str = "live"
    number: int = 0
