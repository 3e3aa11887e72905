"""The page of a comparison: one file, nothing to load, every text escaped."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from made_analysis import leg, make_analysis

from posecheck.engine.api import compare
from posecheck.feedback.comparison.aligned import AlignedMeasure, Line
from posecheck.feedback.comparison.chart import HEIGHT, WIDTH, draw_chart
from posecheck.feedback.comparison.page import render_comparison


def release(folder, fallout, start_s=5.0):
    columns = {"fallout_left": fallout, "fallout_left_tolerance": 4.0}
    holds = [("left", start_s, start_s + 8.0, 8.0)]
    return make_analysis(folder, holds=holds, columns=columns)


@pytest.fixture
def page(tmp_path):
    found = compare(release(tmp_path / "a", 30.0), release(tmp_path / "b", 60.0, start_s=9.0))
    return render_comparison(found)


class Outline(HTMLParser):
    """The tags, the attributes and the texts of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.texts, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br", "path", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("path", "rect"):
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(" ".join(data.split()))


def test_it_says_what_differs(page):
    texts = Outline(page).texts
    assert "Supine psoas release, compared" in texts
    assert "Left side" in texts
    assert "1 of the 2 numbers that can be compared differs by more than the error" in " ".join(
        texts
    )
    place = texts.index("Knee out")
    assert [text for text in texts[place + 1 : place + 4] if text] == [
        "30.0°", "60.0°", "higher by 30.0° (±11.1°)"
    ]  # fmt: skip
    assert page.count('<tr class="real">') == 1


def test_it_is_well_formed_and_loads_nothing(page):
    outline = Outline(page)
    assert outline.open == []
    assert not {"script", "img", "link", "iframe", "object"} & set(outline.tags)
    assert not [value for name, value in outline.attributes if name in ("src", "href", "style")]
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "url(" not in page


def test_names_are_escaped(tmp_path):
    found = compare(release(tmp_path / "<script>a", 30.0), release(tmp_path / "b&b", 30.0))
    page = render_comparison(found)
    assert "<script" not in page
    assert "&lt;script&gt;a" in page
    assert "b&amp;b" in page


def test_both_lines_and_what_is_right_are_drawn(page):
    assert page.count('class="line first" d="M0') == 1
    assert page.count('class="line second" d="M0') == 1
    assert 'class="target"' in page
    assert "seconds since the hold began" in page
    assert page.count('class="band') == 2


def test_a_selftest_is_shown_too(tmp_path):
    columns = {"hip_flexion_left": lambda t: 90.0 - 4 * t}
    one, other = (
        make_analysis(tmp_path / name, "selftest", columns=columns,
                      selftest={"left": leg(flexion, onset_s=at), "right": None})
        for name, flexion, at in (("a", 40.0, 12.0), ("b", 20.0, 16.0))
    )  # fmt: skip
    page = render_comparison(compare(one, other))
    assert "seconds since the back began to rise" in page
    assert "lower by 20.0° (±7.0°)" in page


def line(places, values):
    return Line(np.array(places, float), np.array(values, float), np.full(len(places), math.nan))


def test_gaps_stay_gaps_and_all_lies_within_the_plot():
    first = line([0, 1, 2, 3, 4], [10, 20, math.nan, 20, 10])
    chart = draw_chart(
        AlignedMeasure("Knee", "°", "s", first, line([0, 4], [12, 18]), 15.0, math.inf)
    )
    assert chart.lines[0].path.count("M") == 2
    assert chart.lines[1].path.count("M") == 1
    for drawn in chart.lines:
        points = [float(n) for n in re.findall(r"-?\d+\.\d+", drawn.path)]
        assert all(0 <= x <= WIDTH for x in points[::2])
        assert all(0 <= y <= HEIGHT for y in points[1::2])
    top, height = chart.target
    assert top == 0
    assert 0 < height < HEIGHT
    assert chart.zero is None  # nothing lies before 0
    assert {tick.text for tick in chart.ticks_y} >= {"10°", "20°"}


def test_a_long_recording_does_not_make_a_large_page():
    places = np.linspace(0, 3600, 108_000)
    long = Line(places, np.sin(places), np.full(len(places), 0.1))
    chart = draw_chart(AlignedMeasure("Knee", "°", "s", long, long, -math.inf, math.inf))
    assert len(chart.lines[0].path) < 12_000
    assert chart.target is None


def test_no_path_of_the_disk_is_told(tmp_path, page):
    assert str(tmp_path) not in page
    for when in ("before", "after"):
        (tmp_path / when).mkdir()
    same = [release(tmp_path / when / "clip", 30.0) for when in ("before", "after")]
    texts = Outline(render_comparison(compare(*same))).texts
    assert "First: before/clip" in texts
    assert "Second: after/clip" in texts
    assert str(tmp_path) not in render_comparison(compare(*same))


def test_a_long_unit_stands_over_the_chart_and_not_behind_each_number():
    line = Line(np.array([0.0, 1.0]), np.array([0.2, 0.6]), np.array([math.nan, math.nan]))
    limits = (-math.inf, math.inf)
    for unit, shown, behind in ((" leg lengths", "leg lengths", ""), ("°", "", "°")):
        chart = draw_chart(AlignedMeasure("Leg behind", unit, "seconds", line, line, *limits))
        assert chart.unit == shown
        assert {tick.text.lstrip("0.123456") for tick in chart.ticks_y} == {behind}
