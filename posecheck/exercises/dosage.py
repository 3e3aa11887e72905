"""How hard to practise, as dosage.toml says: levels, soreness, causes of a release not felt."""

from __future__ import annotations

import math
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from posecheck.toml_data import load_shipped


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


class Cause(_Data):
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
    roller_low: Cause
    warm_up: Cause
    breath_held: Cause
    hip_angle: Cause


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
    return load_shipped("posecheck.exercises", "dosage.toml", DosageRules)
