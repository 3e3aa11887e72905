"""What the history shows: the self-test's trend, left against right, days in a row.

Pure functions over the records; they know nothing of the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from posecheck.anatomy import SIDES, Side
from posecheck.history.records import PastSelftest, PastSession
from posecheck.selftest.change import (
    Change,
    LegMeasurement,
    compare_sides,
    compare_with_reference,
    compute_measurement,
)
from posecheck.selftest.outcome import LegOutcome

LATELY = timedelta(days=28)
UNEVEN_SHARE = 0.1
"""More than this share more time on one side than on the other is worth a word."""


def leg_measurements(tests: Sequence[PastSelftest], side: Side) -> list[LegMeasurement]:
    """One leg's tests as numbers, the oldest first; a test that could not tell is left out."""
    found = [
        compute_measurement(leg, test.taken)
        for test in tests
        for leg in test.legs
        if leg.side == side
    ]
    return [measurement for measurement in found if measurement is not None]


def change_after(
    tests: Sequence[PastSelftest], outcome: LegOutcome, taken: datetime
) -> Change | None:
    """Compare a new test of one leg with its reference among the earlier tests.

    Parameters
    ----------
    tests
        The earlier tests, the oldest first.
    outcome
        The new outcome of the leg.
    taken
        When the new test was done.

    Returns
    -------
    Change or None
        None where the new test could not tell, or there is no earlier test of this leg that could.
    """
    now = compute_measurement(outcome, taken)
    if now is None:
        return None
    return compare_with_reference([*leg_measurements(tests, outcome.side), now])


def latest_side_difference(tests: Sequence[PastSelftest]) -> Change | None:
    """Left against right in the newest test that measured both; None without such a test."""
    changes = (compare_sides(test.legs) for test in reversed(tests))
    return next((change for change in changes if change is not None), None)


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
