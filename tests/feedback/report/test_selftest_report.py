"""The self-test's report compares left and right by the one rule."""

from __future__ import annotations

from posecheck.feedback.report.selftest_report import (
    SelfTestSeries,
    render_selftest_report,
    sentences,
)
from posecheck.selftest.outcome import LegOutcome, Trial


def leg(side, flexion):
    trial = Trial("tight", "arched", 9.0, flexion, 170.0, 5.0)
    return LegOutcome.from_trials(side, [trial])


def test_the_sides_are_compared_after_the_legs():
    outcomes = {"left": leg("left", 40.0), "right": leg("right", 20.0)}
    left, right, difference = sentences(outcomes)
    assert left.startswith("Left: tight")
    assert right.startswith("Right: tight")
    assert difference == "The left side is the tighter one, by 20° (±7°)."
    assert sentences({"left": leg("left", 40.0)}) == [left]


def test_the_report_names_the_smallest_detectable_change():
    outcomes = {"left": leg("left", 40.0), "right": leg("right", 36.0)}
    source = {"path": "a.mp4", "width": 640, "height": 480, "duration_s": 1.0, "frames": 5}
    report = render_selftest_report({"source": source}, outcomes, SelfTestSeries())
    assert "Left and right do not differ beyond the error (±7°)." in report
    assert "more than 7° apart" in report
