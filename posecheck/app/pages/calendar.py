"""A calendar of the last weeks: how much was practised on each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posecheck.feedback.report.words import describe_seconds
from posecheck.history.records import PastSelftest, PastSession
from posecheck.history.totals import has_practised

WEEKS = 12
"""How many weeks are shown: a quarter of a year fits on a phone."""

LEVELS_S = (0.0, 60.0, 180.0)
"""From how many seconds held on a day is coloured more strongly."""


@dataclass(frozen=True)
class Day:
    """One day.

    Attributes
    ----------
    number
        Of the month.
    iso
        As 2026-03-01.
    level
        How much was held, 0 for nothing to 3; 1 also where only other things were practised.
    is_tested
        Whether there was a self-test.
    is_noted
        Whether there is a note.
    is_future
        Whether it is still to come.
    title
        What it says in words.
    """

    number: int
    iso: str
    level: int
    is_tested: bool
    is_noted: bool
    is_future: bool
    title: str


@dataclass(frozen=True)
class Week:
    """Seven days from Monday on; the month's name where a month begins in it."""

    month: str
    days: tuple[Day, ...]


def make_calendar(
    sessions: Sequence[PastSession],
    selftests: Sequence[PastSelftest],
    notes: Mapping[date, str],
    today: date,
) -> tuple[Week, ...]:
    """The last :data:`WEEKS` weeks, the oldest first."""
    held: dict[date, float] = {}
    for session in sessions:
        if has_practised(session):
            held[session.day] = held.get(session.day, 0.0) + session.held_s()
    tested = {test.day for test in selftests}
    monday = today - timedelta(days=today.weekday())
    weeks = []
    for k in range(WEEKS - 1, -1, -1):
        start = monday - timedelta(weeks=k)
        days = [start + timedelta(days=i) for i in range(7)]
        begins = next((day for day in days if day.day == 1), None)
        named = begins or (days[0] if k == WEEKS - 1 else None)
        made = tuple(_day(day, held, tested, notes, today) for day in days)
        weeks.append(Week(f"{named:%b}" if named is not None else "", made))
    return tuple(weeks)


def _day(
    day: date,
    held: Mapping[date, float],
    tested: set[date],
    notes: Mapping[date, str],
    today: date,
) -> Day:
    seconds = held.get(day)
    level = 0 if seconds is None else max(1, sum(seconds > limit for limit in LEVELS_S))
    words = ["nothing"] if seconds is None else [f"practised, {describe_seconds(seconds)} held"]
    words += ["self-test"] * (day in tested) + ["note"] * (day in notes)
    if seconds is None and len(words) > 1:
        words = words[1:]
    title = f"{day.day} {day:%B}: {', '.join(words)}"
    return Day(day.day, day.isoformat(), level, day in tested, day in notes, day > today, title)
