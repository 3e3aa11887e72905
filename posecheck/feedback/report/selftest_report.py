"""The self-test's report: one HTML file, with nothing to load."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from posecheck.anatomy import Side
from posecheck.feedback.report.html import template
from posecheck.selftest.change import (
    compare_sides,
    describe_sides,
    smallest_detectable_change_deg,
)
from posecheck.selftest.limits import selftest_limits
from posecheck.selftest.outcome import LegOutcome
from posecheck.selftest.session import SelfTestState


@dataclass
class SelfTestSeries:
    """What the chart shows, gathered while the test runs."""

    times_s: list[float] = field(default_factory=list)
    gap_change_cm: list[float] = field(default_factory=list)
    hip_flexion: list[float] = field(default_factory=list)
    knee: list[float] = field(default_factory=list)

    def add(self, time_s: float, state: SelfTestState) -> None:
        """Take in one frame."""
        self.times_s.append(time_s)
        self.gap_change_cm.append(state.gap_change_cm)
        self.hip_flexion.append(state.leg.hip_flexion)
        self.knee.append(state.leg.knee)


def sentences(outcomes: Mapping[Side, LegOutcome]) -> list[str]:
    """The outcome in plain sentences, a leg each, then left against right."""
    found = [outcome.sentence() for outcome in outcomes.values()]
    if difference := compare_sides(outcomes.values()):
        found.append(describe_sides(difference))
    return found


def render_selftest_report(
    analysis: dict[str, Any], outcomes: Mapping[Side, LegOutcome], series: SelfTestSeries
) -> str:
    """The report's HTML.

    Args:
        analysis: the contents of analysis.json.
        outcomes: the legs that were tested.
        series: the values over time.
    """
    limits = selftest_limits()
    return template("selftest.html", number=_number).render(
        analysis=analysis,
        sentences=sentences(outcomes),
        trials=[(side, trial) for side, leg in outcomes.items() for trial in leg.trials],
        repeats=limits.repeats,
        arch=limits.arch,
        real_difference=smallest_detectable_change_deg(),
        chart=_chart(outcomes, series) if outcomes else "",
    )


def _number(value: float, digits: int, unit: str) -> str:
    return "-" if math.isnan(value) else f"{value:z.{digits}f}{unit}"


def _chart(outcomes: Mapping[Side, LegOutcome], series: SelfTestSeries) -> str:
    """An SVG of the back's rise and the leg's angles over time."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.6), layout="constrained")
    FigureCanvasSVG(figure)
    back, leg = figure.subplots(2, 1, sharex=True)
    arch = selftest_limits().arch
    back.plot(series.times_s, series.gap_change_cm, color="#1a2027", linewidth=1.4)
    back.axhline(arch.flat_below_cm, color="#2e9e62", linewidth=1)
    back.axhline(arch.arched_above_cm, color="#e0701c", linewidth=1)
    back.set_ylabel("back's rise (cm)")
    leg.plot(series.times_s, series.hip_flexion, color="#1f6fb5", label="hip flexion")
    leg.plot(series.times_s, series.knee, color="#b5541f", label="knee")
    leg.set_ylabel("degrees")
    leg.set_xlabel("time (s)")
    leg.legend(loc="upper left", frameon=False, fontsize="small")
    onsets: Sequence[float] = [
        trial.onset_s for outcome in outcomes.values() for trial in outcome.trials
    ]
    for axes in (back, leg):
        axes.margins(x=0)
        axes.spines[["top", "right"]].set_visible(False)
        for onset_s in onsets:
            if not math.isnan(onset_s):
                axes.axvline(onset_s, color="#e0701c", linestyle="--", linewidth=1)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
