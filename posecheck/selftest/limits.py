"""The self-test's limits, as limits.toml holds them with their reasons."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from posecheck.toml_data import load_shipped

Range = tuple[float, float]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, lt=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Reasoned(_Table):
    reason: str = Field(min_length=3)


class BaselineLimits(_Reasoned):
    hold_s: Positive
    keep_s: Positive
    give_up_s: Positive
    knee: Range
    hip_flexion: Range
    steady_deg: Positive
    most_gap_cm: Positive
    most_swing_cm: Positive


class ChestLimits(_Reasoned):
    hip_flexion: Positive
    lasts_s: Positive
    give_up_s: Positive
    other_leg_below: Positive


class LoweringLimits(_Reasoned):
    begins_below: Positive
    from_to: Range
    least_s: Positive
    give_up_s: Positive
    ceiling: Range
    ceiling_s: Positive


class StraightLimits(_Reasoned):
    knee: Positive
    hip_flexion: Positive
    still_s: Positive
    steady_deg: Range


class ShortLimits(_Reasoned):
    knee: Positive
    hip_flexion: Positive
    still_s: Positive
    cue_s: Positive


class ArchLimits(_Reasoned):
    onset_cm: Positive
    onset_s: Positive
    flat_below_cm: Positive
    arched_above_cm: Positive
    most_unseen: Share
    most_unseen_flat: Share


class BellyLimits(_Reasoned):
    most_rise_cm: Positive


class CameraHeight(_Reasoned):
    most_height_m: Positive


class RepeatLimits(_Reasoned):
    most: Annotated[int, Field(ge=1)]
    flexion_error_deg: Positive
    gap_error_cm: Positive


class Reason(_Table):
    """Why nothing can be said (``explain``), and what to do about it (``mend``)."""

    explain: str = Field(min_length=3)
    mend: str = Field(min_length=3)


class SelfTestLimits(_Table):
    """What limits.toml holds."""

    baseline: BaselineLimits
    chest: ChestLimits
    lowering: LoweringLimits
    straight: StraightLimits
    short: ShortLimits
    arch: ArchLimits
    belly: BellyLimits
    camera: CameraHeight
    repeats: RepeatLimits
    reasons: dict[str, Reason]


@cache
def selftest_limits() -> SelfTestLimits:
    """The limits that come with posecheck."""
    return load_shipped("posecheck.selftest", "limits.toml", SelfTestLimits)
