"""The report: one HTML file that can be read, printed and sent, with nothing to load."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from posecheck.body.landmarks import SIDES, opposite
from posecheck.body.reading import Side
from posecheck.coaching.exercise import Check, Exercise
from posecheck.coaching.record import SessionRecord
from posecheck.feedback.html import template
from posecheck.measures.table import SIDED
from posecheck.pipeline import Moment

VERDICT_WORDS = {"good": "good", "fix": "to fix", "cannot_see": "cannot see"}
VERDICT_FILL = {"good": "#2e9e62", "fix": "#e0701c", "cannot_see": "#b9bec6"}


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
        for name in SIDED:
            for side in SIDES:
                key = f"{name}_{side}"
                value = seen.value(name, side) if seen else math.nan
                tolerance = seen.tolerance(name, side) if seen else math.nan
                self.values.setdefault(key, []).append(value)
                self.tolerances.setdefault(key, []).append(tolerance)


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
        charts=[_chart(check, exercise, record, series) for check in _charted(exercise)],
    )


def _charted(exercise: Exercise) -> list[Check]:
    return [check for check in exercise.checks if check.measure in SIDED]


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
    check: Check, exercise: Exercise, record: SessionRecord, series: Series
) -> dict[str, str]:
    """An SVG of one check's measure over time, both legs, each within its tolerance, with the
    band that is right."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 2.4), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    low, high = check.min, check.max
    colours = {"left": "#1f6fb5", "right": "#b5541f"}
    worked = {span.side for span in record.verdicts if span.side} or set(exercise.sides)
    for working in sorted(worked):
        side: Side = working if check.leg == "working" else opposite(working)
        values = np.array(series.values.get(f"{check.measure}_{side}", []))
        reach = np.array(series.tolerances.get(f"{check.measure}_{side}", []))
        axes.plot(series.times_s, values, color=colours[side], linewidth=1.6, label=f"{side} leg")
        axes.fill_between(
            series.times_s, values - reach, values + reach, color=colours[side], alpha=0.12, lw=0
        )
    bottom, top = axes.get_ylim()
    axes.axhspan(max(low, bottom), min(high, top), color="#2e9e62", alpha=0.14, linewidth=0)
    axes.set_ylim(bottom, top)
    done = [(hold.start_s, hold.end_s) for hold in record.holds()]
    done += [(repetition.start_s, repetition.end_s) for repetition in record.repetitions]
    for start_s, end_s in done:
        axes.axvspan(start_s, end_s, ymax=0.04, color="#2e9e62", linewidth=0)
    axes.set_xlabel("time (s)")
    axes.set_ylabel("degrees")
    axes.margins(x=0)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.lines:
        axes.legend(loc="upper right", frameon=False, fontsize="small")
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return {"title": check.title, "reason": check.reason, "svg": svg[svg.index("<svg") :]}
