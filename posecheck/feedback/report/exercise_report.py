"""The report: one HTML file that can be read, printed and sent, with nothing to load."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from posecheck.anatomy import Side, opposite
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.schema import Check, Exercise
from posecheck.feedback.report.html import template
from posecheck.geometry import Array
from posecheck.measures.table import SIDED_NAMES, VALUE_NAMES, unit_of
from posecheck.moment import Moment

VERDICT_WORDS = {"good": "good", "fix": "to fix", "cannot_see": "cannot see"}
VERDICT_FILL = {"good": "#2e9e62", "fix": "#e0701c", "cannot_see": "#b9bec6"}

LINE_COLOURS: dict[Side | None, str] = {"left": "#1f6fb5", "right": "#b5541f", None: "#1f6fb5"}
AXIS_TITLES = {"°": "degrees", "": "0 shoulders, 1 hips"}
"""What stands at a chart's axis for a measure's unit, where that is not the unit itself."""


@dataclass
class Series:
    """The values that the charts show, gathered while the clip runs."""

    times_s: list[float] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=dict)
    tolerances: dict[str, list[float]] = field(default_factory=dict)

    def add(self, moment: Moment) -> None:
        """Take in one frame; what was not seen becomes a gap in the chart."""
        self.times_s.append(moment.frame.time_s)
        seen = moment.measurements
        for key in VALUE_NAMES:
            value = seen.values.get(key, math.nan) if seen else math.nan
            tolerance = seen.tolerances.get(key, math.nan) if seen else math.nan
            self.values.setdefault(key, []).append(value)
            self.tolerances.setdefault(key, []).append(tolerance)

    def of(self, check: Check, side: Side | None) -> tuple[Array, Array]:
        """(n,) the values of a check's measure and their tolerances, NaN where not seen."""
        key = check.measure if side is None else f"{check.measure}_{side}"
        missing = [math.nan] * len(self.times_s)
        values, tolerances = (
            named.get(key or "", missing) for named in (self.values, self.tolerances)
        )
        return np.array(values), np.array(tolerances)


def render_report(analysis: dict[str, Any], record: SessionRecord, series: Series) -> str:
    """The report's HTML.

    Args:
        analysis: the contents of analysis.json.
        record: what the session added up to.
        series: the values over time.
    """
    exercise = record.session.exercise
    return template("report.html").render(
        analysis=analysis,
        exercise=exercise,
        holds=record.holds(),
        repetitions=record.repetitions,
        progress=record.progress(),
        corrections=record.corrections(),
        shares=_verdict_shares(record),
        words=VERDICT_WORDS,
        fills=VERDICT_FILL,
        charts=_charts(exercise, record, series),
    )


def _charts(exercise: Exercise, record: SessionRecord, series: Series) -> list[dict[str, str]]:
    """A chart of each check whose measure was seen at all."""
    charts = []
    for check in exercise.checks:
        lines = [
            (side, *series.of(check, side)) for side in _charted_sides(check, exercise, record)
        ]
        if any(np.isfinite(values).any() for _, values, _ in lines):
            charts.append(_chart(check, record, series.times_s, lines))
    return charts


def _charted_sides(check: Check, exercise: Exercise, record: SessionRecord) -> list[Side | None]:
    """The sides of the body that a check looked at; None alone where its measure has none."""
    if check.measure not in SIDED_NAMES:
        return [None]
    worked = {span.side for span in record.verdicts if span.side} or set(exercise.sides)
    return [side if check.leg == "working" else opposite(side) for side in sorted(worked)]


def _verdict_shares(record: SessionRecord) -> list[dict[str, Any]]:
    """For each check, the share of the time with each verdict."""
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


def _chart(
    check: Check,
    record: SessionRecord,
    times_s: list[float],
    lines: list[tuple[Side | None, Array, Array]],
) -> dict[str, str]:
    """An SVG of one check's measure over time, a line for each side of the body that it looked at,
    each within its tolerance, with the band that is right."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 2.4), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    low, high = check.min, check.max
    for side, values, reach in lines:
        colour, label = LINE_COLOURS[side], f"{side} side" if side else None
        axes.plot(times_s, values, color=colour, linewidth=1.6, label=label)
        axes.fill_between(times_s, values - reach, values + reach, color=colour, alpha=0.12, lw=0)
    bottom, top = axes.get_ylim()
    axes.axhspan(max(low, bottom), min(high, top), color="#2e9e62", alpha=0.14, linewidth=0)
    axes.set_ylim(bottom, top)
    done = [(hold.start_s, hold.end_s) for hold in record.holds()]
    done += [(repetition.start_s, repetition.end_s) for repetition in record.repetitions]
    for start_s, end_s in done:
        axes.axvspan(start_s, end_s, ymax=0.04, color="#2e9e62", linewidth=0)
    axes.set_xlabel("time (s)")
    unit, _ = unit_of(check.measure)
    axes.set_ylabel(AXIS_TITLES.get(unit, unit.strip()))
    axes.margins(x=0)
    axes.spines[["top", "right"]].set_visible(False)
    if any(side for side, _, _ in lines):
        axes.legend(loc="upper right", frameon=False, fontsize="small")
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return {"title": check.title, "reason": check.reason, "svg": svg[svg.index("<svg") :]}
