"""What the history shows: the self-test's trend, left against right, days in a row.

Pure functions over the records; they know nothing of the database.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from posecheck.anatomy import SIDES, Side
from posecheck.history.records import PastSelftest, PastSession
from posecheck.selftest.outcome import LegOutcome

DETECTABLE_CHANGE_DEG = 7.0
"""Smaller changes of a joint's angle are noise: a goniometer's minimal detectable change at the
hip and knee is about 4 to 7 degrees, and a camera is not better than that. The upper end, so
that no progress is announced that is none."""

LEAST_ERROR_DEG = DETECTABLE_CHANGE_DEG / math.sqrt(2)
"""The error of one test that goes with it: a difference has the errors of both."""

COMPARE_WITH_AFTER = timedelta(days=14)
"""The question is "is it better than two weeks ago?"."""

LATELY = timedelta(days=28)
UNEVEN_SHARE = 0.1
"""More than this share more time on one side than on the other is worth a word."""


@dataclass(frozen=True)
class TrendPoint:
    """One leg's test as a number.

    Attributes:
        hip_flexion: degrees of hip flexion that were left when the back lifted or the leg
            stopped; the fewer the better, 0 for a leg that came down clear.
        error: how far off it may be, degrees.
    """

    taken: datetime
    hip_flexion: float
    error: float
    clear: bool


@dataclass(frozen=True)
class Change:
    """From one test to a later one; ``difference`` is negative when it got better. Real only
    beyond the error of both."""

    before: TrendPoint
    after: TrendPoint

    @property
    def difference(self) -> float:
        return self.after.hip_flexion - self.before.hip_flexion

    @property
    def error(self) -> float:
        return max(DETECTABLE_CHANGE_DEG, math.hypot(self.before.error, self.after.error))

    @property
    def is_real(self) -> bool:
        return abs(self.difference) > self.error


def trend(tests: Sequence[PastSelftest], side: Side) -> list[TrendPoint]:
    """One side's tests that could tell something, the oldest first."""
    points = [_point(test.taken, leg) for test in tests for leg in test.legs if leg.side == side]
    return [point for point in points if point is not None]


def latest_change(points: Sequence[TrendPoint]) -> Change | None:
    """The last test against the newest one that is two weeks older, else against the first."""
    if len(points) < 2:
        return None
    last = points[-1]
    older = [p for p in points[:-1] if last.taken - p.taken >= COMPARE_WITH_AFTER]
    return Change(older[-1] if older else points[0], last)


def side_difference(tests: Sequence[PastSelftest]) -> Change | None:
    """Left (before) against right (after) in the newest test in which both could be told."""
    for test in reversed(tests):
        both = {leg.side: _point(test.taken, leg) for leg in test.legs}
        left, right = both.get("left"), both.get("right")
        if left is not None and right is not None:
            return Change(left, right)
    return None


def balance(sessions: Sequence[PastSession], today: date) -> dict[Side, float]:
    """Seconds held on each side in the last four weeks."""
    recent = [s for s in sessions if today - s.day < LATELY]
    return {side: sum(s.held_s(side) for s in recent) for side in SIDES}


def is_uneven(held_s: dict[Side, float]) -> bool:
    """Whether one side had clearly more time than the other."""
    more, less = max(held_s.values()), min(held_s.values())
    return more > 0 and (more - less) / more > UNEVEN_SHARE


def most_corrected(sessions: Sequence[PastSession], today: date) -> tuple[str, int] | None:
    """The sentence that came most often in the last four weeks, and how often."""
    counts: Counter[str] = Counter()
    for session in sessions:
        if today - session.day < LATELY:
            counts.update({c.text: c.count for c in session.corrections})
    return counts.most_common(1)[0] if counts else None


def has_practised(session: PastSession) -> bool:
    """Whether anything was done in it."""
    done = any(part.status == "done" for part in session.parts)
    return session.held_s() > 0 or bool(session.repetitions) or done


def streak(sessions: Sequence[PastSession], today: date) -> int:
    """Days in a row with practice, up to today, or to yesterday while today is still to come."""
    days = {session.day for session in sessions if has_practised(session)}
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


def _point(taken: datetime, leg: LegOutcome) -> TrendPoint | None:
    clear = leg.result == "clear"
    value = 0.0 if clear else leg.onset_hip_flexion
    if leg.result == "cannot_tell" or math.isnan(value):
        return None
    known = [e for e in (leg.tolerance_deg, leg.spread_deg) if not math.isnan(e)]
    return TrendPoint(taken, value, max([LEAST_ERROR_DEG, *known]), clear)
