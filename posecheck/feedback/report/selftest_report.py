"""The report of the self-test: one HTML file to read, print and send."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from posecheck.anatomy import Side
from posecheck.feedback.report.camera_seen import CameraSeen
from posecheck.feedback.report.check_charts import ChartedCheck
from posecheck.feedback.report.curve import Line, draw_curve, find_ticks, format_value
from posecheck.feedback.report.html import render_page
from posecheck.feedback.report.pictures import Picture
from posecheck.feedback.report.selftest_words import (
    RESULT_WORDS,
    answer_questions,
    format_number,
    list_what_it_cannot_say,
    sum_up_test,
)
from posecheck.feedback.report.series import SelfTestSeries
from posecheck.feedback.report.source_facts import describe_source
from posecheck.feedback.report.timeline import Row, Span, append_span, make_row
from posecheck.geometry import Array
from posecheck.moment import Moment
from posecheck.tightness.change import least_error_deg
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.outcome import LegOutcome, Trial

CAMERA_WISH = (
    "Straight beside you, about 2 m away, near the floor (0.2 to 0.5 m high), your whole body in "
    "the picture, the tested leg near the camera."
)
"""Where the camera stands for the self-test, as the test itself asks."""

CAMERA_HEIGHT_M = (0.2, 0.5)
"""Lowest and highest right place of the lens, as in :data:`CAMERA_WISH`."""

STEP_WORDS = {
    "set_up": "set-up",
    "baseline": "still",
    "to_chest": "knee up",
    "lowering": "lowering",
    "done": "done",
}
"""Each step of a trial, in the timeline."""

DURING_TEST = ("baseline", "to_chest", "lowering")
"""The steps in which a leg is tested. The charts show these alone: while somebody gets up or turns
round for the other leg, angles of any size would stretch their scale."""


@dataclass
class SelfTestSeen:
    """All that the report needs beside the outcomes, collected while the clip runs."""

    series: SelfTestSeries = field(default_factory=SelfTestSeries)
    camera: CameraSeen = field(default_factory=CameraSeen)

    def add(self, moment: Moment) -> None:
        """Take in one frame."""
        assert moment.selftest is not None
        after_gap = moment.frame.gap_s > 0
        self.series.add(moment.frame.time_s, moment.selftest, after_gap=after_gap)
        self.camera.add(moment.measurements)

    def picture_times(self, outcomes: Mapping[Side, LegOutcome]) -> list[float]:
        """The frame times of the pictures that the report wants; the first is for the video."""
        moments_s = [time_s for _, _, time_s, _ in self.key_moments(outcomes)]
        middle_s = self.series.times_s[len(self.series.times_s) // 2] if self.series.times_s else 0
        return [*moments_s[:1], *moments_s] or [middle_s]

    def key_moments(
        self, outcomes: Mapping[Side, LegOutcome]
    ) -> list[tuple[Side, int, float, str]]:
        """For each trial with a result: leg, number, the time that decides it, and what is seen."""
        found = []
        for side, leg in outcomes.items():
            for number, trial in enumerate(leg.trials, 1):
                if not math.isnan(trial.onset_s):
                    found.append((side, number, trial.onset_s, "The back begins to rise"))
        return found


def render_selftest_report(
    analysis: dict[str, Any],
    outcomes: Mapping[Side, LegOutcome],
    seen: SelfTestSeen,
    pictures: Mapping[float, Picture] | None = None,
) -> str:
    """Render the report as HTML.

    Parameters
    ----------
    analysis
        The contents of analysis.json.
    outcomes
        The legs that were tested; may be empty.
    seen
        What was collected beside them.
    pictures
        By frame time, those of :meth:`SelfTestSeen.picture_times`.
    """
    pictures, source = pictures or {}, describe_source(analysis)
    poster = pictures.get(seen.picture_times(outcomes)[0])
    return render_page(
        "selftest.html",
        title="Psoas self-test",
        source=source,
        lead=sum_up_test(outcomes, source.duration_s),
        answers=answer_questions(outcomes) if outcomes else [],
        not_recognised=analysis.get("why_nothing", ""),
        cannot_say=list_what_it_cannot_say(outcomes),
        poster=poster,
        ticks=find_ticks(source.duration_s),
        rows=_make_rows(seen.series, source.duration_s),
        charts=_draw_charts(seen.series, source.duration_s),
        marks=[],
        moments=[
            (side, number, time_s, words, pictures.get(time_s))
            for side, number, time_s, words in seen.key_moments(outcomes)
        ],
        trials=[
            (side, _describe_trial(trial)) for side, leg in outcomes.items() for trial in leg.trials
        ],
        camera_advice=seen.camera.find_advice(),
        camera_facts=seen.camera.describe(CAMERA_HEIGHT_M, ("side",)),
        camera_wish=CAMERA_WISH,
    )


def _describe_trial(trial: Trial) -> dict[str, str]:
    """The numbers of one trial for the table."""
    return {
        "result": RESULT_WORDS[trial.result]
        + (f", {trial.reason.replace('_', ' ')}" if trial.reason else ""),
        "onset_s": format_number(trial.onset_s, 1, " s"),
        "onset_hip_flexion": format_number(trial.onset_hip_flexion, 0, "°"),
        "onset_knee": format_number(trial.onset_knee, 0, "°"),
        "gap_change": format_number(trial.gap_change_cm, 1, " cm"),
        "end_hip_flexion": format_number(trial.end_hip_flexion, 0, "°"),
        "end_knee": format_number(trial.end_knee, 0, "°"),
    }


def _make_rows(series: SelfTestSeries, duration_s: float) -> list[Row]:
    """The rows of the timeline: the back, and the steps of the trials."""
    back: list[Span] = []
    steps: list[Span] = []
    for time_s, rise_cm, step in zip(
        series.times_s, series.gap_change_cm, series.steps, strict=True
    ):
        append_span(back, Span(time_s, time_s, *_find_kind(rise_cm, step)))
        append_span(steps, Span(time_s, time_s, "idle", STEP_WORDS.get(step, "")))
    words = {"good": "flat", "fix": "up", "cannot_see": "not seen"}
    return [
        make_row("Lower back", back, duration_s, words),
        make_row("Step of the test", steps, duration_s),
    ]


def _find_kind(rise_cm: float, step: str) -> tuple[str, str]:
    """The kind and the words of a frame in the row of the lower back."""
    arch = selftest_limits().arch
    if step not in ("to_chest", "lowering"):
        return "idle", ""
    if math.isnan(rise_cm):
        return "cannot_see", ""
    if rise_cm < arch.flat_below_cm:
        return "good", "flat"
    return ("fix", "up") if rise_cm > arch.arched_above_cm else ("idle", "between")


def _draw_charts(series: SelfTestSeries, duration_s: float) -> list[ChartedCheck]:
    """Draw the rise of the back and the leg's angles, with what a clear leg shows as the target."""
    limits, found = selftest_limits(), []
    during = np.isin(series.steps, DURING_TEST)
    angle_error_deg = least_error_deg() / 1.96
    for title, values, error, right, unit, reason in (
        (
            "Rise of the lower back",
            series.gap_change_cm,
            limits.repeats.gap_error_cm,
            (-math.inf, limits.arch.flat_below_cm),
            " cm",
            f"Over its own flat baseline. Up to {limits.arch.flat_below_cm} cm it is flat, from "
            f"{limits.arch.arched_above_cm} cm on it has risen, between them the test cannot tell.",
        ),
        (
            "Hip flexion of the tested leg",
            series.hip_flexion,
            angle_error_deg,
            (-math.inf, limits.straight.hip_flexion),
            "°",
            "A leg that lies straight on the floor is in the band at the end.",
        ),
        (
            "Knee of the tested leg",
            series.knee,
            math.nan,
            (limits.straight.knee, math.inf),
            "°",
            "180° is straight. A clear leg is in the band at the end.",
        ),
    ):
        line = np.where(during, np.asarray(values, float), math.nan)
        lines = [Line("only", line, np.full(len(line), error))]
        curve = draw_curve(series.times_s, lines, right, duration_s, unit)
        if curve is not None:
            edge = next(limit for limit in right if math.isfinite(limit))
            more = "or more" if math.isinf(right[1]) else "or less"
            asked = f"{format_value(edge, unit)} {more}"
            found.append(ChartedCheck(title, reason, asked, curve, _describe(title, line, unit)))
    return found


def _describe(title: str, values: Array, unit: str) -> str:
    low, high = np.nanmin(values), np.nanmax(values)
    return f"{title} over time: between {format_value(low, unit)} and {format_value(high, unit)}."
