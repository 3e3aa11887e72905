"""Why no release was felt: the guide's causes, against what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from posecheck.exercises.dosage import Cause, DosageRules, dosage_rules


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


def _finding(name: str, cause: Cause, likely: bool | None) -> Finding:
    if likely is None:
        return Finding(name, "not_measured", cause.unknown)
    return Finding(name, "likely", cause.text) if likely else Finding(name, "unlikely", cause.clear)


def _less(value: float | None, limit: float) -> bool | None:
    return None if value is None else value < limit


def _mostly_outside(values: Sequence[float], cause: Cause) -> bool | None:
    """Whether more than the cause's share of what was seen lay outside its limits; None if too
    little was seen."""
    seen = [value for value in values if not math.isnan(value)]
    if not values or len(seen) < SEEN_SHARE * len(values):
        return None
    outside = sum(not cause.below <= value <= cause.above for value in seen)
    return outside > cause.share * len(seen)
