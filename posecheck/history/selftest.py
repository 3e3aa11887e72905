"""From the self-test's outcome to what is remembered of it, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from posecheck.anatomy import Side
from posecheck.history.records import LegTest, PastSelftest
from posecheck.selftest.limits import selftest_limits
from posecheck.selftest.outcome import EarlierTest, LegOutcome


def leg_tests(outcomes: Mapping[Side, LegOutcome]) -> tuple[LegTest, ...]:
    """What is to be remembered of each leg."""
    return tuple(_leg_test(outcome) for outcome in outcomes.values())


def earlier_tests(past: Sequence[PastSelftest]) -> list[EarlierTest]:
    """Earlier tests as a new one compares itself with them, the oldest first."""
    return [
        EarlierTest(
            day=f"{test.taken.day} {test.taken:%b %Y}",
            side=leg.side,
            result=leg.result,
            onset_hip_flexion=leg.onset_hip_flexion,
            gap_change_cm=leg.gap_change_cm,
        )
        for test in past
        for leg in test.legs
    ]


def _leg_test(outcome: LegOutcome) -> LegTest:
    trial, flexion = outcome.trial, outcome.onset_hip_flexion
    stopped = trial.reason == "stopped_short"  # the back stayed flat: there is no other onset
    spread = flexion.high - flexion.low if flexion.count > 1 else math.nan
    return LegTest(
        side=outcome.side,
        result=trial.result,
        reason=trial.reason or None,
        onset_s=trial.onset_s,
        onset_hip_flexion=trial.end_hip_flexion if stopped else flexion.median,
        onset_knee=trial.end_knee if stopped else trial.onset_knee,
        gap_change_cm=trial.gap_change_cm,
        spread_deg=spread,
        tolerance_deg=1.96 * selftest_limits().repeats.flexion_error_deg,
    )
