"""How long to hold today, from what was practised before; why no release was felt.

Pure functions over what the history remembers; the rules with their reasons are data
(``dosage.toml``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from posecheck.history.records import PastSession, Soreness
from posecheck.toml_data import shipped


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Practice(_Data):
    gap_days: int = Field(gt=0)
    reason: str


class Level(_Data):
    """The longest hold from some day of practice on."""

    hold_s: float = Field(gt=0)
    from_days: int = Field(ge=0)
    practised_days: int = Field(ge=0)
    reason: str


class Limit(_Data):
    """What something that went wrong last time does to the holds."""

    longest_s: float = Field(gt=0)
    text: str
    advice: tuple[str, ...]


class _SorenessRules(_Data):
    clear_sessions: int = Field(gt=0)
    reason: str
    under_24h: Limit
    under_48h: Limit
    beyond_48h: Limit


class _Cause(_Data):
    text: str
    clear: str
    unknown: str
    reason: str
    above: float = math.inf
    below: float = -math.inf
    above_s: float = math.inf
    below_s: float = 0.0
    share: float = Field(default=0.0, ge=0.0, le=1.0)


class _Causes(_Data):
    roller_low: _Cause
    warm_up: _Cause
    breath_held: _Cause
    hip_angle: _Cause


class DosageRules(_Data):
    """What dosage.toml holds."""

    practice: _Practice
    levels: tuple[Level, ...] = Field(min_length=1)
    soreness: _SorenessRules
    danger: Limit
    causes: _Causes


@cache
def dosage_rules() -> DosageRules:
    """The rules that come with posecheck."""
    return shipped("posecheck.coaching", "dosage.toml", DosageRules)


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


# --- no release felt


@dataclass(frozen=True)
class Evidence:
    """What was measured while the release was held.

    Attributes:
        roller_positions: the roller's place under the trunk, frame by frame, 0 shoulders to 1
            hips; NaN where it could not be seen.
        fallouts: the working leg's fall-out in degrees, frame by frame, NaN where not seen.
        warm_up_s: seconds of warm-up that were counted before it; None if none was watched.
        breath_held_s: seconds in which the breath was held; NaN if it could not be seen.
    """

    roller_positions: Sequence[float] = ()
    fallouts: Sequence[float] = ()
    warm_up_s: float | None = None
    breath_held_s: float = math.nan


@dataclass(frozen=True)
class Finding:
    """One of the guide's causes: whether it was so, and the sentence to say of it."""

    cause: str
    verdict: Literal["likely", "unlikely", "not_measured"]
    text: str


SEEN_SHARE = 0.2
"""Of the frames in which something must have been seen for it to be judged."""


def findings(evidence: Evidence, rules: DosageRules | None = None) -> tuple[Finding, ...]:
    """The guide's causes of a release that was not felt, the likely ones first."""
    causes = (rules or dosage_rules()).causes
    roller, warm_up = causes.roller_low, causes.warm_up
    breath, hip = causes.breath_held, causes.hip_angle
    no_breath = math.isnan(evidence.breath_held_s)
    found = [
        _finding("roller_low", roller, _mostly_outside(evidence.roller_positions, roller)),
        _finding("warm_up", warm_up, _less(evidence.warm_up_s, warm_up.below_s)),
        _finding(
            "breath_held", breath, None if no_breath else evidence.breath_held_s > breath.above_s
        ),
        _finding("hip_angle", hip, _mostly_outside(evidence.fallouts, hip)),
    ]
    order = ("likely", "not_measured", "unlikely")
    return tuple(sorted(found, key=lambda finding: order.index(finding.verdict)))


def _finding(name: str, cause: _Cause, likely: bool | None) -> Finding:
    if likely is None:
        return Finding(name, "not_measured", cause.unknown)
    return Finding(name, "likely", cause.text) if likely else Finding(name, "unlikely", cause.clear)


def _less(value: float | None, limit: float) -> bool | None:
    return None if value is None else value < limit


def _mostly_outside(values: Sequence[float], cause: _Cause) -> bool | None:
    """Whether more than the cause's share of what was seen lay outside its limits; None if too
    little was seen."""
    seen = [value for value in values if not math.isnan(value)]
    if not values or len(seen) < SEEN_SHARE * len(values):
        return None
    outside = sum(not cause.below <= value <= cause.above for value in seen)
    return outside > cause.share * len(seen)
