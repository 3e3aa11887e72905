"""One trial of one leg as a state machine: flat back, knee to the chest, leg lowered."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum

from posecheck.anatomy import Side, opposite
from posecheck.tightness.arch import Baseline, median, spread
from posecheck.tightness.course import ANGLES_LAG_S, CHEST_HYSTERESIS_DEG, Course, TrialFrame
from posecheck.tightness.limits import SelfTestLimits, selftest_limits
from posecheck.tightness.outcome import Trial
from posecheck.tightness.rest import baseline_of, find_rest, is_still
from posecheck.tightness.short_leg import ShortLeg
from posecheck.tightness.signs import LegAngles, Signs, are_mistaken
from posecheck.tightness.verdict import Ending, judge_trial

LOST_S = 0.7
"""Seconds for which the baseline position may be lost; after a longer loss it begins again."""

AFTER_ARCH_S = 2.0
"""The trial ends this many seconds after the arch is plain: then its full height is known."""


class Step(StrEnum):
    """Where a trial is; DONE also stands for the whole self-test."""

    SET_UP = "set_up"
    BASELINE = "baseline"
    TO_CHEST = "to_chest"
    LOWERING = "lowering"
    DONE = "done"


@dataclass
class TrialRun:
    """Runs one trial: takes the signs of frame after frame. Its only clock is the frames' time.

    Attributes
    ----------
    angles_lag_s
        How long the angles lag behind the gap, in seconds.
    after_cue_s
        As in :class:`ShortLeg`.
    side
        The tested leg: the one near the camera at the baseline.
    step
        Where the trial is.
    unfit
        Why the latest frames cannot be used, a name in the limits' reasons; empty when they can.
    cue
        What to do now in addition to the step: "lower_it", "straighten", or empty.
    course
        The flat back and the frames since; None until the baseline is known.
    onset_s
        When the back began to rise and stayed up; None while it has not.
    leg
        The tested leg's angles in the last frame.
    short_rest_s
        For how many seconds the person lay still when a knee came to the chest too soon for a
        baseline; NaN where that did not happen.
    trial
        The outcome; None until the trial is done.
    """

    angles_lag_s: float = ANGLES_LAG_S
    after_cue_s: float = 0.0
    side: Side | None = None
    step: Step = Step.SET_UP
    unfit: str = "nobody"
    cue: str = ""
    course: Course | None = None
    onset_s: float | None = None
    leg: LegAngles = field(default_factory=LegAngles)
    short_rest_s: float = math.nan
    trial: Trial | None = None
    _limits: SelfTestLimits = field(default_factory=selftest_limits)
    _baseline_frames: list[TrialFrame] = field(default_factory=list)
    _ready_frames: list[TrialFrame] = field(default_factory=list)
    _other_leg: LegAngles = field(default_factory=LegAngles)
    _other_leg_at_rest: LegAngles = field(default_factory=LegAngles)
    _step_since_s: float = math.nan
    _ready_since_s: float = math.nan
    _lost_since_s: float = math.nan
    _at_chest_since_s: float = math.nan
    _at_ceiling_since_s: float = math.nan
    _arched_since_s: float = math.nan
    _short_leg: ShortLeg = field(init=False)
    _both_legs_up_s: float = 0.0
    _last_s: float = math.nan

    def __post_init__(self) -> None:
        self._short_leg = ShortLeg(self.after_cue_s)

    @property
    def gap_change_cm(self) -> float:
        """The back's height over its flat baseline in the last frame; NaN if unknown."""
        if self.course is None or not self.course.frames:
            return math.nan
        return self.course.frames[-1].signs.gap_cm - self.course.baseline.gap_cm

    @property
    def baseline_share(self) -> float:
        """How much of the baseline is done, 0 to 1."""
        if not self._baseline_frames:
            return 0.0
        done_s = self._baseline_frames[-1].time_s - self._baseline_frames[0].time_s
        return min(1.0, done_s / self._limits.baseline.hold_s)

    def update(self, signs: Signs, *, speech_pending: bool = False) -> None:
        """Take in one frame; ``speech_pending`` while the voice has still to say the cue."""
        if self.step is Step.DONE:
            return
        self._update_angles(signs, self.side or signs.near_side)
        frame = TrialFrame(signs.time_s, self.leg, signs)
        self.unfit, self.cue = signs.unfit, ""
        if self.step in (Step.SET_UP, Step.BASELINE):
            self._wait_for_baseline(frame)
        elif self.step is Step.TO_CHEST:
            self._wait_for_chest(frame)
        else:
            self._follow_lowering(frame, speech_pending)
        self._last_s = signs.time_s

    def finish(self) -> Trial | None:
        """End the trial, as no more frames will come.

        Returns
        -------
        Trial or None
            The outcome; None if the trial never began.
        """
        if self.step is Step.LOWERING:
            self._end(self._ending_by_time if math.isnan(self._arched_since_s) else "arched")
        elif self.step is Step.TO_CHEST:
            self.step = Step.DONE
            reason = "other_leg" if self._other_leg_moved else "no_chest"
            self.trial = Trial("cannot_tell", reason)
        return self.trial

    @property
    def _other_leg_moved(self) -> bool:
        return self._both_legs_up_s > 2 * LOST_S

    # --- the steps

    def _wait_for_baseline(self, frame: TrialFrame) -> None:
        """Collect the frames with the knees bent, the back flat and all still: the baseline."""
        limits, signs = self._limits.baseline, frame.signs
        ready = (
            not signs.unfit
            and signs.near_side == (self.side or signs.near_side)
            and _is_within(frame.leg.knee, limits.knee)
            and _is_within(frame.leg.hip_flexion, limits.hip_flexion)
            and not self._other_leg.hip_flexion > self._limits.chest.other_leg_below
        )
        self._remember_ready(frame, ready=ready)
        if not ready:
            if frame.leg.hip_flexion >= self._limits.chest.hip_flexion:
                self._begin_after_short_rest(frame)
            if self.step is Step.TO_CHEST:
                return
            if math.isnan(self._lost_since_s):
                self._lost_since_s = frame.time_s
            if frame.time_s - self._lost_since_s > LOST_S:
                self._baseline_frames.clear()
                self.step, self.side, self._ready_since_s = Step.SET_UP, None, math.nan
            return
        self._lost_since_s = math.nan
        self.step, self.side = Step.BASELINE, signs.near_side
        if math.isnan(self._ready_since_s):
            self._ready_since_s = frame.time_s
        self._baseline_frames.append(frame)
        while frame.time_s - self._baseline_frames[0].time_s > limits.keep_s:
            self._baseline_frames.pop(0)
        self._judge_baseline(frame)

    def _remember_ready(self, frame: TrialFrame, *, ready: bool) -> None:
        """Keep the latest frames in which one leg lay ready, for a rest that turns out short."""
        kept_s = self._limits.baseline.keep_s
        if ready:
            if (
                self._ready_frames
                and frame.signs.near_side != self._ready_frames[-1].signs.near_side
            ):
                self._ready_frames.clear()
            self._ready_frames.append(frame)
        while self._ready_frames and frame.time_s - self._ready_frames[0].time_s > kept_s:
            self._ready_frames.pop(0)

    def _begin_after_short_rest(self, frame: TrialFrame) -> None:
        """The knee is at the chest already: take the rest there was, if it was long enough."""
        limits = self._limits.baseline
        if (
            not self._ready_frames
            or self._ready_frames[-1].signs.near_side != frame.signs.near_side
        ):
            return
        rest = find_rest(self._ready_frames, limits, longest_hole_s=LOST_S)
        flat = baseline_of(rest)
        self._ready_frames.clear()
        if flat.rest_s < limits.least_s:
            self.short_rest_s = flat.rest_s
        elif flat.gap_cm <= limits.most_gap_cm:
            self._begin(rest, flat, frame.time_s)

    def _begin(self, rest: list[TrialFrame], flat: Baseline, now_s: float) -> None:
        """The flat back is known: wait for the knee to come to the chest."""
        self.course, self.side = Course(flat, self.angles_lag_s), rest[-1].signs.near_side
        assert self.side is not None
        others = [frame.signs.leg(opposite(self.side)) for frame in rest]
        self._other_leg_at_rest = LegAngles(
            median([leg.hip_flexion for leg in others]), median([leg.knee for leg in others])
        )
        self._baseline_frames = rest
        self.step, self._step_since_s = Step.TO_CHEST, now_s

    def _judge_baseline(self, frame: TrialFrame) -> None:
        limits = self._limits.baseline
        if frame.time_s - self._baseline_frames[0].time_s < limits.hold_s:
            return
        still = [
            s for s in self._baseline_frames if frame.time_s - s.time_s <= limits.hold_s + 1e-6
        ]
        flat = replace(baseline_of(still), rest_s=limits.hold_s)
        if is_still(still, limits) and flat.gap_cm <= limits.most_gap_cm:
            self._begin(self._baseline_frames, flat, frame.time_s)
        elif frame.time_s - self._ready_since_s > limits.give_up_s:
            self.unfit = "not_flat" if flat.gap_cm > limits.most_gap_cm else "unsettled"

    def _wait_for_chest(self, frame: TrialFrame) -> None:
        """Wait until the knee is at the chest. Until the leg moves, the baseline is extended."""
        limits, course = self._limits.chest, self.course
        assert course is not None
        self._extend_baseline(frame, course)
        course.frames.append(frame)
        if frame.signs.unfit in ("not_supine", "nobody"):
            self._start_again_when_lost(frame)
            return
        self._lost_since_s = math.nan
        if self._other_leg.hip_flexion > limits.hip_flexion:
            self._both_legs_up_s += max(0.0, frame.time_s - self._last_s)
        if frame.leg.hip_flexion >= limits.hip_flexion:
            self._at_chest_since_s = (
                frame.time_s if math.isnan(self._at_chest_since_s) else self._at_chest_since_s
            )
            if frame.time_s - self._at_chest_since_s >= limits.lasts_s:
                self.step, self._step_since_s = Step.LOWERING, frame.time_s
                course.frames = [frame]
        elif not frame.leg.hip_flexion >= limits.hip_flexion - CHEST_HYSTERESIS_DEG:
            self._at_chest_since_s = math.nan
        if self.step is Step.TO_CHEST and self._other_leg_moved:
            self.unfit = "other_leg"
        if frame.time_s - self._step_since_s > limits.give_up_s:
            self._reset()

    def _extend_baseline(self, frame: TrialFrame, course: Course) -> None:
        rest = [s.leg.hip_flexion for s in self._baseline_frames]
        at_rest = sorted(rest)[len(rest) // 2]
        limits = self._limits.baseline
        if frame.signs.unfit or not abs(frame.leg.hip_flexion - at_rest) <= limits.steady_deg / 2:
            return
        if frame.time_s - self._baseline_frames[-1].time_s > LOST_S:
            return  # after a longer loss the person may rest in another position
        self._baseline_frames.append(frame)
        gaps = [s.signs.gap_cm for s in self._baseline_frames]
        if spread(gaps) <= limits.most_swing_cm:
            course.baseline = baseline_of(self._baseline_frames)

    def _start_again_when_lost(self, frame: TrialFrame) -> None:
        if math.isnan(self._lost_since_s):
            self._lost_since_s = frame.time_s
        if frame.time_s - self._lost_since_s > 2 * LOST_S:
            self._reset()

    def _reset(self) -> None:
        """Start again from the set-up."""
        fresh = TrialRun(self.angles_lag_s, self.after_cue_s)
        for name, value in vars(fresh).items():
            setattr(self, name, value)

    def _follow_lowering(self, frame: TrialFrame, speech_pending: bool) -> None:
        """Follow the leg as it straightens and comes down, until the trial ends."""
        limits, course = self._limits, self.course
        assert course is not None
        course.frames.append(frame)
        leg, now_s = frame.leg, frame.time_s
        if self._other_leg.hip_flexion > limits.chest.hip_flexion:
            self._both_legs_up_s += max(0.0, now_s - self._last_s)
        self._watch_ceiling(frame)
        onset_s, still_s = course.onset_s(), course.still_s()
        self._arched_since_s = course.arched_since_s()
        self.onset_s = None if math.isnan(onset_s) else onset_s
        straight = leg.knee >= limits.straight.knee and (
            leg.hip_flexion <= limits.straight.hip_flexion
        )
        if now_s - self._arched_since_s >= AFTER_ARCH_S:
            self._end("arched")
        elif straight and still_s >= limits.straight.still_s:
            self._end("straight")
        else:
            if not math.isnan(leg.hip_flexion + leg.knee):  # an unseen leg is not known to rest
                is_short = not straight and leg.hip_flexion < limits.lowering.begins_below
                resting_s = still_s if is_short else 0.0
                self._short_leg.update(now_s, resting_s, speech_pending=speech_pending)
            if self._short_leg.had_time:
                self._end("short")
            elif self._short_leg.is_asked:
                self.cue = "straighten"
        if self.step is Step.LOWERING and now_s - self._step_since_s > limits.lowering.give_up_s:
            self._end(self._ending_by_time)

    @property
    def _ending_by_time(self) -> Ending:
        """How a trial ends for which no more frames are waited, where the back has not arched."""
        return "short" if self._short_leg.has_stopped else "unfinished"

    def _watch_ceiling(self, frame: TrialFrame) -> None:
        flexion, knee = self._limits.lowering.ceiling
        if frame.leg.hip_flexion > flexion and frame.leg.knee > knee:
            if math.isnan(self._at_ceiling_since_s):
                self._at_ceiling_since_s = frame.time_s
            if frame.time_s - self._at_ceiling_since_s >= self._limits.lowering.ceiling_s:
                self.cue = "lower_it"
        else:
            self._at_ceiling_since_s = math.nan

    def _end(self, ending: Ending) -> None:
        self.step = Step.DONE
        assert self.course is not None
        self.trial = judge_trial(self.course, ending, both_legs=self._other_leg_moved)

    def _update_angles(self, signs: Signs, side: Side | None) -> None:
        """Take both legs' angles from the frame, even if the frame takes one leg for the other.

        Once the tested knee was at the chest, the other leg is the one that still lies as it did at
        the baseline.
        """
        if side is None:
            self.leg = self._other_leg = LegAngles()
            return
        legs = signs.leg(side), signs.leg(opposite(side))
        if self.step is Step.LOWERING and are_mistaken(*legs, self._other_leg_at_rest):
            legs = legs[::-1]
        self.leg, self._other_leg = legs


def _is_within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
