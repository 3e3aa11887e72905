"""The time course of one trial, from the knee at the chest on. Nothing here decides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from posecheck.geometry import Array
from posecheck.measures.lumbar import is_known_well
from posecheck.tightness.arch import (
    HIDDEN_S,
    Baseline,
    find_lasting_rise,
    interpolate_crossing,
    largest_lasting_value,
)
from posecheck.tightness.back_height import OUTLINE_ERROR_CM
from posecheck.tightness.limits import SelfTestLimits, selftest_limits
from posecheck.tightness.signs import LegAngles, Signs

CHEST_HYSTERESIS_DEG = 5.0
"""A knee has left the chest once its hip flexion is lower by this, in degrees, than what counts as
at the chest (a choice): the estimate trembles by a few degrees in a leg that is held still."""

ANGLES_LAG_S = 0.08
"""Live the angles are low-passed, the gap is not: the angles show the same moment so many seconds
later (the filter's lag at 30 degrees a second, measures/steadiness.py). Those of a recording, which
are smoothed forwards and backwards, do not lag."""


@dataclass(frozen=True, eq=False)
class TrialFrame:
    """One frame of a trial.

    Attributes
    ----------
    time_s
        The frame's time in seconds.
    leg
        The tested leg's angles.
    signs
        Everything the self-test reads from the frame.
    """

    time_s: float
    leg: LegAngles
    signs: Signs


@dataclass
class Course:
    """The frames of a trial and the flat back they are compared with.

    Attributes
    ----------
    baseline
        The flat back.
    angles_lag_s
        The angles show the same moment so many seconds later than the gap.
    frames
        The frames since the knee left for the chest.
    """

    baseline: Baseline
    angles_lag_s: float = ANGLES_LAG_S
    frames: list[TrialFrame] = field(default_factory=list)
    _limits: SelfTestLimits = field(default_factory=selftest_limits)

    def lowering_frames(self) -> list[TrialFrame]:
        """The frames after the leg was at the chest for the last time."""
        return self.frames[self._last_over(self._limits.lowering.begins_below) + 1 :]

    def _last_over(self, limit_deg: float) -> int:
        """Index of the last frame in which the hip's flexion was at least so large; -1 for none.

        It counts after the first frame only where it lasts as long as the knee must be at the
        chest: a moment in which the leg is misread is none.
        """
        last = over = -1
        since_s = -math.inf
        for i, frame in enumerate(self.frames):
            if frame.leg.hip_flexion >= limit_deg:
                if over < 0:
                    since_s = frame.time_s if i else -math.inf
                over = i
            if over >= 0 and frame.time_s - since_s >= self._limits.chest.lasts_s - 1e-6:
                last = over
            if frame.leg.hip_flexion < limit_deg:
                over = -1
        return last

    def resting_frames(self) -> list[TrialFrame]:
        """The last frames, as many seconds as a leg must lie still."""
        last_s = self.frames[-1].time_s
        return [f for f in self.frames if last_s - f.time_s <= self._limits.straight.still_s]

    def steps_s(self, frames: Sequence[TrialFrame]) -> list[float]:
        """How many seconds after the one before it each of these last frames of the trial came."""
        times = [frame.time_s for frame in self.frames]
        steps = [0.0, *(after - before for before, after in pairwise(times))]
        return steps[len(steps) - len(frames) :]

    def is_between_pictures(self, time_s: float) -> bool:
        """Whether a moment lies where no picture was taken for longer than a rise is followed."""
        times = [frame.time_s for frame in self.frames]
        return any(
            before < time_s <= after and after - before > HIDDEN_S
            for before, after in pairwise(times)
        )

    def rises_cm(self) -> tuple[list[float], list[float]]:
        """Times and the back's height over its baseline, while the leg is lowered."""
        lowering = self.lowering_frames()
        rises = [frame.signs.gap_cm - self.baseline.gap_cm for frame in lowering]
        return [frame.time_s for frame in lowering], rises

    def sure_rises_cm(self) -> tuple[list[float], list[float], list[float]]:
        """As :meth:`rises_cm`: the times, by how much the back has risen at least, and at most.

        Where an arm hides the back, its height is read from the motion of the trunk, whose own
        error may be larger than that of the outline, for which the limits hold.
        """
        times, rises = self.rises_cm()
        doubts = [_doubt_cm(frame.signs) for frame in self.lowering_frames()]
        least = [rise - doubt for rise, doubt in zip(rises, doubts, strict=True)]
        most = [rise + doubt for rise, doubt in zip(rises, doubts, strict=True)]
        return times, least, most

    @property
    def rest_doubt_cm(self) -> float:
        """By how many cm less surely a rise is known than after a full rest: less breath shows."""
        limits = self._limits.baseline
        missing = 1.0 - min(1.0, self.baseline.rest_s / limits.hold_s)
        return limits.short_rest_error_cm * missing

    @property
    def is_arched(self) -> bool:
        """Whether the back has surely risen, for long enough."""
        times, least, _ = self.sure_rises_cm()
        return largest_lasting_value(times, least) >= self._arched_above_cm

    @property
    def is_flat(self) -> bool:
        """Whether the back has surely stayed down."""
        times, _, most = self.sure_rises_cm()
        limit_cm = self._limits.arch.flat_below_cm - self.rest_doubt_cm
        return largest_lasting_value(times, most) <= limit_cm

    @property
    def _arched_above_cm(self) -> float:
        return self._limits.arch.arched_above_cm + self.rest_doubt_cm

    def largest_rise_cm(self) -> float:
        """The back's largest lasting rise; NaN when the back was not seen."""
        return largest_lasting_value(*self.rises_cm())

    def largest_belly_rise_cm(self) -> float:
        """The belly's largest lasting rise; NaN when the belly was not seen."""
        lowering = self.lowering_frames()
        rises = [frame.signs.belly_cm - self.baseline.belly_cm for frame in lowering]
        return largest_lasting_value([frame.time_s for frame in lowering], rises)

    def onset_s(self) -> float:
        """The time at which the back began to rise and stayed up, in seconds; NaN if it did not.

        It counts as risen over ``arch.onset_cm`` plus what breathing moves it by (the swing of the
        baseline), and as staying up after ``arch.onset_s`` seconds.
        """
        arch = self._limits.arch
        limit_cm = arch.onset_cm + self.baseline.swing_cm
        times, rises = self._plain_rises_cm(limit_cm)
        first = find_lasting_rise(times, rises, limit_cm, arch.onset_s)
        return math.nan if first is None else interpolate_crossing(times, rises, limit_cm, first)

    def _plain_rises_cm(self, limit_cm: float) -> tuple[list[float], list[float]]:
        """As :meth:`rises_cm`; of a height that is hardly known only that it is over the limit."""
        times, rises = self.rises_cm()
        _, least, _ = self.sure_rises_cm()
        for i, frame in enumerate(self.lowering_frames()):
            if frame.signs.rise is not None and not is_known_well(frame.signs.rise):
                rises[i] = least[i] if least[i] > limit_cm else math.nan
        return times, rises

    def arched_since_s(self) -> float:
        """Since when the back is plainly arched, in seconds; NaN if it is not."""
        arch = self._limits.arch
        times, least, _ = self.sure_rises_cm()
        first = find_lasting_rise(times, least, self._arched_above_cm, arch.onset_s)
        return math.nan if first is None else times[first]

    def interpolate_leg(self, time_s: float) -> LegAngles:
        """The leg's angles at a moment, interpolated between the frames; NaN without any angle."""
        known = [f for f in self.frames if not math.isnan(f.leg.hip_flexion + f.leg.knee)]
        if not known:
            return LegAngles()
        times, at_s = [frame.time_s for frame in known], time_s + self.angles_lag_s
        return LegAngles(
            float(np.interp(at_s, times, [frame.leg.hip_flexion for frame in known])),
            float(np.interp(at_s, times, [frame.leg.knee for frame in known])),
        )

    @property
    def last_leg(self) -> LegAngles:
        """The leg's angles at the end, where both were last seen; NaN if they never were."""
        return self.interpolate_leg(self.frames[-1].time_s)

    def still_s(self) -> float:
        """For how many seconds the leg has been still.

        A thigh that rests does not move by more than the reading of a resting leg wanders. The
        reading of the knee may wander further if it goes nowhere: its mean over the second half of
        the time is that over the first.
        """
        limits = self._limits.straight
        most_hip, most_knee = limits.steady_deg
        known = [f for f in self.frames if not math.isnan(f.leg.hip_flexion + f.leg.knee)]
        if not known:
            return 0.0
        flexions, knees = np.array(
            [[f.leg.hip_flexion, f.leg.knee] for f in reversed(known)], float
        ).T
        still = (_ranges(flexions) <= most_hip) & (_ranges(knees) <= limits.knee_wanders_deg)
        still &= _drifts(knees) <= most_knee / 2  # half as far as the ends of a steady motion
        return known[-1].time_s - known[-1 - int(np.flatnonzero(still)[-1])].time_s

    def lowering_duration_s(self) -> float:
        """How many seconds the leg took to come down; NaN when it did not come down."""
        high, low = self._limits.lowering.from_to
        if (last := self._last_over(high)) < 0:
            return math.nan
        after = self.frames[last + 1 :]
        down_s = (frame.time_s for frame in after if frame.leg.hip_flexion <= low)
        return next((time_s - self.frames[last].time_s for time_s in down_s), math.nan)


def _ranges(values: Array) -> Array:
    """The range of the first 1, 2, 3... values."""
    return np.asarray(np.maximum.accumulate(values) - np.minimum.accumulate(values))


def _drifts(values: Array) -> Array:
    """How far the mean of the second half of the first 1, 2, 3... values is from the first's."""
    counts = np.arange(1, len(values) + 1)
    halves = np.maximum(counts // 2, 1)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    first, second = sums[halves], sums[counts] - sums[counts - halves]
    return np.asarray(np.abs(first - second) / halves)


def _doubt_cm(signs: Signs) -> float:
    """How many cm less surely the back's height is known than from its outline."""
    if signs.underside is not None or signs.rise is None:
        return 0.0
    return max(0.0, signs.rise.error_cm - OUTLINE_ERROR_CM)
