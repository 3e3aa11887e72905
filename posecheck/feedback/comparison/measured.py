"""Which measures of an exercise are compared, and the numbers behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from posecheck.anatomy import SIDES, Side, opposite
from posecheck.exercises.schema import MOVEMENT, Exercise
from posecheck.feedback.comparison.difference import (
    Difference,
    combine_errors,
    error_of_mean,
    error_of_tolerance,
)
from posecheck.feedback.comparison.recording import Recording
from posecheck.feedback.report.columns import TOLERANCE
from posecheck.geometry import Array
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import unit_of

LEAST_SEEN = 0.2
"""Share of the frames of a hold, 0..1, in which a measure must be seen to be compared: of fewer the
middle value says little about the hold."""

ROUNDING_S = 1e-3
"""The times in analysis.json and frames.csv are rounded, the former to milliseconds."""

Span = tuple[float, float]
"""First and last time of a span, in seconds."""


@dataclass(frozen=True)
class Compared:
    """A measure that is compared.

    Attributes
    ----------
    title
        What it is called.
    measure
        Its name in the table of measures.
    leg
        "working" or "other" for a measure of one side; ignored for others.
    low, high
        The range that is right; infinite for no limit.
    """

    title: str
    measure: str
    leg: str = "working"
    low: float = -math.inf
    high: float = math.inf

    def columns(self, side: Side | None) -> list[tuple[str, str]]:
        """The columns that hold it, with what to add to the title.

        Where both sides work together, those of both.
        """
        if self.measure not in SIDED_NAMES:
            return [(self.measure, "")]
        if side is None:
            return [(f"{self.measure}_{each}", f", {each}") for each in SIDES]
        leg = side if self.leg == "working" else opposite(side)
        return [(f"{self.measure}_{leg}", "")]


def compared_measures(exercise: Exercise | None) -> list[Compared]:
    """The measures of an exercise's checks and of what it counts, each once."""
    if exercise is None:
        return []
    found = [
        Compared(c.title, c.measure, c.leg, c.min, c.max) for c in exercise.checks if c.measure
    ]
    if exercise.repetitions is not None and exercise.repetitions.measure != MOVEMENT:
        counted = exercise.repetitions
        title = counted.measure.replace("_", " ").capitalize()
        found.append(Compared(title, counted.measure, counted.leg))
    if exercise.circles is not None:
        titles = ("Circle, up and down", "Circle, out and in")
        found += [
            Compared(title, measure)
            for title, measure in zip(titles, exercise.circles.measures, strict=True)
        ]
    each_once: dict[tuple[str, str], Compared] = {}
    for compared in found:
        each_once.setdefault((compared.measure, compared.leg), compared)
    return list(each_once.values())


def compare_in_holds(
    title: str, measure: str, recordings: tuple[Recording, Recording], places: tuple[Placed, Placed]
) -> Difference:
    """Compare the middle value (median) of a measure during the holds.

    A measure's error hardly changes from frame to frame, so many frames do not make it smaller: the
    error of the middle value is that of one frame, from the middle tolerance.
    """
    found = [_in_place(r, p) for r, p in zip(recordings, places, strict=True)]
    unit, decimals = _unit(measure)
    errors = [error_of_tolerance(tolerance) for _, tolerance in found]
    return Difference(title, unit, found[0][0], found[1][0], combine_errors(*errors), decimals)


def compare_in_repetitions(
    title: str, measure: str, recordings: tuple[Recording, Recording], places: tuple[Placed, Placed]
) -> list[Difference]:
    """Compare the smallest and the largest value of each repetition, in the mean.

    The error is that of the measure and of the mean of repetitions that differ.
    """
    unit, decimals = _unit(measure)
    rows = []
    for word, extreme in (("smallest", np.min), ("largest", np.max)):
        means, errors = [], []
        for recording, placed in zip(recordings, places, strict=True):
            values, tolerances = [], []
            for span in placed.spans:
                seen, around = _seen(recording, replace(placed, spans=[span]))
                if len(seen):
                    values.append(float(extreme(seen)))
                    tolerances.append(_median(around))
            means.append(sum(values) / len(values) if values else math.nan)
            measured = error_of_tolerance(_median(np.array(tolerances)))
            errors.append(combine_errors(measured, error_of_mean(values)))
        first, second = means
        error = combine_errors(*errors)
        rows.append(Difference(f"{title}, {word}", unit, first, second, error, decimals))
    return rows


@dataclass(frozen=True)
class Placed:
    """Where a measure stands in one recording.

    Attributes
    ----------
    column
        Its column.
    spans
        The holds or repetitions.
    uncounted
        What does not count of them. A hold spans its own pauses.
    """

    column: str
    spans: list[Span]
    uncounted: list[Span] = field(default_factory=list)


def _unit(measure: str) -> tuple[str, int]:
    """The unit, and how many decimals are shown.

    Of degrees one, so that an error can be seen to be smaller or larger than a difference.
    """
    unit, decimals = unit_of(measure)
    return unit, max(1, decimals)


def _in_place(recording: Recording, placed: Placed) -> tuple[float, float]:
    """The middle value and tolerance of the time that counts; NaN where too little was seen."""
    seen, around = _seen(recording, placed)
    frames = int(_counts(recording, placed).sum())
    if not len(seen) or len(seen) < LEAST_SEEN * frames:
        return math.nan, math.nan
    return float(np.median(seen)), _median(around)


def _seen(recording: Recording, placed: Placed) -> tuple[Array, Array]:
    """The values of the time that counts that were seen, and their tolerances."""
    values = recording.frames.column(placed.column)
    chosen = _counts(recording, placed) & np.isfinite(values)
    return values[chosen], recording.frames.column(placed.column + TOLERANCE)[chosen]


def _counts(recording: Recording, placed: Placed) -> Array:
    """(n,) whether each frame lies in the time that counts.

    A frame at which a part begins or ends that does not count: its verdict is that of what begins.
    """
    times_s = recording.frames.times_s
    inside = np.zeros(len(times_s), bool)
    for start_s, end_s in placed.spans:
        inside |= (times_s >= start_s - ROUNDING_S) & (times_s <= end_s + ROUNDING_S)
    for start_s, end_s in placed.uncounted:
        inside &= (times_s < start_s - ROUNDING_S) | (times_s >= end_s - ROUNDING_S)
    return inside


def _median(values: Array) -> float:
    """The median of what is known; NaN where nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan
