"""Proposes how long to hold today, from earlier practice.

Pure functions over the records. The rules are data with their reasons (``exercises/dosage.toml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posecheck.exercises.dosage import DosageRules, Limit, dosage_rules
from posecheck.history.records import PastSession, Soreness
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
    """

    hold_s: float
    reason: str
    advice: tuple[str, ...] = ()


def propose_hold(
    past: Sequence[PastSession], today: date, rules: DosageRules | None = None
) -> Proposal:
    """Propose a hold for a release.

    Parameters
    ----------
    past
        The earlier sessions in which a release was held, the oldest first. Those from a clock that
        was wrong (:data:`posecheck.history.times.AHEAD`) are left out.
    today
        The day of practice.
    rules
        By default the rules that come with posecheck.
    """
    rules = rules or dosage_rules()
    past = without_future(past, today)
    days = _days_since_break(past, today, rules.practice.gap_days)
    since = max(0, (today - days[0]).days) if days else 0
    reached = [
        level
        for level in rules.levels
        if since >= level.from_days and len(days) >= level.practised_days
    ]
    level = reached[-1] if reached else rules.levels[0]
    limit = _strictest_limit(past, rules)
    if limit is None:
        return Proposal(level.hold_s, level.reason)
    if limit.longest_s >= level.hold_s:
        return Proposal(level.hold_s, f"{level.reason} {limit.text}", limit.advice)
    return Proposal(limit.longest_s, limit.text, limit.advice)


def propose_programme(
    past: Sequence[PastSession], today: date, rules: DosageRules | None = None
) -> tuple[str, str]:
    """Propose what to practise.

    Parameters
    ----------
    past
        The earlier sessions, the oldest first.
    today
        The day of practice.
    rules
        By default the rules that come with posecheck.

    Returns
    -------
    name, reason : str
        Name of a programme or an exercise, and a sentence for the person.
    """
    programmes = (rules or dosage_rules()).programmes
    done = [session.day for session in without_future(past, today) if has_practised(session)]
    chosen = programmes.first if not done else programmes.daily
    if done and done[-1] == today:
        chosen = programmes.again
    return chosen.name, chosen.reason


def find_unasked_session(past: Sequence[PastSession]) -> PastSession | None:
    """The last session, if its soreness is not known yet; else None."""
    return past[-1] if past and past[-1].soreness is None else None


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


def _strictest_limit(past: Sequence[PastSession], rules: DosageRules) -> Limit | None:
    """The strictest limit that a danger sign or soreness sets; None without them."""
    recent = past[-rules.soreness.clear_sessions :]
    limits = []
    if past and past[-1].dangers:
        limits.append(rules.danger)
    for session in recent:
        if session.soreness in (Soreness.UNDER_48H, Soreness.BEYOND_48H):
            limits.append(getattr(rules.soreness, session.soreness.value))
    if past and past[-1].soreness is Soreness.UNDER_24H:
        limits.append(rules.soreness.under_24h)
    return min(limits, key=lambda limit: limit.longest_s, default=None)
