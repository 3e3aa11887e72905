"""The curve of each check's measure over time, with the range that is right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from posecheck.anatomy import Side, opposite
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.schema import MOVEMENT, Exercise
from posecheck.feedback.report.corrections import describe_limits
from posecheck.feedback.report.curve import Curve, Line, draw_curve, format_value
from posecheck.feedback.report.series import Series
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import unit_of

Leg = Literal["working", "other"]
"""Which leg is measured."""


@dataclass(frozen=True)
class ChartedCheck:
    """A check with its curve.

    Attributes
    ----------
    title, reason
        As in the exercise's file.
    limits
        What is right, in words.
    curve
        Its measure over time.
    words
        The same for those who cannot see it.
    """

    title: str
    reason: str
    limits: str
    curve: Curve
    words: str


def draw_charts(record: SessionRecord, series: Series, duration_s: float) -> list[ChartedCheck]:
    """Draw the curve of what is counted, and of each check whose measure was seen at all."""
    exercise = record.session.exercise
    wanted = [
        _Wanted(_name_measure(measure), "This is what is counted.", measure, leg)
        for measure, leg in _find_counted_measures(exercise)
    ]
    wanted += [
        _Wanted(
            check.title,
            check.reason,
            check.measure,
            check.leg,
            (check.min, check.max),
            describe_limits(check),
        )
        for check in exercise.checks
        if check.measure
    ]
    charts = (_draw_chart(each, record, series, duration_s) for each in wanted)
    return [chart for chart in charts if chart is not None]


@dataclass(frozen=True)
class _Wanted:
    """A curve that is wanted; without limits there is no target."""

    title: str
    reason: str
    measure: str
    leg: Leg
    limits: tuple[float, float] = (-math.inf, math.inf)
    limit_words: str = ""


def _find_counted_measures(exercise: Exercise) -> list[tuple[str, Leg]]:
    """The measures whose rise and fall, or whose circle, is counted."""
    if exercise.circles is not None:
        return [(measure, "working") for measure in exercise.circles.measures]
    goal = exercise.repetitions
    if goal is None or goal.measure == MOVEMENT:
        return []
    return [(goal.measure, goal.leg)]


def _name_measure(measure: str) -> str:
    return measure.replace("_", " ").capitalize()


def _draw_chart(
    wanted: _Wanted, record: SessionRecord, series: Series, duration_s: float
) -> ChartedCheck | None:
    sides = find_sides(wanted.measure, wanted.leg, record)
    lines = [Line(side or "only", *series.values_of(wanted.measure, side)) for side in sides]
    unit, _ = unit_of(wanted.measure)
    curve = draw_curve(series.times_s, lines, wanted.limits, duration_s, unit)
    if curve is None:
        return None
    words = _describe_curve(wanted.title, wanted.limit_words, lines, unit)
    return ChartedCheck(wanted.title, wanted.reason, wanted.limit_words, curve, words)


def _describe_curve(title: str, limits: str, lines: Sequence[Line], unit: str) -> str:
    said = []
    for line in lines:
        known = line.values[np.isfinite(line.values)]
        if len(known):
            low, high = format_value(known.min(), unit), format_value(known.max(), unit)
            side = "" if line.name == "only" else f"{line.name} side "
            said.append(f"{side}between {low} and {high}")
    target = f" The target is {limits}." if limits else ""
    return f"{title} over time: {', '.join(said)}.{target}"


def find_sides(measure: str | None, leg: Leg, record: SessionRecord) -> list[Side | None]:
    """Find the sides of the body that were measured; only None if the measure has no side.

    Parameters
    ----------
    measure
        Its name, without a side.
    leg
        Whether it is a measure of the working leg or of the other one.
    record
        Of the session: which sides were worked on.
    """
    if measure not in SIDED_NAMES:
        return [None]
    worked = {span.side for span in record.verdicts if span.side}
    worked = worked or set(record.session.exercise.sides)
    return [side if leg == "working" else opposite(side) for side in sorted(worked)]
