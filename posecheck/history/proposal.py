"""Proposes what to practise and how long to hold today, from earlier practice.

Pure functions over the records. The rules are data with their reasons (``exercises/dosage.toml``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from posecheck.exercises.checklist import checklist
from posecheck.exercises.dosage import DosageRules, Limit, ProposedProgramme, dosage_rules
from posecheck.exercises.library import load_exercises
from posecheck.history.records import PastHold, PastSession, Soreness
from posecheck.history.times import without_future
from posecheck.history.totals import has_practised


@dataclass(frozen=True)
class Proposal:
    """How long to hold, and why.

    Attributes
    ----------
    hold_s
        The proposed hold in seconds.
    reason
        Why, in a sentence for the person.
    advice
        Further sentences for the person, after soreness or a danger sign.
    rests
        Whether it is better not to practise today at all; ``reason`` then says so.
    """

    hold_s: float
    reason: str
    advice: tuple[str, ...] = ()
    rests: bool = False


def propose_hold(
    past: Sequence[PastSession], today: date, rules: DosageRules | None = None
) -> Proposal:
    """Propose a hold for a release.

    Parameters
    ----------
    past
        All earlier sessions, the oldest first. Those from a clock that was wrong
        (:data:`posecheck.history.times.AHEAD`) are left out. The level goes by those in which a
        release was held; a danger sign counts wherever it came.
    today
        The day of practice.
    rules
        By default the rules that come with posecheck.
    """
    rules = rules or dosage_rules()
    past = without_future(past, today)
    released = [session for session in past if has_release(session)]
    days = _days_since_break(released, today, rules.practice.gap_days)
    since = max(0, (today - days[0]).days) if days else 0
    reached = [
        level
        for level in rules.levels
        if since >= level.from_days and len(days) >= level.practised_days
    ]
    level = reached[-1] if reached else rules.levels[0]
    limit = _strictest_limit(past, released, rules)
    if limit is None:
        return Proposal(level.hold_s, level.reason)
    advice = limit.advice
    if find_open_questions(past, today, rules):
        advice = (checklist().danger.unanswered, *advice)
    if has_danger_on(past, today):
        return Proposal(limit.longest_s, rules.danger.today, advice, rests=True)
    if limit.longest_s >= level.hold_s:
        return Proposal(level.hold_s, f"{level.reason} {limit.text}", advice)
    return Proposal(limit.longest_s, limit.text, advice)


def propose_programme(
    past: Sequence[PastSession], today: date, rules: DosageRules | None = None
) -> ProposedProgramme | None:
    """Propose what to practise; nothing on the day of a danger sign.

    Parameters
    ----------
    past
        The earlier sessions, the oldest first.
    today
        The day of practice.
    rules
        By default the rules that come with posecheck.
    """
    programmes = (rules or dosage_rules()).programmes
    past = without_future(past, today)
    if has_danger_on(past, today):
        return None
    done = [session.day for session in past if has_practised(session)]
    if done and done[-1] == today:
        return programmes.again
    return programmes.daily if done else programmes.first


def has_release(session: PastSession) -> bool:
    """Whether a release was held in a session."""
    return any(hold.held_s > 0 and _is_release(hold) for hold in session.holds)


def has_danger_on(past: Sequence[PastSession], day: date) -> bool:
    """Whether there was a danger sign on that day, or a question about one is open."""
    return any(
        (session.started + timedelta(seconds=danger.time_s)).date() == day
        for session in past
        for danger in session.dangers
    )


def find_sessions_to_ask(
    past: Sequence[PastSession], now: datetime, rules: DosageRules | None = None
) -> list[PastSession]:
    """The sessions whose soreness is to be asked now, the oldest first.

    The last one with a release for which the answer can be known, unless it is answered; and those
    whose answer the soreness may have outlasted since it was given.
    """
    soreness = (rules or dosage_rules()).soreness
    released = [s for s in without_future(past, now.date()) if has_release(s)]
    known = [s for s in released if now - s.started >= timedelta(hours=soreness.ask_after_h)]
    again_from = now - timedelta(days=soreness.ask_again_days)
    return [
        session
        for session in known
        if (session is known[-1] and session.soreness is None)
        or (session.started >= again_from and _may_have_lasted_longer(session, now))
    ]


def find_open_questions(
    past: Sequence[PastSession], today: date, rules: DosageRules | None = None
) -> list[PastSession]:
    """The sessions that still limit the holds because a danger question is open, the oldest first.

    Parameters as for :func:`propose_hold`.
    """
    recent = _danger_sessions(without_future(past, today), rules or dosage_rules())
    return [session for session in reversed(list(recent)) if session.is_question_open]


LASTS = {Soreness.UNDER_24H: timedelta(hours=24), Soreness.UNDER_48H: timedelta(hours=48)}
"""The answers that a longer soreness may prove wrong, and from when on they are certain."""


def _may_have_lasted_longer(session: PastSession, now: datetime) -> bool:
    """Whether the answer was given before it was certain, and another one would be certain now."""
    if session.soreness not in LASTS or session.soreness_told is None:
        return False
    return session.soreness_told < session.started + LASTS[session.soreness] <= now


def _is_release(hold: PastHold) -> bool:
    exercise = load_exercises().get(hold.exercise)
    return exercise is not None and exercise.is_on_roller


def _days_since_break(past: Sequence[PastSession], today: date, gap_days: int) -> list[date]:
    """The days of practice since the last break of more than ``gap_days``, the oldest first."""
    days: list[date] = []
    next_day = today
    for day in sorted({session.day for session in past}, reverse=True):
        if (next_day - day).days > gap_days:
            break
        days.append(day)
        next_day = day
    return days[::-1]


def _strictest_limit(
    past: Sequence[PastSession], released: Sequence[PastSession], rules: DosageRules
) -> Limit | None:
    """The strictest limit that a danger sign or soreness sets; None without them."""
    limits: list[Limit] = []
    if any(session.dangers for session in _danger_sessions(past, rules)):
        limits.append(rules.danger)
    clear_sessions = rules.soreness.clear_sessions
    for session in _until_clear(released, clear_sessions, _was_followed_by_no_lasting_soreness):
        if session.soreness in (Soreness.UNDER_48H, Soreness.BEYOND_48H):
            limits.append(getattr(rules.soreness, session.soreness.value))
    if released and released[-1].soreness is Soreness.UNDER_24H:
        limits.append(rules.soreness.under_24h)
    return min(limits, key=lambda limit: limit.longest_s, default=None)


def _danger_sessions(past: Sequence[PastSession], rules: DosageRules) -> Iterator[PastSession]:
    """The sessions whose danger signs still limit the holds, the newest first."""
    return _until_clear(past, rules.danger.clear_sessions, _went_well)


def _until_clear(
    sessions: Sequence[PastSession], clear_sessions: int, is_clear: Callable[[PastSession], bool]
) -> Iterator[PastSession]:
    """The sessions from the newest back, until so many of them were clear."""
    clear = 0
    for session in reversed(sessions):
        if clear == clear_sessions:
            return
        yield session
        clear += is_clear(session)


def _went_well(session: PastSession) -> bool:
    """Whether a release was held to its target, without a danger sign."""
    return not session.dangers and any(h.complete and _is_release(h) for h in session.holds)


def _was_followed_by_no_lasting_soreness(session: PastSession) -> bool:
    """Whether it went well and the person said so. Without an answer nothing is known."""
    return _went_well(session) and session.soreness in (Soreness.NONE, Soreness.UNDER_24H)
