"""The history as a page: practice, self-tests with their errors, soreness; for a browser or paper.

It looks like the reports of recordings, and like them it is one file that loads nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.balance import is_uneven
from posecheck.feedback.report.exercise_words import Answer
from posecheck.feedback.report.html import render_page
from posecheck.feedback.report.words import count_of, describe_seconds, join
from posecheck.history.records import PastSelftest, PastSession, Soreness
from posecheck.history.summary import (
    SESSION_COLUMNS,
    SORENESS_WORDS,
    describe_future,
    session_row,
)
from posecheck.history.times import without_future
from posecheck.history.totals import (
    count_days_in_a_row,
    find_commonest_correction,
    has_practised,
    held_by_side,
)
from posecheck.history.trend import compare_latest_sides, leg_measurements
from posecheck.tightness.change import (
    Change,
    LegMeasurement,
    compare_with_reference,
    describe_change,
    describe_sides,
    smallest_detectable_change_deg,
    write_angles,
)

LEAST_DAYS = 14
"""Shortest time that the charts show, in days: a bar is then still a bar."""

MOST_TICKS = 5
"""Most dates under a chart: more would touch each other on a phone."""

SORENESS_KINDS = {
    Soreness.NONE: "good",
    Soreness.UNDER_24H: "good",
    Soreness.UNDER_48H: "fix",
    Soreness.BEYOND_48H: "fix",
    None: "cannot_see",
}
"""How each answer is shown: up to 24 h is normal, longer is a reason to do less."""


@dataclass(frozen=True)
class Bar:
    """What was done on one day: place and width in per cent, heights in per cent of the chart."""

    x: float
    width: float
    left: float
    right: float
    title: str


@dataclass(frozen=True)
class Point:
    """One self-test of one leg: places in per cent from the left and from the top.

    Attributes
    ----------
    x, y
        The place of the angle.
    top, height
        The bar of its error.
    is_clear
        Whether the leg was clear.
    title
        What it says when it is pointed at.
    """

    x: float
    y: float
    top: float
    height: float
    is_clear: bool
    title: str


@dataclass(frozen=True)
class LegChart:
    """The self-tests of one leg: points in the order of time, labels of the angle, words."""

    side: Side
    points: tuple[Point, ...]
    labels: tuple[tuple[float, str], ...]
    words: str
    change: str


@dataclass(frozen=True)
class _Days:
    """The time axis."""

    first: date
    last: date

    @classmethod
    def of(cls, days: Sequence[date], today: date) -> _Days:
        first = min([*days, today - timedelta(days=LEAST_DAYS - 1)])
        return cls(first, max([*days, today]))

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    def x(self, moment: datetime | date) -> float:
        """A moment, or the middle of a day, in per cent."""
        day = moment.date() if isinstance(moment, datetime) else moment
        share = 0.5
        if isinstance(moment, datetime):
            share = (moment.hour + moment.minute / 60) / 24
        return round(100 * ((day - self.first).days + share) / self.count, 3)

    def ticks(self) -> list[tuple[float, str]]:
        """Some dates, evenly spaced."""
        step = -(-self.count // MOST_TICKS)
        days = [self.first + timedelta(days=k) for k in range(0, self.count, step)]
        return [(self.x(day), f"{day.day} {day:%b}") for day in days]


def render_history(
    sessions: Sequence[PastSession], selftests: Sequence[PastSelftest], today: date
) -> str:
    """Render the history as HTML.

    Parameters
    ----------
    sessions, selftests
        The whole history, the oldest first. What a wrong clock dated after today is only listed.
    today
        The day of the page.
    """
    facts = gather_facts(sessions, selftests, today)
    return render_page("history.html", title="Practice and self-tests", **facts)


def gather_facts(
    sessions: Sequence[PastSession], selftests: Sequence[PastSelftest], today: date
) -> dict[str, Any]:
    """What the page shows, for its templates. Parameters as for :func:`render_history`."""
    listed, future = sessions, describe_future((*sessions, *selftests), today)
    sessions, selftests = without_future(sessions, today), without_future(selftests, today)
    days = _Days.of([s.day for s in sessions] + [t.day for t in selftests], today)
    bars, most_s = _make_bars(sessions, days)
    return {
        "lead": _sum_up(sessions, selftests),
        "answers": _answer(sessions, selftests, today),
        "ticks": days.ticks(),
        "bars": bars,
        "most": describe_seconds(most_s),
        "legs": [chart for side in SIDES if (chart := _chart_leg(selftests, side, days))],
        "real_deg": smallest_detectable_change_deg(),
        "soreness": _list_soreness(sessions, days),
        "soreness_words": SORENESS_WORDS,
        "columns": SESSION_COLUMNS,
        "rows": [session_row(session) for session in reversed(listed)],
        "future": future,
        "today": _name_day(today),
    }


def _name_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _sum_up(sessions: Sequence[PastSession], selftests: Sequence[PastSelftest]) -> str:
    done = [session for session in sessions if has_practised(session)]
    said = []
    if done:
        minutes_s = sum(session.held_s() for session in done)
        said.append(
            f"{count_of(len(done), 'session')} since {_name_day(done[0].day)}, "
            f"{describe_seconds(minutes_s)} held or rolled"
        )
    if selftests:
        said.append(f"{count_of(len(selftests), 'self-test')}, the last on "
                    f"{_name_day(selftests[-1].day)}")  # fmt: skip
    return ("; ".join(said) or "Nothing has been practised yet") + "."


def _answer(
    sessions: Sequence[PastSession], selftests: Sequence[PastSelftest], today: date
) -> list[Answer]:
    streak = count_days_in_a_row(sessions, today)
    answers = [
        Answer("How regular?", f"{count_of(streak, 'day')} in a row", "", "good" if streak else ""),
        _answer_held(sessions, today),
    ]
    for side in SIDES:
        answers.append(_answer_leg(selftests, side))
    difference = compare_latest_sides(selftests)
    if difference is not None:
        answers.append(_answer_difference(difference))
    if correction := find_commonest_correction(sessions, today):
        text, count = correction
        said = f"Corrected {count_of(count, 'time')} in the last four weeks."
        answers.append(Answer("What was wrong most?", f"“{text}”", said))
    return answers


def _answer_held(sessions: Sequence[PastSession], today: date) -> Answer:
    held_s = held_by_side(sessions, today)
    question = "Held or rolled in four weeks"
    if not any(held_s.values()):
        return Answer(question, "Nothing", "", "cannot_see")
    said = join([f"{describe_seconds(held_s[side])} {side}" for side in SIDES])
    if is_uneven(held_s):
        less = min(SIDES, key=lambda side: held_s[side])
        return Answer(question, said, f"Uneven: give the {less} side more.", "fix")
    return Answer(question, said, "Even.", "good")


def _answer_leg(selftests: Sequence[PastSelftest], side: Side) -> Answer:
    measured = leg_measurements(selftests, side)
    question = f"{side.capitalize()} leg, last self-test"
    if not measured:
        return Answer(question, "No result yet", "", "cannot_see")
    last = measured[-1]
    change = compare_with_reference(measured)
    detail = f"{_name_day(last.taken.date())}."
    if change is not None:
        detail += f" {describe_change(change).capitalize()}."
    answer = "Clear" if last.is_clear else write_angles(last)
    return Answer(question, answer, detail, "good" if last.is_clear else "fix")


def _answer_difference(difference: Change) -> Answer:
    question = "Which side is tighter, and is that sure?"
    if difference.is_real:
        tighter = "Right" if difference.finding == "tighter" else "Left"
        return Answer(question, f"{tighter}, and that is sure", describe_sides(difference), "fix")
    return Answer(question, "Neither, as far as is sure", describe_sides(difference))


def _make_bars(sessions: Sequence[PastSession], days: _Days) -> tuple[list[Bar], float]:
    """A bar a day, and the seconds of the tallest one."""
    held: dict[date, dict[Side, float]] = {}
    for session in sessions:
        of_day = held.setdefault(session.day, dict.fromkeys(SIDES, 0.0))
        for side in SIDES:
            of_day[side] += session.held_s(side)
    most_s = max((max(of_day.values()) for of_day in held.values()), default=0.0)
    if most_s <= 0:
        return [], 0.0
    width = 100 / days.count
    bars = [
        Bar(
            x=round(days.x(day) - 0.4 * width, 3),
            width=round(0.38 * width, 3),
            left=round(100 * of_day["left"] / most_s, 2),
            right=round(100 * of_day["right"] / most_s, 2),
            title=f"{_name_day(day)}: "
            + join([f"{side} {describe_seconds(of_day[side])}" for side in SIDES]),
        )
        for day, of_day in held.items()
    ]
    return bars, most_s


def _chart_leg(selftests: Sequence[PastSelftest], side: Side, days: _Days) -> LegChart | None:
    measured = leg_measurements(selftests, side)
    if not measured:
        return None
    high = max(max(m.hip_flexion + m.error_deg for m in measured), 30.0) * 1.15
    low = min(min(m.hip_flexion - m.error_deg for m in measured), -8.0)

    def y(angle: float) -> float:
        return round(100 * (high - angle) / (high - low), 2)

    points = tuple(
        Point(
            x=days.x(m.taken),
            y=y(m.hip_flexion),
            top=y(m.hip_flexion + m.error_deg),
            height=round(y(m.hip_flexion - m.error_deg) - y(m.hip_flexion + m.error_deg), 2),
            is_clear=m.is_clear,
            title=f"{_name_day(m.taken.date())}: {_describe(m)}",
        )
        for m in measured
    )
    labels = tuple((y(angle), f"{angle}°") for angle in range(0, int(high) + 1, 15))
    change = compare_with_reference(measured)
    words = f"{side.capitalize()} leg: " + join([point.title for point in points]) + "."
    said = f"{describe_change(change).capitalize()}." if change is not None else ""
    return LegChart(side, points, labels, words, said)


def _describe(measured: LegMeasurement) -> str:
    return "clear" if measured.is_clear else write_angles(measured)


def _list_soreness(
    sessions: Sequence[PastSession], days: _Days
) -> list[tuple[float, str, str, str]]:
    """Of each session its place, kind, word and title."""
    found = []
    for session in sessions:
        word = SORENESS_WORDS[session.soreness] or "not asked"
        title = f"{_name_day(session.day)}: {word}"
        found.append((days.x(session.started), SORENESS_KINDS[session.soreness], word, title))
    return found
