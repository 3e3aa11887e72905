"""The curve of each check's measure over time, with the range that is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Side, opposite
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.schema import Check
from posecheck.feedback.report.corrections import describe_limits
from posecheck.feedback.report.curve import Curve, Line, draw_curve, format_value
from posecheck.feedback.report.series import Series
from posecheck.measures.table import SIDED_NAMES, unit_of


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
    """Draw the curve of each check whose measure was seen at all."""
    charts = []
    for check in record.session.exercise.checks:
        if not check.measure:
            continue
        lines = [
            Line(side or "only", *series.values_of(check, side))
            for side in find_sides(check, record)
        ]
        unit, _ = unit_of(check.measure)
        curve = draw_curve(series.times_s, lines, (check.min, check.max), duration_s, unit)
        if curve is not None:
            limits = describe_limits(check)
            words = _describe_curve(check.title, limits, lines, unit)
            charts.append(ChartedCheck(check.title, check.reason, limits, curve, words))
    return charts


def _describe_curve(title: str, limits: str, lines: Sequence[Line], unit: str) -> str:
    said = []
    for line in lines:
        known = line.values[np.isfinite(line.values)]
        if len(known):
            low, high = format_value(known.min(), unit), format_value(known.max(), unit)
            side = "" if line.name == "only" else f"{line.name} side "
            said.append(f"{side}between {low} and {high}")
    return f"{title} over time: {', '.join(said)}. The target is {limits}."


def find_sides(check: Check, record: SessionRecord) -> list[Side | None]:
    """Find the sides of the body that a check looked at; only None if its measure has no side."""
    if check.measure not in SIDED_NAMES:
        return [None]
    worked = {span.side for span in record.verdicts if span.side}
    worked = worked or set(record.session.exercise.sides)
    return [side if check.leg == "working" else opposite(side) for side in sorted(worked)]
