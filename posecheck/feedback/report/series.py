"""The values over time that a report's curves are drawn from, collected while the clip runs."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from posecheck.anatomy import Side
from posecheck.geometry import Array
from posecheck.measures.table import VALUE_NAMES, Measurements
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTestState


def _arrays() -> dict[str, array[float]]:
    """An array of 32-bit numbers for each value: an hour of frames takes a few megabytes."""
    return defaultdict(_make_array)


def _make_array() -> array[float]:
    return array("f")


@dataclass
class Series:
    """The values of an exercise, one for each frame.

    Attributes
    ----------
    times_s
        Frame times.
    values, tolerances
        By name of the value, one for each frame; NaN where nothing was seen.
    """

    times_s: array[float] = field(default_factory=lambda: array("d"))
    values: dict[str, array[float]] = field(default_factory=_arrays)
    tolerances: dict[str, array[float]] = field(default_factory=_arrays)

    def add(self, moment: Moment) -> None:
        """Add one frame. What was not seen becomes a gap in the curve."""
        if moment.frame.gap_s > 0:
            self._add(moment.frame.time_s, None)
        self._add(moment.frame.time_s, moment.measurements)

    def _add(self, time_s: float, seen: Measurements | None) -> None:
        self.times_s.append(time_s)
        for key in VALUE_NAMES:
            value = seen.values.get(key, math.nan) if seen else math.nan
            tolerance = seen.tolerances.get(key, math.nan) if seen else math.nan
            self.values[key].append(value)
            self.tolerances[key].append(tolerance)

    def values_of(self, measure: str | None, side: Side | None) -> tuple[Array, Array]:
        """Return the values of a measure and their tolerances.

        Parameters
        ----------
        measure
            Its name, without a side.
        side
            The side of the body; None if the measure has no side.

        Returns
        -------
        array, array
            (n,) each, one for each frame; NaN where nothing was seen.
        """
        key = measure if side is None else f"{measure}_{side}"
        missing = np.full(len(self.times_s), np.nan)
        values, tolerances = (
            np.array(named.get(key or "", missing), float)
            for named in (self.values, self.tolerances)
        )
        return values, tolerances


@dataclass
class SelfTestSeries:
    """The values of a self-test, one for each frame.

    Attributes
    ----------
    times_s
        Frame times.
    gap_change_cm
        How far the lower back is above its own flat baseline.
    hip_flexion, knee
        The tested leg's angles in degrees.
    steps
        The step of the trial, by its name; empty where nothing is known.
    """

    times_s: array[float] = field(default_factory=lambda: array("d"))
    gap_change_cm: array[float] = field(default_factory=lambda: array("d"))
    hip_flexion: array[float] = field(default_factory=lambda: array("d"))
    knee: array[float] = field(default_factory=lambda: array("d"))
    steps: list[str] = field(default_factory=list)

    def add(self, time_s: float, state: SelfTestState, *, after_gap: bool = False) -> None:
        """Add one frame. What was not seen becomes a gap: nothing is known from the last one on."""
        if after_gap and self.times_s:
            self.times_s.append(self.times_s[-1])
            self.steps.append("")
            for line in (self.gap_change_cm, self.hip_flexion, self.knee):
                line.append(math.nan)
        self.times_s.append(time_s)
        self.steps.append(state.step.value)
        self.gap_change_cm.append(state.gap_change_cm)
        self.hip_flexion.append(state.leg.hip_flexion)
        self.knee.append(state.leg.knee)
