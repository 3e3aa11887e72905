"""The history in words: table rows and sentences for the terminal, a report or a page.

Pure functions over the records; they know nothing of the database and nothing of the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.balance import is_uneven
from posecheck.exercises.titles import title_of
from posecheck.history.records import EndReason, PastSelftest, PastSession, Soreness
from posecheck.history.times import Dated, is_ahead
from posecheck.history.totals import (
    count_days_in_a_row,
    find_commonest_correction,
    held_by_side,
)
from posecheck.history.trend import compare_latest_sides, compare_with_past, leg_measurements
from posecheck.tightness.change import (
    compare_with_reference,
    describe_change,
    describe_measurement,
    describe_sides,
)
from posecheck.tightness.outcome import LegOutcome

NOT_A_DIAGNOSIS = "Self-care guidance, not a diagnosis."
"""Said below the history."""

END_WORDS = {
    EndReason.DONE: "done",
    EndReason.STOPPED: "stopped",
    EndReason.LEFT: "left",
    EndReason.CAMERA_LOST: "camera lost",
    EndReason.DANGER: "danger sign",
    None: "broke off",
}
"""Why a session ended, for the table."""

SORENESS_WORDS = {
    Soreness.NONE: "none",
    Soreness.UNDER_24H: "under 24 h",
    Soreness.UNDER_48H: "under 48 h",
    Soreness.BEYOND_48H: "beyond 48 h",
    None: "",
}
"""How long a session left the person sore, for the table."""

SESSION_COLUMNS = ("Day", "What", "Minutes", "Left", "Right", "Sore", "Ended")
"""Titles of the columns of :func:`session_row`."""


def session_row(session: PastSession) -> tuple[str, ...]:
    """One session as the cells of a table row, in the order of :data:`SESSION_COLUMNS`."""
    return (
        f"{session.started:%Y-%m-%d %H:%M}",
        title_of(session.programme),
        f"{session.duration_s / 60:.1f}",
        f"{session.held_s('left'):.0f} s",
        f"{session.held_s('right'):.0f} s",
        SORENESS_WORDS[session.soreness],
        describe_end(session),
    )


def describe_end(session: PastSession) -> str:
    """Why a session ended; for a session that ran to its end, how many of its parts were done."""
    words, parts = END_WORDS[session.ended], len(session.parts)
    done = sum(part.status == "done" for part in session.parts)
    if session.ended is EndReason.DONE and done < parts:
        words += f", {done} of {parts} parts"
    return words


def describe_practice(sessions: Sequence[PastSession], today: date) -> list[str]:
    """Sentences about practice: days in a row, time on each side, the commonest correction.

    Parameters
    ----------
    sessions
        All sessions, the oldest first.
    today
        The day of the summary.
    """
    if not sessions:
        return []
    sentences = [f"Days in a row: {count_days_in_a_row(sessions, today)}."]
    held_s = held_by_side(sessions, today)
    if any(held_s.values()):
        sentences.append(_describe_held(held_s))
    correction = find_commonest_correction(sessions, today)
    if correction is not None:
        text, count = correction
        sentences.append(f"Most often corrected: {text} ({count} times).")
    return sentences


def describe_selftests(tests: Sequence[PastSelftest]) -> list[str]:
    """Sentences on the self-tests: each leg's change since its reference, then left against right.

    Parameters
    ----------
    tests
        All self-tests, the oldest first.
    """
    sentences = [sentence for side in SIDES for sentence in _describe_leg(tests, side)]
    difference = compare_latest_sides(tests)
    if difference is not None:
        sentences.append(describe_sides(difference))
    return sentences


def describe_changes(
    outcomes: Mapping[Side, LegOutcome], past: Sequence[PastSelftest], taken: datetime
) -> list[str]:
    """Sentences after a self-test: each leg's change since its reference.

    Parameters
    ----------
    outcomes
        The new outcomes.
    past
        The earlier self-tests, the oldest first.
    taken
        When the new test was done.

    Returns
    -------
    list of str
        No sentence for a leg that was not measured, or has no earlier test.
    """
    changes = {side: compare_with_past(past, leg, taken) for side, leg in outcomes.items()}
    return [
        f"{side.capitalize()} leg: {describe_change(change)}."
        for side, change in changes.items()
        if change is not None
    ]


def describe_future(records: Sequence[Dated], today: date) -> list[str]:
    """A sentence where sessions or self-tests are dated after today by a clock that was wrong."""
    days = sorted({record.day for record in records if is_ahead(record.day, today)})
    if not days:
        return []
    named = ", ".join(f"{day}" for day in days)
    return [
        f"Dated after today, so the clock was wrong then: {named}. That does not count for what is "
        "proposed and compared; `posecheck history --delete DAY` forgets a day."
    ]


def _describe_leg(tests: Sequence[PastSelftest], side: Side) -> list[str]:
    sentences = []
    own = [(test.taken, leg) for test in tests for leg in test.legs if leg.side == side]
    if own and own[-1][1].result == "cannot_tell":
        sentences.append(f"Self-test, {side} leg: could not be told on {own[-1][0]:%Y-%m-%d}.")
    measurements = leg_measurements(tests, side)
    if measurements:
        last = measurements[-1]
        state = describe_measurement(last)
        change = compare_with_reference(measurements)
        since = "" if change is None else f"; {describe_change(change)}"
        sentences.append(f"Self-test, {side} leg: {state} on {last.taken:%Y-%m-%d}{since}.")
    return sentences


def _describe_held(held_s: Mapping[Side, float]) -> str:
    left, right = _describe_time(held_s["left"]), _describe_time(held_s["right"])
    words = f"Held or rolled in the last four weeks: left {left}, right {right}"
    if is_uneven(held_s):
        less = min(SIDES, key=lambda side: held_s[side])
        words += f"; give the {less} side more"
    return f"{words}."


def _describe_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
