"""How long to hold today, from what was practised before.

Pure functions over the records; the rules with their reasons are data (``exercises/dosage.toml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posecheck.exercises.dosage import DosageRules, Limit, dosage_rules
from posecheck.history.records import PastSession, Soreness


@dataclass(frozen=True)
class Proposal:
    """How long to hold, and why, in sentences for the person."""

    hold_s: float
    reason: str
    advice: tuple[str, ...] = ()


def proposed_hold(
    past: Sequence[PastSession], today: date, rules: DosageRules | None = None
) -> Proposal:
    """The hold to propose for a release.

    Args:
        past: the sessions before this one in which a release was held, the oldest first.
        today: the day of practice.
    """
    rules = rules or dosage_rules()
    days = _run_of_days(past, today, rules.practice.gap_days)
    since = (today - days[0]).days if days else 0
    reached = [
        level
        for level in rules.levels
        if since >= level.from_days and len(days) >= level.practised_days
    ]
    level = reached[-1] if reached else rules.levels[0]
    limit = _limit(past, rules)
    if limit is None:
        return Proposal(level.hold_s, level.reason)
    if limit.longest_s >= level.hold_s:
        return Proposal(level.hold_s, f"{level.reason} {limit.text}", limit.advice)
    return Proposal(limit.longest_s, limit.text, limit.advice)


def unanswered(past: Sequence[PastSession]) -> PastSession | None:
    """The last session, if how sore it left the person has not been asked yet."""
    return past[-1] if past and past[-1].soreness is None else None


def _run_of_days(past: Sequence[PastSession], today: date, gap_days: int) -> list[date]:
    """The days of practice since the last long break, the oldest first."""
    run: list[date] = []
    next_day = today
    for day in sorted({session.day for session in past}, reverse=True):
        if (next_day - day).days > gap_days:
            break
        run.append(day)
        next_day = day
    return run[::-1]


def _limit(past: Sequence[PastSession], rules: DosageRules) -> Limit | None:
    """The strictest limit that what happened lately sets."""
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
