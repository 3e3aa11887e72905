"""Recognise the self-test in a recording: flat on the back, one knee to the chest, lowered slowly.

Only the course of the legs is looked at. What the lower back does is for the test itself to judge.
"""

from __future__ import annotations

import math
from enum import IntEnum

from posecheck.anatomy import SIDES, Side, opposite
from posecheck.coaching.recognition.evidence import Tally, weigh
from posecheck.coaching.recognition.side_fit import (
    POSTURE_MISSED,
    ROLLER_ELSEWHERE,
    ROLLER_MISSED,
    SUPINE_ELSEWHERE,
)
from posecheck.coaching.recognition.stillness import Stillness, Travel
from posecheck.measures.table import Measurements
from posecheck.tightness.limits import selftest_limits

NAME = "selftest"
"""What commands call it."""

TITLE = "Psoas self-test"
"""What it is called where people read it."""

LOWERED_S = 1.5
"""The lowered leg rests for so long."""

LOWERED_KNEE = 130.0
"""Knee of a lowered leg, degrees, at least: a tight one may stop short of straight."""

GAP_S = 1.5
"""After a longer gap between two frames, in seconds, the test begins anew."""

COURSE_ELSEWHERE = 0.03
"""Roughly the share of other movements on the back with all stages of the test in their order."""

OTHER_LEG_WITHIN_S, OTHER_LEG_DEG = 8.0, 25.0
"""The other leg's hip flexion travels no further than this in so many seconds, degrees: its foot
stays on the floor. The reading of a leg that rests behind a moving one wanders by up to 13."""

OTHER_LEG_ELSEWHERE = 0.3
"""Roughly the share of other movements on the back in which one leg rests throughout."""


class _Stage(IntEnum):
    """How far the test has come."""

    NOTHING = 0
    RESTED = 1
    AT_CHEST = 2
    LOWERED = 3


COURSE_SHARE = {_Stage.NOTHING: 0.0, _Stage.RESTED: 0.0, _Stage.AT_CHEST: 0.5, _Stage.LOWERED: 1.0}
"""How much of the test each stage is, 0 to 1. Bent knees at rest are the start of much else."""


class SelfTestCandidate:
    """The self-test as something that may be done in a recording, of either leg."""

    def __init__(self) -> None:
        self.name, self.title = NAME, TITLE
        self._legs = [LegFit(side) for side in SIDES]

    def update(
        self, time_s: float, measurements: Measurements | None, roller_seen: bool | None
    ) -> None:
        """Take in one frame; see :class:`posecheck.coaching.recognition.candidate.Candidate`."""
        for leg in self._legs:
            leg.update(time_s, measurements, roller_seen)

    @property
    def evidence(self) -> float:
        """How much what was seen speaks for the self-test."""
        return max(leg.evidence for leg in self._legs)


class LegFit:
    """How well a recording fits the self-test of one leg."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._stillness, self._travel = Stillness(), Travel(OTHER_LEG_WITHIN_S)
        self._posture = Tally(SUPINE_ELSEWHERE, POSTURE_MISSED)
        self._other_leg = Tally(OTHER_LEG_ELSEWHERE)
        self._without_roller = Tally(ROLLER_ELSEWHERE["none"], ROLLER_MISSED)
        self._stage, self._furthest = _Stage.NOTHING, _Stage.NOTHING
        self._since_s = math.nan
        self._chest_until_s = self._low_since_s = math.nan
        self._last_s = -math.inf

    def update(
        self, time_s: float, measurements: Measurements | None, roller_seen: bool | None
    ) -> None:
        """Take in one frame."""
        if time_s - self._last_s > GAP_S:
            self._stage, self._since_s = _Stage.NOTHING, math.nan
        self._last_s = time_s
        still = self._stillness.update(time_s, measurements)
        if measurements is None:
            return
        supine = measurements.posture == "supine"
        self._posture.add(supine if measurements.posture != "unknown" else None)
        if not supine:
            return
        travel = self._travel.update(
            time_s, measurements.value("hip_flexion", opposite(self._side))
        )
        self._other_leg.add(None if math.isnan(travel) else travel <= OTHER_LEG_DEG)
        if roller_seen is not None:
            self._without_roller.add(math.isnan(measurements.value("roller_position")))
        hip, knee = (measurements.value(name, self._side) for name in ("hip_flexion", "knee"))
        if not math.isnan(hip + knee):
            self._follow(time_s, hip, knee, still)

    def _follow(self, time_s: float, hip: float, knee: float, still: bool | None) -> None:
        limits = selftest_limits()
        rest, chest = limits.baseline, limits.chest
        at_rest = (
            still is True
            and rest.knee[0] <= knee <= rest.knee[1]
            and rest.hip_flexion[0] <= hip <= rest.hip_flexion[1]
        )
        half_down = sum(limits.lowering.from_to) / 2
        lowered = still is True and hip < half_down and knee > LOWERED_KNEE
        if self._stage in (_Stage.NOTHING, _Stage.LOWERED):
            self._go_on_after(at_rest, rest.least_s, time_s, _Stage.RESTED)
        elif self._stage is _Stage.RESTED:
            if lowered:  # from the rest to a straight leg without the chest is no test
                self._stage = _Stage.NOTHING
            self._go_on_after(hip >= chest.hip_flexion, chest.lasts_s, time_s, _Stage.AT_CHEST)
        else:
            if hip >= half_down:
                self._low_since_s = math.nan
            elif math.isnan(self._low_since_s):
                self._low_since_s = time_s
            if hip >= chest.hip_flexion:
                self._chest_until_s = time_s
            slow = self._low_since_s - self._chest_until_s >= limits.lowering.least_s
            self._go_on_after(lowered and slow, LOWERED_S, time_s, _Stage.LOWERED)

    def _go_on_after(self, reached: bool, lasts_s: float, time_s: float, stage: _Stage) -> None:
        """Go on to a stage once what it asks for has lasted."""
        if not reached:
            self._since_s = math.nan
            return
        self._since_s = time_s if math.isnan(self._since_s) else self._since_s
        if time_s - self._since_s >= lasts_s:
            self._stage, self._since_s = stage, math.nan
            self._furthest = max(self._furthest, stage)

    @property
    def parts(self) -> dict[str, float]:
        """The evidence of each mark by its name."""
        return {
            "posture": self._posture.weight,
            "other leg": self._other_leg.weight,
            "without roller": self._without_roller.weight,
            "course": weigh(COURSE_SHARE[self._furthest], COURSE_ELSEWHERE),
        }

    @property
    def evidence(self) -> float:
        """How much what was seen speaks for the self-test of this leg."""
        return sum(self.parts.values())
