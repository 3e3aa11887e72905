"""The rules for how hard to practise: levels, soreness, causes when no release was felt."""

from __future__ import annotations

import math
from functools import cache

from pydantic import BaseModel, Field

from posecheck.exercises.sources import SourceKeys
from posecheck.toml_data import STRICT, load_shipped


class _Data(BaseModel):
    model_config = STRICT


class _Practice(_Data):
    gap_days: int = Field(gt=0)
    """A longer break ends a run of practice, in days."""
    reason: str
    source: SourceKeys


class Level(_Data):
    """The hold to propose from some day of practice on."""

    hold_s: float = Field(gt=0)
    """The proposed hold in seconds."""
    from_days: int = Field(ge=0)
    """Days since this run of practice began that the level needs."""
    practised_days: int = Field(ge=0)
    """Days within the run on which a release was held that the level needs."""
    reason: str
    """Told to the person with the proposal."""
    source: SourceKeys


class Limit(_Data):
    """How soreness or a danger sign limits the next holds."""

    longest_s: float = Field(gt=0)
    """The longest hold in seconds."""
    text: str
    """Told to the person with the proposal."""
    advice: tuple[str, ...]
    """What else to do differently."""
    reason: str
    source: SourceKeys


class DangerLimit(Limit):
    """How a danger sign limits the next holds."""

    clear_sessions: int = Field(gt=0)
    """How many sessions with a complete release and without a danger sign end the limit."""
    today: str
    """Told instead of a proposal on the day of the danger sign."""


class _SorenessRules(_Data):
    clear_sessions: int = Field(gt=0)
    """How many sessions with a complete release, of which the person said that no lasting soreness
    followed, end a limit."""
    ask_after_h: float = Field(gt=0)
    """Soreness is not asked earlier than this many hours after a session."""
    ask_again_days: float = Field(gt=0)
    """An early answer is asked for again for up to this many days after the session."""
    reason: str
    source: SourceKeys
    under_24h: Limit
    under_48h: Limit
    beyond_48h: Limit


class Cause(_Data):
    """One cause of a release that was not felt, and the limits that make it likely.

    A limit that the cause does not use keeps its default, which is never passed.
    """

    text: str
    """What to tell the person when the cause is likely."""
    clear: str
    """What to tell when it is unlikely."""
    unknown: str
    """What to tell when it was not measured."""
    reason: str
    source: SourceKeys
    above: float = math.inf
    """Values over this are wrong, in the unit of the measure, besides those that are beyond the
    limit of the exercise's own check."""
    above_s: float = math.inf
    """More seconds than this are wrong."""
    below_s: float = 0.0
    """Fewer seconds than this are wrong."""
    share: float = Field(default=0.0, ge=0.0, le=1.0)
    """The cause is likely when more than this share of the values is wrong, 0 to 1."""


class _Causes(_Data):
    roller_low: Cause
    warm_up: Cause
    breath_held: Cause
    hip_angle: Cause


class ProposedProgramme(_Data):
    """What to practise today."""

    name: str
    """Name of a programme or an exercise."""
    reason: str
    """Told to the person with the proposal."""
    source: SourceKeys


class _Programmes(_Data):
    first: ProposedProgramme
    daily: ProposedProgramme
    again: ProposedProgramme


class DosageRules(_Data):
    """The contents of dosage.toml."""

    practice: _Practice
    levels: tuple[Level, ...] = Field(min_length=1)
    soreness: _SorenessRules
    danger: DangerLimit
    programmes: _Programmes
    causes: _Causes


@cache
def dosage_rules() -> DosageRules:
    """The rules that are shipped with posecheck."""
    return load_shipped("posecheck.exercises", "dosage.toml", DosageRules)
