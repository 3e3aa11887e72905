"""Curves as SVG: every value has its place, gaps stay gaps, and they stay light."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from posecheck.feedback.report.curve import (
    MOST_POINTS,
    Line,
    draw_curve,
    find_ticks,
    format_clock,
)


def draw(values, limits=(-math.inf, math.inf), tolerance=math.nan, duration_s=10.0):
    values = np.asarray(values, float)
    times_s = np.linspace(0, duration_s, len(values))
    line = Line("left", values, np.full(len(values), tolerance))
    return draw_curve(times_s, [line], limits, duration_s, "°")


def points(path):
    return [
        [tuple(map(float, pair)) for pair in re.findall(r"([-\d.]+) ([-\d.]+)", run)]
        for run in path.split("M")[1:]
    ]


def test_a_value_stands_at_its_time_and_its_height():
    curve = draw([0.0, 50.0, 100.0])
    (run,) = points(curve.lines[0].path)
    assert [x for x, _ in run] == [0, 500, 1000]
    # 8 % of room on either side: 100 stands 8 of 116 from the top
    assert [y for _, y in run] == pytest.approx([100 * 108 / 116, 50, 100 * 8 / 116], abs=0.06)


def test_a_gap_stays_a_gap_and_a_single_value_is_seen():
    curve = draw([1.0, 2.0, math.nan, 3.0, math.nan, 4.0, 5.0])
    runs = points(curve.lines[0].path)
    assert [len(run) for run in runs] == [2, 1, 2]
    assert curve.lines[0].path.count("h0") == 1


def test_what_was_never_seen_has_no_curve():
    assert draw([math.nan] * 5) is None


def test_the_target_reaches_from_limit_to_limit_or_to_the_edge():
    curve = draw([0.0, 100.0], limits=(50.0, math.inf))
    top, height = curve.target
    assert top == 0
    assert height == pytest.approx(50, abs=0.1)
    assert [(label.text, label.at) for label in curve.limits] == [("50°", 50.0)]
    assert draw([0.0, 100.0]).target is None


def test_a_limit_far_from_the_values_is_still_shown():
    curve = draw([1.0, 2.0], limits=(-15.0, 15.0))
    assert all(0 < label.at < 100 for label in curve.limits)


def test_the_tolerance_is_a_band_around_the_line():
    curve = draw([10.0, 10.0], tolerance=5.0)
    (outline,) = points(curve.lines[0].band)
    assert len(outline) == 4
    assert outline[0][1] < points(curve.lines[0].path)[0][0][1] < outline[-1][1]
    assert draw([10.0, 10.0]).lines[0].band == ""


def test_an_hour_stays_light_and_keeps_its_extremes():
    values = np.sin(np.linspace(0, 500, 108_000)) * 10
    values[50_000] = 80.0
    curve = draw(values, duration_s=3600.0, tolerance=2.0)
    (run,) = points(curve.lines[0].path)
    assert len(run) <= 2 * MOST_POINTS
    assert len(curve.lines[0].path) + len(curve.lines[0].band) < 50_000
    assert min(y for _, y in run) < 15


@pytest.mark.parametrize(
    ("time_s", "text"), [(0, "0:00"), (7.9, "0:07"), (750, "12:30"), (3723, "1:02:03")]
)
def test_a_time_reads_as_in_a_player(time_s, text):
    assert format_clock(time_s) == text


@pytest.mark.parametrize("duration_s", [0.5, 3.0, 20.0, 61.0, 700.0, 5000.0, 40_000.0])
def test_the_ticks_of_any_length_have_room_for_their_labels(duration_s):
    ticks = find_ticks(duration_s)
    assert ticks[0].text == "0:00"
    assert len(ticks) <= 7
    gaps = np.diff([tick.at for tick in ticks])
    assert np.allclose(gaps, gaps[0], atol=0.01) if len(gaps) else True
