"""The limits of the self-test, read from limits.toml.

Each table there gives the reason for its numbers and their sources. Angles in degrees, lengths in
cm, times in seconds. The gap is the lumbar gap; a rise is its change from the baseline.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import BaseModel, Field

from posecheck.exercises.sources import SourceKeys
from posecheck.toml_data import STRICT, load_shipped

Range = tuple[float, float]
"""Two numbers; what they are is said at the field."""

Positive = Annotated[float, Field(gt=0)]
"""A number above 0."""

Share = Annotated[float, Field(gt=0, lt=1)]
"""A share between 0 and 1."""


class _Table(BaseModel):
    model_config = STRICT


class _Reasoned(_Table):
    reason: str = Field(min_length=3)
    source: SourceKeys


class BaselineLimits(_Reasoned):
    """The baseline: knees bent, back flat, everything still."""

    hold_s: Positive
    """How long legs and gap must be still."""
    least_s: Positive
    """How long they must have been still if the knee goes to the chest before that time."""
    short_rest_error_cm: Positive
    """By how much the flat back is known less surely after next to no rest; in proportion less
    after a longer one, and nothing after ``hold_s``."""
    keep_s: Positive
    """The baseline is taken over at most this long."""
    give_up_s: Positive
    """The person is told what is wrong when there is no baseline after this time."""
    knee: Range
    """The tested leg's knee angle at the baseline, lowest and highest."""
    hip_flexion: Range
    """The tested leg's hip flexion at the baseline, lowest and highest."""
    steady_deg: Positive
    """The largest range of hip flexion, and of the knee, within ``hold_s``."""
    most_gap_cm: Positive
    """The largest gap of a back that can be flat."""
    most_swing_cm: Positive
    """The largest range of the gap within ``hold_s``: breath and noise together."""


class ChestLimits(_Reasoned):
    """The knee comes to the chest."""

    hip_flexion: Positive
    """From this hip flexion on a knee is at the chest."""
    lasts_s: Positive
    """How long it must stay there."""
    give_up_s: Positive
    """The test starts again when the knee has not come to the chest within this time."""
    other_leg_below: Positive
    """The other leg's hip flexion at the baseline must not be larger."""


class LoweringLimits(_Reasoned):
    """The leg straightens and comes down."""

    begins_below: Positive
    """The lowering begins when hip flexion falls below this."""
    from_to: Range
    """The two values of hip flexion, from high to low, between which the lowering is timed."""
    least_s: Positive
    """A leg that passes between these two values in less time was too fast."""
    give_up_s: Positive
    """The test ends when the leg has not come to rest within this time."""
    ceiling: Range
    """Hip flexion and knee angle: a leg over both is held up towards the ceiling."""
    ceiling_s: Positive
    """After this time the person is told to lower it."""


class StraightLimits(_Reasoned):
    """A leg that lies straight."""

    knee: Positive
    """The smallest knee angle."""
    hip_flexion: Positive
    """The largest hip flexion."""
    still_s: Positive
    """How long the leg must be still."""
    steady_deg: Range
    """The largest range of hip flexion, and of the knee angle, of a leg that is still."""
    knee_wanders_deg: Positive
    """The largest range of the knee angle of a leg that is still and whose knee goes nowhere."""


class ShortLimits(_Reasoned):
    """A leg that stops short of straight."""

    knee: Positive
    """A smaller knee angle is clearly not straight."""
    hip_flexion: Positive
    """A larger hip flexion is clearly not straight."""
    still_s: Positive
    """How long the leg must be still."""
    cue_s: Positive
    """After this time the person is told to straighten it further."""
    after_cue_s: Positive
    """Live, the least time from the end of the spoken cue until the trial ends."""


class ArchLimits(_Reasoned):
    """A back that arches, and one that stays flat."""

    onset_cm: Positive
    """The arch begins when the rise is this much larger than the baseline's own swing."""
    onset_s: Positive
    """How long a rise must last to count."""
    flat_below_cm: Positive
    """The largest rise of a flat back."""
    arched_above_cm: Positive
    """The smallest rise of an arched back."""
    most_unseen: Share
    """The largest share of the time of the lowering in which the back was not seen."""
    most_unseen_flat: Share
    """The same for a back that is called flat; it applies to the leg's rest as well."""


class BellyLimits(_Reasoned):
    """The belly, which must not rise over a back that looks flat."""

    most_rise_cm: Positive
    """The largest rise of belly and lower ribs."""


class CameraHeight(_Reasoned):
    """The camera's height."""

    most_height_m: Positive
    """The highest place of the lens over the floor, in m."""
    height_error_m: Positive
    """The height must be read as this much higher, before the camera counts as too high."""


class RepeatLimits(_Reasoned):
    """Repeats of the test, and the error of one."""

    most: Annotated[int, Field(ge=1)]
    """The most trials of one leg."""
    flexion_error_deg: Positive
    """The standard error of hip flexion at the onset of an arch, from test to test."""
    knee_error_deg: Positive
    """The standard error of the knee's angle where a leg came to rest."""
    gap_error_cm: Positive
    """The standard error of a rise, from test to test."""


class TruthErrors(_Reasoned):
    """How far two in three of the arches that are seen are at most from the truth."""

    flexion_off_deg: Positive
    """Hip flexion at the onset."""
    rise_off_cm: Positive
    """The rise of the back."""


class Reason(_Table):
    """Why the test cannot tell, and what to do about it."""

    explain: str = Field(min_length=3)
    """Why, as a part of a sentence; it may hold {rest}, how long the person lay still."""
    mend: str = Field(min_length=3)
    """What to do; it may hold {side}, the tested leg."""


class SelfTestLimits(_Table):
    """The contents of limits.toml."""

    baseline: BaselineLimits
    chest: ChestLimits
    lowering: LoweringLimits
    straight: StraightLimits
    short: ShortLimits
    arch: ArchLimits
    belly: BellyLimits
    camera: CameraHeight
    repeats: RepeatLimits
    truth: TruthErrors
    reasons: dict[str, Reason]
    """By the name of the reason that an outcome gives."""


@cache
def selftest_limits() -> SelfTestLimits:
    """The limits that are shipped with posecheck."""
    return load_shipped("posecheck.tightness", "limits.toml", SelfTestLimits)
