"""One trial of one leg, from the flat back to the straight leg, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from posecheck.anatomy import Side, opposite
from posecheck.selftest.arch import Baseline, middle, spread
from posecheck.selftest.course import Course, Seen
from posecheck.selftest.limits import SelfTestLimits, selftest_limits
from posecheck.selftest.outcome import Trial
from posecheck.selftest.signs import LegAngles, Signs
from posecheck.selftest.verdict import Ending, verdict

LOST_S = 0.7
"""A baseline survives this much of anything else; longer, and it starts afresh."""

AFTER_ARCH_S = 2.0
"""The trial ends this long after the arch is plain: its full height is then known."""

MISTAKEN_DEG = 35.0
"""The legs are taken for exchanged when the one called the tested leg lies nearer by this much, hip
and knee together, to where the other leg rested."""


class Step(StrEnum):
    SET_UP = "set_up"
    BASELINE = "baseline"
    TO_CHEST = "to_chest"
    LOWERING = "lowering"
    DONE = "done"


@dataclass
class LegTest:
    """Takes in the signs of frame after frame; knows no clock but theirs.

    Attributes:
        side: the leg that is tested: the one near the camera at the baseline.
        step: where the trial is.
        unfit: why the frames of late cannot be used, a name in the limits' reasons, else empty.
        cue: what to do now beyond the step: "lower_it", "straighten", or empty.
        course: the flat back, once it is known, and what was seen since.
        onset_s: when the back began to rise for good, once it has.
        trial: the outcome, once the trial is done.
    """

    side: Side | None = None
    step: Step = Step.SET_UP
    unfit: str = "nobody"
    cue: str = ""
    course: Course | None = None
    onset_s: float | None = None
    leg: LegAngles = field(default_factory=LegAngles)
    trial: Trial | None = None
    _limits: SelfTestLimits = field(default_factory=selftest_limits)
    _flat: list[Seen] = field(default_factory=list)
    _other: LegAngles = field(default_factory=LegAngles)
    _other_rest: LegAngles = field(default_factory=LegAngles)
    _since_s: float = math.nan
    _ready_s: float = math.nan
    _lost_s: float = math.nan
    _chest_s: float = math.nan
    _ceiling_s: float = math.nan
    _arched_s: float = math.nan
    _both_s: float = 0.0
    _last_s: float = math.nan

    @property
    def gap_change_cm(self) -> float:
        """How far the back stands over its flat baseline in the last frame; NaN if unknown."""
        if self.course is None or not self.course.frames:
            return math.nan
        return self.course.frames[-1].signs.gap_cm - self.course.baseline.gap_cm

    @property
    def baseline_share(self) -> float:
        """0..1, how much of the baseline is done."""
        if not self._flat:
            return 0.0
        done_s = self._flat[-1].time_s - self._flat[0].time_s
        return min(1.0, done_s / self._limits.baseline.hold_s)

    def update(self, signs: Signs) -> None:
        """Take in one frame."""
        if self.step is Step.DONE:
            return
        side = self.side or signs.near_side
        if side is not None:
            self._follow(signs, side)
        seen = Seen(signs.time_s, self.leg, signs)
        self.unfit, self.cue = signs.unfit, ""
        if self.step in (Step.SET_UP, Step.BASELINE):
            self._settle(seen)
        elif self.step is Step.TO_CHEST:
            self._to_chest(seen)
        else:
            self._lower(seen)
        self._last_s = signs.time_s

    def finish(self) -> Trial | None:
        """No more frames will come: what the trial came to; None if it never began."""
        if self.step is Step.LOWERING:
            self._end("unfinished" if math.isnan(self._arched_s) else "arched")
        elif self.step is Step.TO_CHEST:
            self.step = Step.DONE
            reason = "other_leg" if self._other_leg_moved else "no_test"
            self.trial = Trial("cannot_tell", reason)
        return self.trial

    @property
    def _other_leg_moved(self) -> bool:
        return self._both_s > 2 * LOST_S

    # --- the steps

    def _settle(self, seen: Seen) -> None:
        """Knees bent, back flat and still: the baseline."""
        limits, signs = self._limits.baseline, seen.signs
        ready = (
            not signs.unfit
            and _within(seen.leg.knee, limits.knee)
            and _within(seen.leg.hip_flexion, limits.hip_flexion)
            and not self._other.hip_flexion > self._limits.chest.other_leg_below
        )
        if not ready:
            if math.isnan(self._lost_s):
                self._lost_s = seen.time_s
            if seen.time_s - self._lost_s > LOST_S:
                self._flat.clear()
                self.step, self.side, self._ready_s = Step.SET_UP, None, math.nan
            return
        self._lost_s = math.nan
        if self.side is not None and signs.near_side != self.side:
            return
        self.step, self.side = Step.BASELINE, signs.near_side
        self._ready_s = seen.time_s if math.isnan(self._ready_s) else self._ready_s
        self._flat.append(seen)
        while seen.time_s - self._flat[0].time_s > limits.keep_s:
            self._flat.pop(0)
        self._judge_baseline(seen)

    def _judge_baseline(self, seen: Seen) -> None:
        limits = self._limits.baseline
        if seen.time_s - self._flat[0].time_s < limits.hold_s:
            return
        still = [s for s in self._flat if seen.time_s - s.time_s <= limits.hold_s + 1e-6]
        turned = max(
            spread([s.leg.hip_flexion for s in still]), spread([s.leg.knee for s in still])
        )
        gaps = [s.signs.gap_cm for s in still]
        flat = Baseline.of(gaps, [s.signs.belly_cm for s in still])
        steady = turned <= limits.steady_deg and spread(gaps) <= limits.most_swing_cm
        if steady and flat.gap_cm <= limits.most_gap_cm:
            self.course = Course(flat)
            others = [s.signs.leg(opposite(self.side)) for s in still if self.side is not None]
            self._other_rest = LegAngles(
                middle([leg.hip_flexion for leg in others]), middle([leg.knee for leg in others])
            )
            self.step, self._since_s = Step.TO_CHEST, seen.time_s
        elif seen.time_s - self._ready_s > limits.give_up_s:
            self.unfit = "not_flat" if flat.gap_cm > limits.most_gap_cm else "unsettled"

    def _to_chest(self, seen: Seen) -> None:
        """The knee comes to the chest. Until it moves, the baseline goes on."""
        limits, course = self._limits.chest, self.course
        assert course is not None
        self._keep_baseline(seen, course)
        course.frames.append(seen)
        if seen.signs.unfit in ("not_supine", "nobody"):
            self._start_again_when_lost(seen)
            return
        self._lost_s = math.nan
        if self._other.hip_flexion > limits.hip_flexion:
            self._both_s += max(0.0, seen.time_s - self._last_s)
        if seen.leg.hip_flexion >= limits.hip_flexion:
            self._chest_s = seen.time_s if math.isnan(self._chest_s) else self._chest_s
            if seen.time_s - self._chest_s >= limits.lasts_s:
                self.step, self._since_s = Step.LOWERING, seen.time_s
                course.frames = [seen]
        elif not seen.leg.hip_flexion >= limits.hip_flexion - 5:
            self._chest_s = math.nan
        if self.step is Step.TO_CHEST and self._other_leg_moved:
            self.unfit = "other_leg"
        if seen.time_s - self._since_s > limits.give_up_s:
            self._reset()

    def _keep_baseline(self, seen: Seen, course: Course) -> None:
        rest = [s.leg.hip_flexion for s in self._flat]
        at_rest = sorted(rest)[len(rest) // 2]
        limits = self._limits.baseline
        if seen.signs.unfit or abs(seen.leg.hip_flexion - at_rest) > limits.steady_deg / 2:
            return
        if seen.time_s - self._flat[-1].time_s > LOST_S:
            return  # back from somewhere: no longer the same rest
        self._flat.append(seen)
        gaps = [s.signs.gap_cm for s in self._flat]
        if spread(gaps) <= limits.most_swing_cm:
            course.baseline = Baseline.of(gaps, [s.signs.belly_cm for s in self._flat])

    def _start_again_when_lost(self, seen: Seen) -> None:
        if math.isnan(self._lost_s):
            self._lost_s = seen.time_s
        if seen.time_s - self._lost_s > 2 * LOST_S:
            self._reset()

    def _reset(self) -> None:
        """Forget the trial: it starts again from the set-up."""
        fresh = LegTest()
        for name, value in vars(fresh).items():
            setattr(self, name, value)

    def _lower(self, seen: Seen) -> None:
        """The leg straightens and comes down."""
        limits, course = self._limits, self.course
        assert course is not None
        course.frames.append(seen)
        leg, now_s = seen.leg, seen.time_s
        if self._other.hip_flexion > limits.chest.hip_flexion:
            self._both_s += max(0.0, now_s - self._last_s)
        self._watch_ceiling(seen)
        onset_s, self._arched_s, still_s = course.onset_s(), course.arched_s(), course.still_s()
        self.onset_s = None if math.isnan(onset_s) else onset_s
        straight = leg.knee >= limits.straight.knee and (
            leg.hip_flexion <= limits.straight.hip_flexion
        )
        if now_s - self._arched_s >= AFTER_ARCH_S:
            self._end("arched")
        elif straight and still_s >= limits.straight.still_s:
            self._end("straight")
        elif not straight and leg.hip_flexion < limits.lowering.begins_below:
            if still_s >= limits.short.still_s:
                self._end("short")
            elif still_s >= limits.short.cue_s:
                self.cue = "straighten"
        if self.step is Step.LOWERING and now_s - self._since_s > limits.lowering.give_up_s:
            self._end("unfinished")

    def _watch_ceiling(self, seen: Seen) -> None:
        flexion, knee = self._limits.lowering.ceiling
        if seen.leg.hip_flexion > flexion and seen.leg.knee > knee:
            if math.isnan(self._ceiling_s):
                self._ceiling_s = seen.time_s
            if seen.time_s - self._ceiling_s >= self._limits.lowering.ceiling_s:
                self.cue = "lower_it"
        else:
            self._ceiling_s = math.nan

    def _end(self, ending: Ending) -> None:
        self.step = Step.DONE
        assert self.course is not None
        self.trial = verdict(self.course, ending, both_legs=self._other_leg_moved)

    def _follow(self, signs: Signs, side: Side) -> None:
        """Take the tested leg's angles from the frame, whichever leg it calls them: once its knee
        was at the chest, the other leg is the one that still lies as it did at the baseline."""
        named, other = signs.leg(side), signs.leg(opposite(side))
        if self.step is Step.LOWERING:
            rest = self._other_rest
            if _apart(named, rest) < _apart(other, rest) - MISTAKEN_DEG:
                named, other = other, named
        self.leg, self._other = named, other


def _apart(a: LegAngles, b: LegAngles) -> float:
    """How far apart two legs' angles are; unknown ones do not count."""
    pairs = ((a.hip_flexion, b.hip_flexion), (a.knee, b.knee))
    return sum(abs(x - y) for x, y in pairs if not math.isnan(x - y))


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
