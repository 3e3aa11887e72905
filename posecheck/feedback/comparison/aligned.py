"""Both recordings on one axis of time, so that what belongs together stands one above the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Side
from posecheck.feedback.comparison.comparison import Comparison, SideComparison, Sides, spans_of
from posecheck.feedback.comparison.measured import Compared, Span, compared_measures
from posecheck.feedback.comparison.recording import Recording
from posecheck.feedback.report.columns import TOLERANCE
from posecheck.geometry import Array
from posecheck.measures.names import SCALES
from posecheck.measures.table import unit_of

BEFORE_S, AFTER_S = 3.0, 2.0
"""Seconds that are shown before a hold begins, and after the longer one ends."""

AROUND_ONSET_S = 8.0
"""Seconds of a self-test that are shown before and after the moment that is aligned: a leg is
lowered in about that time."""

PARTS = 50
"""A repetition is shown at so many even steps and one more."""

LEAST_OF_REPETITIONS = 0.5
"""Share of the repetitions, 0..1, in which a step must be seen to be shown."""

SINCE_HOLD = "seconds since the hold began"
"""The axis of a hold."""

SINCE_ONSET = "seconds since the back began to rise"
"""The axis of two self-tests in which the back rose."""

SINCE_TOP = "seconds since the knee was nearest to the chest"
"""The axis of two other self-tests."""

OF_REPETITION = "per cent of a repetition, all of them in the mean"
"""The axis of repetitions."""

SELFTEST_MEASURES = (
    Compared("Hip flexion", "hip_flexion"),
    Compared("Knee", "knee"),
    Compared("Lower back, over its rest", "lumbar_gap_change_cm"),
)
"""What is shown of a self-test."""


@dataclass(frozen=True, eq=False)
class Line:
    """One recording's measure on the common axis.

    Attributes
    ----------
    places
        (n,) on the common axis, growing.
    values, tolerances
        (n,) in the measure's unit; NaN where nothing was seen.
    """

    places: Array
    values: Array
    tolerances: Array


@dataclass(frozen=True, eq=False)
class AlignedMeasure:
    """A measure of both recordings on one axis.

    Attributes
    ----------
    title
        The measure and, where there are several, the side.
    unit
        Its unit, as written after a number.
    scale
        What its numbers mean where it has no unit; else empty.
    axis
        What the common axis is.
    first, second
        The two lines.
    low, high
        The range that is right; infinite for no limit.
    """

    title: str
    unit: str
    axis: str
    first: Line
    second: Line
    low: float
    high: float
    scale: str = ""


def align(comparison: Comparison, part: SideComparison) -> list[AlignedMeasure]:
    """Lay the measures of one side of both recordings over each other.

    Holds begin together; repetitions are stretched to the same length and averaged; of a self-test
    the moments at which the back began to rise lie together or, where it did not rise in both,
    those at which the knee was nearest to the chest.

    Returns
    -------
    list of AlignedMeasure
        Without measures that were not seen in both; empty where there is nothing to align, as where
        one recording has no hold.
    """
    recordings = comparison.first, comparison.second
    if comparison.first.is_selftest:
        axis, anchors = _selftest_anchors(recordings, part.sides)
        shown = (-AROUND_ONSET_S, AROUND_ONSET_S)
        return _lay(recordings, part.sides, SELFTEST_MEASURES, axis, anchors, shown)
    measures = tuple(compared_measures(comparison.first.exercise))
    spans = [spans_of(r, side) for r, side in zip(recordings, part.sides, strict=True)]
    if not all(found for found, _ in spans):
        return []
    if all(repeats for _, repeats in spans):
        return _lay_repetitions(recordings, part.sides, measures, [found for found, _ in spans])
    longest_s = max(found[-1][1] - found[0][0] for found, _ in spans)
    anchors = [found[0][0] for found, _ in spans]
    shown = (-BEFORE_S, longest_s + AFTER_S)
    return _lay(recordings, part.sides, measures, SINCE_HOLD, anchors, shown)


def _selftest_anchors(
    recordings: tuple[Recording, Recording], sides: Sides
) -> tuple[str, list[float]]:
    pairs = [(r, side) for r, side in zip(recordings, sides, strict=True) if side]
    onsets_s = [recording.outcomes()[side].onset_s for recording, side in pairs]
    if not any(math.isnan(onset_s) for onset_s in onsets_s):
        return SINCE_ONSET, onsets_s
    return SINCE_TOP, [_top_s(recording, side) for recording, side in pairs]


def _top_s(recording: Recording, side: Side) -> float:
    """When the hip was bent most; NaN where it was never seen."""
    flexion = recording.frames.column(f"hip_flexion_{side}")
    if not np.isfinite(flexion).any():
        return math.nan
    return float(recording.frames.times_s[int(np.nanargmax(flexion))])


def _lay(
    recordings: tuple[Recording, Recording],
    sides: Sides,
    measures: tuple[Compared, ...],
    axis: str,
    anchors: list[float],
    shown: Span,
) -> list[AlignedMeasure]:
    """Shift both recordings so that their anchors are 0."""

    def line(number: int, column: str) -> Line:
        frames = recordings[number].frames
        places = frames.times_s - anchors[number]
        chosen = (places >= shown[0]) & (places <= shown[1])
        around = frames.column(column + TOLERANCE)
        return Line(places[chosen], frames.column(column)[chosen], around[chosen])

    return _collect(sides, measures, axis, line)


def _lay_repetitions(
    recordings: tuple[Recording, Recording],
    sides: Sides,
    measures: tuple[Compared, ...],
    spans: list[list[Span]],
) -> list[AlignedMeasure]:
    """Stretch all repetitions to the same length, and average them."""
    steps = np.linspace(0.0, 1.0, PARTS + 1)

    def line(number: int, column: str) -> Line:
        frames = recordings[number].frames
        values, tolerances = (
            _mean_of_repetitions(frames.times_s, frames.column(name), spans[number], steps)
            for name in (column, column + TOLERANCE)
        )
        return Line(100.0 * steps, values, tolerances)

    return _collect(sides, measures, OF_REPETITION, line)


def _mean_of_repetitions(times_s: Array, values: Array, spans: list[Span], steps: Array) -> Array:
    """(steps,) the mean of all repetitions at each step; NaN where too few were seen."""
    at_steps = np.array([
        np.interp(start_s + steps * (end_s - start_s), times_s, values) for start_s, end_s in spans
    ])  # fmt: skip
    seen = np.isfinite(at_steps)
    enough = seen.sum(axis=0) >= LEAST_OF_REPETITIONS * len(spans)
    total = np.where(seen, at_steps, 0.0).sum(axis=0)
    return np.where(enough, total / np.maximum(seen.sum(axis=0), 1), np.nan)


_MakeLine = Callable[[int, str], Line]
"""Makes the line of a column of the first (0) or second (1) recording."""


def _collect(
    sides: Sides, measures: tuple[Compared, ...], axis: str, line: _MakeLine
) -> list[AlignedMeasure]:
    found = []
    for compared in measures:
        columns = (compared.columns(side) for side in sides)
        for (one, added), (other, _) in zip(*columns, strict=True):
            lines = line(0, one), line(1, other)
            if all(np.isfinite(each.values).any() for each in lines):
                unit, _ = unit_of(compared.measure)
                title = compared.title + added
                limits, scale = (compared.low, compared.high), SCALES.get(compared.measure, "")
                found.append(AlignedMeasure(title, unit, axis, *lines, *limits, scale))
    return found
