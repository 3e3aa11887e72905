"""The self-test's report: outcome, measurement error, trials, chart."""

from __future__ import annotations

import pytest
from made_selftest import run_selftest

from posecheck.feedback.report.charts import BLACK, BLUE, BROWN, GREEN, ORANGE
from posecheck.feedback.report.selftest_report import (
    SelfTestSeries,
    outcome_sentences,
    render_selftest_report,
)
from posecheck.tightness.outcome import LegOutcome, Trial

SOURCE = {
    "source": {
        "path": "a<b.mp4", "width": 640, "height": 480, "duration_s": 17.0, "frames": 171
    }
}  # fmt: skip
ARCHED = Trial("tight", "arched", 7.5, 41.0, 130.0, 3.2, 20.0, 150.0)


@pytest.fixture(scope="module")
def report():
    test, found = run_selftest(rise_cm=6.0)
    series = SelfTestSeries()
    for time_s, state in found:
        series.add(time_s, state)
    return render_selftest_report(SOURCE, test.outcomes(), series)


def test_it_tells_outcome_error_and_what_it_is_not(report):
    assert "tight. The back rose from the floor" in report
    assert "Measurement error" in report
    assert "not a diagnosis" in report
    assert "a&lt;b.mp4" in report


def test_it_loads_nothing_from_elsewhere(report):
    assert 'src="http' not in report
    assert "<link" not in report


def test_its_chart_has_the_limits_the_lines_and_the_onset(report):
    assert report.count("<svg") == 1
    chart = report[report.index("<svg") :]
    assert chart.count(f"stroke: {GREEN}") == 1
    assert chart.count(f"stroke: {ORANGE}") == 1 + 2  # the upper limit, the onset in both parts
    assert chart.count("stroke-dasharray: 3.7") == 2
    assert [chart.count(f"stroke: {colour}") for colour in (BLACK, BLUE, BROWN)] == [1, 2, 2]
    for words in ("hip flexion", "knee", "degrees", "time (s)", "rise of the back (cm)"):
        assert f"<!-- {words} -->" in chart


def test_each_trial_has_a_row_with_its_numbers():
    outcomes = {"left": LegOutcome.from_trials("left", [ARCHED])}
    report = render_selftest_report(SOURCE, outcomes, SelfTestSeries())
    for cell in ("tight, arched", "7.5 s", "41°", "130°", "3.2 cm", "20°, 150°"):
        assert f">{cell}</td>" in report


def tight_leg(side: str, flexion: float) -> LegOutcome:
    return LegOutcome.from_trials(side, [Trial("tight", "arched", 9.0, flexion, 170.0, 5.0)])


def test_the_sides_are_compared_after_the_legs():
    outcomes = {"left": tight_leg("left", 40.0), "right": tight_leg("right", 20.0)}
    left, right, difference = outcome_sentences(outcomes)
    assert left.startswith("Left: tight")
    assert right.startswith("Right: tight")
    assert difference == "The left side is the tighter one, by 20° (±7°)."
    assert outcome_sentences({"left": outcomes["left"]}) == [left]


def test_the_report_names_the_smallest_detectable_change():
    outcomes = {"left": tight_leg("left", 40.0), "right": tight_leg("right", 36.0)}
    report = render_selftest_report(SOURCE, outcomes, SelfTestSeries())
    assert "Left and right do not differ beyond the error (±7°)." in report
    assert "is real if it\nis more than 7°" in report


def test_a_report_without_a_test_says_so():
    report = render_selftest_report(SOURCE, {}, SelfTestSeries())
    assert "No self-test was recognised" in report
