"""The report of an exercise: one HTML file to read, print and send, with nothing to load."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from posecheck.anatomy import Side, opposite
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.schema import Check, Exercise
from posecheck.feedback.report.charts import (
    BLUE,
    BROWN,
    GREEN,
    GREY,
    ORANGE,
    new_figure,
    remove_frame,
    render_svg,
)
from posecheck.feedback.report.html import load_template
from posecheck.feedback.report.whose_sides import explain_sides
from posecheck.geometry import Array
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import VALUE_NAMES, Measurements, unit_of
from posecheck.moment import Moment

VERDICT_WORDS = {"good": "good", "fix": "to fix", "cannot_see": "cannot see"}
"""Each verdict in words, in the order of the report."""

VERDICT_COLOURS = {"good": GREEN, "fix": ORANGE, "cannot_see": GREY}
"""The colour of each verdict in the bars."""

LINE_COLOURS: dict[Side | None, str] = {"left": BLUE, "right": BROWN, None: BLUE}
"""The colour of each side's line; None for a measure that has no side."""

AXIS_TITLES = {"°": "degrees", "": "0 shoulders, 1 hips"}
"""The title of a chart's axis by the measure's unit; other units are their own title."""


def _arrays() -> dict[str, array[float]]:
    """An array of 32-bit numbers for each value: an hour of frames takes a few megabytes."""
    return defaultdict(lambda: array("f"))


@dataclass
class Series:
    """The values for the charts, collected while the clip runs.

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
        """Add one frame. What was not seen becomes a gap in the chart."""
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

    def values_of(self, check: Check, side: Side | None) -> tuple[Array, Array]:
        """Return the values of a check's measure and their tolerances.

        Parameters
        ----------
        check
            The check.
        side
            The side of the body; None if the measure has no side.

        Returns
        -------
        array, array
            (n,) each, one for each frame; NaN where nothing was seen.
        """
        key = check.measure if side is None else f"{check.measure}_{side}"
        missing = np.full(len(self.times_s), np.nan)
        values, tolerances = (
            np.array(named.get(key or "", missing), float)
            for named in (self.values, self.tolerances)
        )
        return values, tolerances


Line = tuple[Side | None, Array, Array]
"""A line of a chart: the side of the body, the values and their tolerances."""


def render_report(analysis: dict[str, Any], record: SessionRecord, series: Series) -> str:
    """Render the report as HTML.

    Parameters
    ----------
    analysis
        The contents of analysis.json.
    record
        Holds, repetitions, verdicts and corrections of the session.
    series
        The values over time.
    """
    exercise = record.session.exercise
    return load_template("report.html").render(
        analysis=analysis,
        exercise=exercise,
        whose_sides=explain_sides(analysis),
        holds=record.holds(),
        repetitions=record.repetitions,
        progress=record.progress(),
        corrections=record.corrections(),
        shares=_compute_verdict_shares(record),
        words=VERDICT_WORDS,
        fills=VERDICT_COLOURS,
        charts=_draw_charts(exercise, record, series),
    )


def _draw_charts(exercise: Exercise, record: SessionRecord, series: Series) -> list[dict[str, str]]:
    """Draw a chart for each check whose measure was seen at all."""
    charts = []
    for check in exercise.checks:
        lines = [
            (side, *series.values_of(check, side))
            for side in _find_charted_sides(check, exercise, record)
        ]
        if any(np.isfinite(values).any() for _, values, _ in lines):
            charts.append(_draw_chart(check, record, series.times_s, lines))
    return charts


def _find_charted_sides(
    check: Check, exercise: Exercise, record: SessionRecord
) -> list[Side | None]:
    """Find the sides of the body that a check looked at; only None if its measure has no side."""
    if check.measure not in SIDED_NAMES:
        return [None]
    worked = {span.side for span in record.verdicts if span.side} or set(exercise.sides)
    return [side if check.leg == "working" else opposite(side) for side in sorted(worked)]


def _compute_verdict_shares(record: SessionRecord) -> list[dict[str, Any]]:
    """For each check the seconds with each verdict, and their share of the time."""
    rows = []
    for check in record.session.exercise.checks:
        seconds = dict.fromkeys(VERDICT_WORDS, 0.0)
        for span in record.verdicts:
            if span.check == check.name:
                seconds[span.verdict] += span.end_s - span.start_s
        total = sum(seconds.values()) or 1.0
        shares = {verdict: s / total for verdict, s in seconds.items()}
        rows.append({"check": check, "seconds": seconds, "shares": shares})
    return rows


def _draw_chart(
    check: Check, record: SessionRecord, times_s: Sequence[float], lines: list[Line]
) -> dict[str, str]:
    """Draw one check's measure over time.

    A line for each side with its tolerance, the range that is right, and marks for holds and
    repetitions.
    """
    figure = new_figure(8, 2.4)
    axes = figure.add_subplot()
    for side, values, tolerances in lines:
        colour, label = LINE_COLOURS[side], f"{side} side" if side else None
        axes.plot(times_s, values, color=colour, linewidth=1.6, label=label)
        low, high = values - tolerances, values + tolerances
        axes.fill_between(times_s, low, high, color=colour, alpha=0.12, lw=0)
    bottom, top = axes.get_ylim()
    right_range = max(check.min, bottom), min(check.max, top)
    axes.axhspan(*right_range, color=GREEN, alpha=0.14, linewidth=0)
    axes.set_ylim(bottom, top)
    done = [(hold.start_s, hold.end_s) for hold in record.holds()]
    done += [(repetition.start_s, repetition.end_s) for repetition in record.repetitions]
    for start_s, end_s in done:
        axes.axvspan(start_s, end_s, ymax=0.04, color=GREEN, linewidth=0)
    axes.set_xlabel("time (s)")
    unit, _ = unit_of(check.measure)
    axes.set_ylabel(AXIS_TITLES.get(unit, unit.strip()))
    remove_frame(axes)
    if any(side for side, _, _ in lines):
        axes.legend(loc="upper right", frameon=False, fontsize="small")
    return {"title": check.title, "reason": check.reason, "svg": render_svg(figure)}
