"""What the frames of one trial show, from the knee at the chest on. Nothing here decides."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from posecheck.selftest.arch import Baseline, crossing, most_lasting, onset
from posecheck.selftest.limits import SelfTestLimits, selftest_limits
from posecheck.selftest.signs import LegAngles, Signs

ANGLES_LAG_S = 0.08
"""The angles come smoothed, the gap does not: so much later they show the same moment (the filter's
lag at 30 degrees a second, measures/steadiness.py)."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One frame of a trial: its signs, and the tested leg's angles among them."""

    time_s: float
    leg: LegAngles
    signs: Signs


@dataclass
class Course:
    """The frames of a trial against its flat back.

    Attributes:
        baseline: the flat back.
        frames: what was seen since the knee left for the chest.
    """

    baseline: Baseline
    frames: list[Seen] = field(default_factory=list)
    _limits: SelfTestLimits = field(default_factory=selftest_limits)

    def lowering(self) -> list[Seen]:
        """The frames since the leg last was at the chest."""
        below = self._limits.lowering.begins_below
        up = [i for i, seen in enumerate(self.frames) if seen.leg.hip_flexion >= below]
        return self.frames[up[-1] + 1 :] if up else self.frames

    def at_rest(self) -> list[Seen]:
        """The last frames, over as long as a leg must lie still."""
        last_s = self.frames[-1].time_s
        return [s for s in self.frames if last_s - s.time_s <= self._limits.straight.still_s]

    def rises_cm(self) -> tuple[list[float], list[float]]:
        """Times, and how far the back stands over its baseline, while the leg is lowered."""
        lowering = self.lowering()
        rises = [seen.signs.gap_cm - self.baseline.gap_cm for seen in lowering]
        return [seen.time_s for seen in lowering], rises

    def most_rise_cm(self) -> float:
        """The most by which the back rose and stayed; NaN when it was not seen."""
        return most_lasting(*self.rises_cm())

    def belly_rise_cm(self) -> float:
        """As :meth:`most_rise_cm`, of the belly."""
        lowering = self.lowering()
        rises = [seen.signs.belly_cm - self.baseline.belly_cm for seen in lowering]
        return most_lasting([seen.time_s for seen in lowering], rises)

    def onset_s(self) -> float:
        """When the back began to rise for good; NaN if it did not."""
        arch = self._limits.arch
        limit_cm = arch.onset_cm + self.baseline.swing_cm
        times, rises = self.rises_cm()
        first = onset(times, rises, limit_cm, arch.onset_s)
        return math.nan if first is None else crossing(times, rises, limit_cm, first)

    def arched_s(self) -> float:
        """Since when the arch is plain; NaN if it is not."""
        arch = self._limits.arch
        times, rises = self.rises_cm()
        first = onset(times, rises, arch.arched_above_cm, arch.onset_s)
        return math.nan if first is None else times[first]

    def leg_at(self, time_s: float) -> LegAngles:
        """The leg's angles at a moment, read between the frames; NaN where none shows them."""
        known = [s for s in self.frames if not math.isnan(s.leg.hip_flexion + s.leg.knee)]
        if not known:
            return LegAngles()
        times, at_s = [seen.time_s for seen in known], time_s + ANGLES_LAG_S
        return LegAngles(
            float(np.interp(at_s, times, [seen.leg.hip_flexion for seen in known])),
            float(np.interp(at_s, times, [seen.leg.knee for seen in known])),
        )

    def still_s(self) -> float:
        """For how long the leg has been still."""
        most_hip, most_knee = self._limits.straight.steady_deg
        now, still_s = self.frames[-1], 0.0
        flexions, knees = [now.leg.hip_flexion] * 2, [now.leg.knee] * 2
        for seen in reversed(self.frames):
            flexion, knee = seen.leg.hip_flexion, seen.leg.knee
            if math.isnan(flexion) or math.isnan(knee):
                continue
            flexions = [min(flexions[0], flexion), max(flexions[1], flexion)]
            knees = [min(knees[0], knee), max(knees[1], knee)]
            if not (flexions[1] - flexions[0] <= most_hip and knees[1] - knees[0] <= most_knee):
                break
            still_s = now.time_s - seen.time_s
        return still_s

    def came_down_s(self) -> float:
        """How long the leg took to come down; NaN when it did not."""
        high, low = self._limits.lowering.from_to
        above = [seen.time_s for seen in self.frames if seen.leg.hip_flexion >= high]
        if not above:
            return math.nan
        below = (s.time_s for s in self.frames if s.leg.hip_flexion <= low)
        return next((time_s - above[-1] for time_s in below if time_s > above[-1]), math.nan)
