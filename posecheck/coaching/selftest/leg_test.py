"""One trial of one leg, from the flat back to the straight leg, step by step."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

import numpy as np

from posecheck.body.landmarks import opposite
from posecheck.body.reading import Side
from posecheck.coaching.selftest.arch import Baseline, crossing, most_lasting, onset, spread
from posecheck.coaching.selftest.limits import SelfTestLimits, selftest_limits
from posecheck.coaching.selftest.outcome import Trial
from posecheck.coaching.selftest.signs import LegAngles, Signs

LOST_S = 0.7
"""A baseline survives this much of anything else; longer, and it starts afresh."""

AFTER_ARCH_S = 2.0
"""The trial ends this long after the arch is plain: its full height is then known."""

MISTAKEN_DEG = 35.0
"""Legs are taken for exchanged when that fits both legs' last angles better by this much."""


ANGLES_LAG_S = 0.08
"""The angles come smoothed, the gap does not: so much later they show the same moment (the filter's
lag at 30 degrees a second, measures/steadiness.py)."""


class Step(StrEnum):
    SET_UP = "set_up"
    BASELINE = "baseline"
    TO_CHEST = "to_chest"
    LOWERING = "lowering"
    DONE = "done"


@dataclass(frozen=True, eq=False)
class _Seen:
    """One frame of a trial."""

    time_s: float
    leg: LegAngles
    signs: Signs


@dataclass
class LegTest:
    """Takes in the signs of frame after frame; knows no clock but theirs.

    Attributes:
        side: the leg that is tested: the one near the camera at the baseline.
        step: where the trial is.
        unfit: why the frames of late cannot be used, a name in the limits' reasons, else empty.
        cue: what to do now beyond the step: "lower_it", "straighten", or empty.
        baseline: the flat back, once it is known.
        onset: the frame's time at which the back began to rise, once it has.
        trial: the outcome, once the trial is done.
    """

    side: Side | None = None
    step: Step = Step.SET_UP
    unfit: str = "nobody"
    cue: str = ""
    baseline: Baseline | None = None
    onset_s: float | None = None
    leg: LegAngles = field(default_factory=LegAngles)
    trial: Trial | None = None
    _limits: SelfTestLimits = field(default_factory=selftest_limits)
    _flat: list[_Seen] = field(default_factory=list)
    _course: list[_Seen] = field(default_factory=list)
    _other: LegAngles = field(default_factory=LegAngles)
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
        if self.baseline is None or not self._course:
            return math.nan
        return self._course[-1].signs.gap_cm - self.baseline.gap_cm

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
        seen = _Seen(signs.time_s, self.leg, signs)
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
            self._end("no_test")
        return self.trial

    @property
    def _other_leg_moved(self) -> bool:
        return self._both_s > 2 * LOST_S

    # --- the steps

    def _settle(self, seen: _Seen) -> None:
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

    def _judge_baseline(self, seen: _Seen) -> None:
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
            self.baseline = flat
            self.step, self._since_s = Step.TO_CHEST, seen.time_s
        elif seen.time_s - self._ready_s > limits.give_up_s:
            self.unfit = "not_flat" if flat.gap_cm > limits.most_gap_cm else "unsettled"

    def _to_chest(self, seen: _Seen) -> None:
        """The knee comes to the chest. Until it moves, the baseline goes on."""
        limits = self._limits.chest
        self._keep_baseline(seen)
        self._course.append(seen)
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
                self._course = [seen]
        elif not seen.leg.hip_flexion >= limits.hip_flexion - 5:
            self._chest_s = math.nan
        if self.step is Step.TO_CHEST and self._other_leg_moved:
            self.unfit = "other_leg"
        if seen.time_s - self._since_s > limits.give_up_s:
            self._reset()

    def _keep_baseline(self, seen: _Seen) -> None:
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
            self.baseline = Baseline.of(gaps, [s.signs.belly_cm for s in self._flat])

    def _start_again_when_lost(self, seen: _Seen) -> None:
        if math.isnan(self._lost_s):
            self._lost_s = seen.time_s
        if seen.time_s - self._lost_s > 2 * LOST_S:
            self._reset()

    def _reset(self) -> None:
        """Forget the trial: it starts again from the set-up."""
        fresh = LegTest()
        for name, value in vars(fresh).items():
            setattr(self, name, value)

    def _lower(self, seen: _Seen) -> None:
        """The leg straightens and comes down."""
        limits = self._limits
        self._course.append(seen)
        leg, now_s = seen.leg, seen.time_s
        if self._other.hip_flexion > limits.chest.hip_flexion:
            self._both_s += max(0.0, now_s - self._last_s)
        self._watch_ceiling(seen)
        self._watch_arch(now_s)
        rest = self._rest_s()
        straight = leg.knee >= limits.straight.knee and (
            leg.hip_flexion <= limits.straight.hip_flexion
        )
        if not math.isnan(self._arched_s) and now_s - self._arched_s >= AFTER_ARCH_S:
            self._end("arched")
        elif straight and rest >= limits.straight.still_s:
            self._end("straight")
        elif not straight and leg.hip_flexion < limits.lowering.begins_below:
            if rest >= limits.short.still_s:
                self._end("short")
            elif rest >= limits.short.cue_s:
                self.cue = "straighten"
        if self.step is Step.LOWERING and now_s - self._since_s > limits.lowering.give_up_s:
            self._end("unfinished")

    def _watch_ceiling(self, seen: _Seen) -> None:
        flexion, knee = self._limits.lowering.ceiling
        if seen.leg.hip_flexion > flexion and seen.leg.knee > knee:
            if math.isnan(self._ceiling_s):
                self._ceiling_s = seen.time_s
            if seen.time_s - self._ceiling_s >= self._limits.lowering.ceiling_s:
                self.cue = "lower_it"
        else:
            self._ceiling_s = math.nan

    def _watch_arch(self, now_s: float) -> None:
        times, rises = self._rises()
        arch, swing = self._limits.arch, self.baseline.swing_cm if self.baseline else 0.0
        limit_cm = arch.onset_cm + swing
        first = onset(times, rises, limit_cm, arch.onset_s)
        self.onset_s = None if first is None else crossing(times, rises, limit_cm, first)
        plain = onset(times, rises, arch.arched_above_cm, arch.onset_s)
        self._arched_s = math.nan if plain is None else times[plain]

    # --- what the course shows

    def _rises(self) -> tuple[list[float], list[float]]:
        """Times, and how far the back stands over its baseline, since the leg left the chest."""
        flat_cm = self.baseline.gap_cm if self.baseline else math.nan
        lowering = self._lowering()
        return [s.time_s for s in lowering], [s.signs.gap_cm - flat_cm for s in lowering]

    def _lowering(self) -> list[_Seen]:
        """The frames since the leg last was at the chest."""
        below = self._limits.lowering.begins_below
        last_up = max(
            (i for i, s in enumerate(self._course) if s.leg.hip_flexion >= below), default=-1
        )
        return self._course[last_up + 1 :]

    def _rest_s(self) -> float:
        """For how long the leg has been still."""
        limits, course = self._limits.straight, self._course
        now, still_s = course[-1], 0.0
        hip, knee = limits.steady_deg
        low = high = now.leg.hip_flexion
        bent = straight = now.leg.knee
        for s in reversed(course):
            flexion, angle = s.leg.hip_flexion, s.leg.knee
            if math.isnan(flexion) or math.isnan(angle):
                continue
            low, high = min(low, flexion), max(high, flexion)
            bent, straight = min(bent, angle), max(straight, angle)
            if not (high - low <= hip and straight - bent <= knee):
                break
            still_s = now.time_s - s.time_s
        return still_s

    def _end(self, how: str) -> None:
        self.step = Step.DONE
        self.trial = self._judged(how)

    def _judged(self, how: str) -> Trial:
        """The outcome, given how the trial ended: arched, straight, short or unfinished."""
        limits = self._limits
        if how == "no_test" or self.baseline is None:
            return Trial("cannot_tell", "other_leg" if self._other_leg_moved else "no_test")
        times, rises = self._rises()
        most = most_lasting(times, rises)
        last = self._course[-1].leg
        told = partial(
            Trial,
            gap_change_cm=most,
            end_hip_flexion=last.hip_flexion,
            end_knee=last.knee,
        )
        if reason := self._doubt(how, most):
            return told("cannot_tell", reason)
        if most >= limits.arch.arched_above_cm and self.onset_s is not None:
            leg = self._leg_at(self.onset_s + ANGLES_LAG_S)
            return told("tight", "arched", self.onset_s, leg.hip_flexion, leg.knee)
        if how == "straight":
            return told("clear")
        return told("tight", "stopped_short")

    def _leg_at(self, time_s: float) -> LegAngles:
        """The leg's angles between two frames; NaN where neither frame shows them."""
        known = [s for s in self._course if not math.isnan(s.leg.hip_flexion + s.leg.knee)]
        if not known:
            return LegAngles()
        times = [s.time_s for s in known]
        return LegAngles(
            float(np.interp(time_s, times, [s.leg.hip_flexion for s in known])),
            float(np.interp(time_s, times, [s.leg.knee for s in known])),
        )

    def _doubt(self, how: str, most_cm: float) -> str:
        """Why the outcome cannot be told, a name in the limits' reasons; empty when it can."""
        limits, lowering = self._limits, self._lowering()
        if self._other_leg_moved:
            return "both_legs"
        if not lowering:
            return "unfinished"
        if reason := _hidden(lowering, limits.arch.most_unseen):
            return reason
        if math.isnan(most_cm):
            return "back_hidden"
        if most_cm >= limits.arch.arched_above_cm:
            return "too_fast" if self._too_fast() else ""
        if most_cm > limits.arch.flat_below_cm:
            return "between"
        if how == "unfinished":
            return "unfinished"
        if self._too_fast():
            return "too_fast"
        if self._belly_rise_cm() > limits.belly.most_rise_cm:
            return "loose_shirt"
        at_rest = [s for s in lowering if lowering[-1].time_s - s.time_s <= limits.straight.still_s]
        for part in (lowering, at_rest):
            if reason := _hidden(part, limits.arch.most_unseen_flat):
                return reason
        last = lowering[-1].leg
        clearly_short = last.knee < limits.short.knee or last.hip_flexion > limits.short.hip_flexion
        return "nearly_straight" if how == "short" and not clearly_short else ""

    def _too_fast(self) -> bool:
        high, low = self._limits.lowering.from_to
        above = [s.time_s for s in self._course if s.leg.hip_flexion >= high]
        below = [s.time_s for s in self._course if s.leg.hip_flexion <= low]
        if not above or not below:
            return False
        return below[-1] - above[-1] > 0 and (
            min(t for t in below if t > above[-1]) - above[-1] < self._limits.lowering.least_s
        )

    def _belly_rise_cm(self) -> float:
        if self.baseline is None:
            return math.nan
        times = [s.time_s for s in self._lowering()]
        return most_lasting(
            times, [s.signs.belly_cm - self.baseline.belly_cm for s in self._lowering()]
        )

    def _follow(self, signs: Signs, side: Side) -> None:
        """Take the tested leg's angles from the frame, whichever leg it calls them."""
        named, other = signs.leg(side), signs.leg(opposite(side))
        if self.step in (Step.TO_CHEST, Step.LOWERING):
            as_named = _apart(named, self.leg) + _apart(other, self._other)
            exchanged = _apart(other, self.leg) + _apart(named, self._other)
            if exchanged < as_named - MISTAKEN_DEG:
                named, other = other, named
        self.leg, self._other = named, other


def _hidden(frames: list[_Seen], most_share: float) -> str:
    """Why more than that share of the frames cannot be used; empty when they can."""
    unfit = Counter(s.signs.unfit for s in frames if s.signs.unfit)
    return unfit.most_common(1)[0][0] if unfit.total() > most_share * len(frames) else ""


def _apart(a: LegAngles, b: LegAngles) -> float:
    """How far apart two legs' angles are; unknown ones do not count."""
    pairs = ((a.hip_flexion, b.hip_flexion), (a.knee, b.knee))
    return sum(abs(x - y) for x, y in pairs if not math.isnan(x - y))


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
