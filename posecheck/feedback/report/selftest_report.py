"""The report of the self-test: one HTML file to read, print and send, with nothing to load."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posecheck.anatomy import Side
from posecheck.feedback.report.charts import (
    BLACK,
    BLUE,
    BROWN,
    GREEN,
    ORANGE,
    new_figure,
    remove_frame,
    render_svg,
)
from posecheck.feedback.report.html import load_template
from posecheck.feedback.report.whose_sides import explain_sides
from posecheck.tightness.change import (
    compare_sides,
    describe_sides,
    smallest_detectable_change_deg,
)
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.outcome import LegOutcome
from posecheck.tightness.session import SelfTestState


@dataclass
class SelfTestSeries:
    """The values for the chart, collected while the test runs; one for each frame.

    Attributes
    ----------
    times_s
        Frame times.
    gap_change_cm
        How far the lower back is above its own flat baseline.
    hip_flexion, knee
        The tested leg's angles in degrees.
    """

    times_s: array[float] = field(default_factory=lambda: array("d"))
    gap_change_cm: array[float] = field(default_factory=lambda: array("d"))
    hip_flexion: array[float] = field(default_factory=lambda: array("d"))
    knee: array[float] = field(default_factory=lambda: array("d"))

    def add(self, time_s: float, state: SelfTestState, *, after_gap: bool = False) -> None:
        """Add one frame. What was not seen becomes a gap in the chart."""
        if after_gap:
            self.times_s.append(time_s)
            for line in (self.gap_change_cm, self.hip_flexion, self.knee):
                line.append(math.nan)
        self.times_s.append(time_s)
        self.gap_change_cm.append(state.gap_change_cm)
        self.hip_flexion.append(state.leg.hip_flexion)
        self.knee.append(state.leg.knee)


def outcome_sentences(outcomes: Mapping[Side, LegOutcome]) -> list[str]:
    """Return the outcome in plain sentences: one for each leg, then left compared with right."""
    found = [outcome.sentence() for outcome in outcomes.values()]
    if difference := compare_sides(outcomes.values()):
        found.append(describe_sides(difference))
    return found


def render_selftest_report(
    analysis: dict[str, Any], outcomes: Mapping[Side, LegOutcome], series: SelfTestSeries
) -> str:
    """Render the report as HTML.

    Parameters
    ----------
    analysis
        The contents of analysis.json.
    outcomes
        The legs that were tested; may be empty.
    series
        The values over time.
    """
    limits = selftest_limits()
    return load_template("selftest.html", number=_format_number).render(
        analysis=analysis,
        whose_sides=explain_sides(analysis),
        sentences=outcome_sentences(outcomes),
        trials=[(side, trial) for side, leg in outcomes.items() for trial in leg.trials],
        repeats=limits.repeats,
        arch=limits.arch,
        real_difference=smallest_detectable_change_deg(),
        chart=_draw_chart(outcomes, series) if outcomes else "",
    )


def _format_number(value: float, digits: int, unit: str) -> str:
    return "-" if math.isnan(value) else f"{value:z.{digits}f}{unit}"


def _draw_chart(outcomes: Mapping[Side, LegOutcome], series: SelfTestSeries) -> str:
    """Draw the rise of the back and the leg's angles over time, as SVG."""
    figure = new_figure(8, 4.6)
    back, leg = figure.subplots(2, 1, sharex=True)
    arch = selftest_limits().arch
    back.plot(series.times_s, series.gap_change_cm, color=BLACK, linewidth=1.4)
    back.axhline(arch.flat_below_cm, color=GREEN, linewidth=1)
    back.axhline(arch.arched_above_cm, color=ORANGE, linewidth=1)
    back.set_ylabel("rise of the back (cm)")
    leg.plot(series.times_s, series.hip_flexion, color=BLUE, label="hip flexion")
    leg.plot(series.times_s, series.knee, color=BROWN, label="knee")
    leg.set_ylabel("degrees")
    leg.set_xlabel("time (s)")
    leg.legend(loc="upper left", frameon=False, fontsize="small")
    onsets_s = [trial.onset_s for outcome in outcomes.values() for trial in outcome.trials]
    for axes in (back, leg):
        remove_frame(axes)
        for onset_s in onsets_s:
            if not math.isnan(onset_s):
                axes.axvline(onset_s, color=ORANGE, linestyle="--", linewidth=1)
    return render_svg(figure)
