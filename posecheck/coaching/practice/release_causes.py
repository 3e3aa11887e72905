"""Why no release was felt: the guide's causes, compared with what was measured."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from posecheck.exercises.dosage import Cause, DosageRules, dosage_rules
from posecheck.exercises.schema import Check

MIN_SEEN_FRACTION = 0.2
"""A value must be seen in this fraction of the frames to be judged."""


@dataclass(frozen=True)
class Watched:
    """A measure while the release was held.

    Attributes
    ----------
    check
        The exercise's own check of it.
    values
        Its value in each frame; NaN where it was not seen.
    """

    check: Check
    values: array[float] = field(default_factory=lambda: array("d"))


@dataclass(frozen=True)
class Evidence:
    """What was measured while the release was held.

    Attributes
    ----------
    roller
        The roller's position under the spine; None when no exercise asks for it there.
    fallout
        The working leg's fall-out; None when no exercise asks for it.
    warm_up_s
        Seconds of warm-up that were counted before it; None when the programme has none.
    breath_held_s
        Seconds for which the breath was held; NaN when the breath was not seen.
    """

    roller: Watched | None = None
    fallout: Watched | None = None
    warm_up_s: float | None = None
    breath_held_s: float = math.nan


@dataclass(frozen=True)
class Finding:
    """One of the guide's causes.

    Attributes
    ----------
    cause
        Its name.
    verdict
        Whether it is likely, or was not measured.
    text
        The sentence to say about it.
    """

    cause: str
    verdict: Literal["likely", "unlikely", "not_measured"]
    text: str


def find_release_causes(
    evidence: Evidence, rules: DosageRules | None = None
) -> tuple[Finding, ...]:
    """Judge the guide's causes of a release that was not felt.

    Parameters
    ----------
    evidence
        What was measured.
    rules
        Hold the limits; None for those that are shipped with posecheck.

    Returns
    -------
    tuple of Finding
        The likely ones first, then those that were not measured. A cause that has nothing to do
        with what was practised is left out.
    """
    causes = (rules or dosage_rules()).causes
    warm_up, breath = causes.warm_up, causes.breath_held
    no_breath = math.isnan(evidence.breath_held_s)
    found = [
        _make_finding("warm_up", warm_up, _is_below(evidence.warm_up_s, warm_up.below_s)),
        _make_finding(
            "breath_held", breath, None if no_breath else evidence.breath_held_s > breath.above_s
        ),
    ]
    if roller := evidence.roller:
        low = _is_mostly_outside(roller.values, -math.inf, roller.check.max, causes.roller_low)
        found.insert(0, _make_finding("roller_low", causes.roller_low, low))
    if fallout := evidence.fallout:
        hip = causes.hip_angle
        wrong = _is_mostly_outside(fallout.values, fallout.check.min, hip.above, hip)
        found.append(_make_finding("hip_angle", hip, wrong))
    order = ("likely", "not_measured", "unlikely")
    return tuple(sorted(found, key=lambda finding: order.index(finding.verdict)))


def _make_finding(name: str, cause: Cause, likely: bool | None) -> Finding:
    if likely is None:
        return Finding(name, "not_measured", cause.unknown)
    return Finding(name, "likely", cause.text) if likely else Finding(name, "unlikely", cause.clear)


def _is_below(value: float | None, limit: float) -> bool | None:
    return None if value is None else value < limit


def _is_mostly_outside(
    values: Sequence[float], low: float, high: float, cause: Cause
) -> bool | None:
    """Whether more than the cause's share of the seen values lie under ``low`` or over ``high``.

    None when too few were seen.
    """
    seen = [value for value in values if not math.isnan(value)]
    if not values or len(seen) < MIN_SEEN_FRACTION * len(values):
        return None
    outside = sum(not low <= value <= high for value in seen)
    return outside > cause.share * len(seen)
