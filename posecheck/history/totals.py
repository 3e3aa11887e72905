"""How much was practised: time on each side, days in a row, the commonest correction.

Pure functions over the records; they know nothing of the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from posecheck.anatomy import SIDES, Side
from posecheck.history.records import PastSession
from posecheck.history.times import is_ahead

RECENT = timedelta(days=28)
"""The last four weeks: what sums and counts look back on."""


def held_by_side(sessions: Sequence[PastSession], today: date) -> dict[Side, float]:
    """Seconds held on each side within :data:`RECENT`."""
    recent = [session for session in sessions if _is_recent(session, today)]
    return {side: sum(session.held_s(side) for session in recent) for side in SIDES}


def find_commonest_correction(
    sessions: Sequence[PastSession], today: date
) -> tuple[str, int] | None:
    """The correcting sentence given most often within :data:`RECENT`, and how often."""
    counts: Counter[str] = Counter()
    for session in sessions:
        if _is_recent(session, today):
            for correction in session.corrections:
                counts[correction.text] += correction.count
    return counts.most_common(1)[0] if counts else None


def has_practised(session: PastSession) -> bool:
    """Whether the session contains a hold, a repetition or a part that was done."""
    done = any(part.status == "done" for part in session.parts)
    return session.held_s() > 0 or any(r.count > 0 for r in session.repetitions) or done


def count_days_in_a_row(sessions: Sequence[PastSession], today: date) -> int:
    """Days in a row with practice up to today, or up to yesterday while today has none yet."""
    days = {session.day for session in sessions if has_practised(session)}
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


def _is_recent(session: PastSession, today: date) -> bool:
    return today - session.day < RECENT and not is_ahead(session.day, today)
