"""The rows under the video."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.feedback.report.timeline import Span, append_span, frames_within, make_row


def test_a_row_adds_up_its_verdicts_and_places_them():
    spans = [Span(0.0, 4.0, "fix"), Span(4.0, 10.0, "good"), Span(10.0, 20.0, "cannot_see")]
    row = make_row("Knee", spans, 20.0)
    assert row.summary == "good 6.0 s, to fix 4.0 s, cannot see 10 s"
    assert [(s.start, s.width, s.kind) for s in row.segments] == [
        (0.0, 20.0, "fix"),
        (20.0, 30.0, "good"),
        (50.0, 50.0, "cannot_see"),
    ]
    assert row.segments[2].title == "Knee: cannot see, 0:10 to 0:20"


@pytest.mark.parametrize(("length_s", "word"), [(1.0, ""), (3.0, "good")])
def test_a_word_stands_only_where_it_fits(length_s, word):
    row = make_row("Knee", [Span(0.0, length_s, "good")], 20.0)
    assert row.segments[0].word == word


def test_frames_of_one_kind_join():
    spans: list[Span] = []
    for k, kind in enumerate(("idle", "good", "good", "fix")):
        append_span(spans, Span(k, k, kind))
    assert spans == [Span(0, 1, "idle"), Span(1, 3, "good"), Span(3, 3, "fix")]


def test_no_span_goes_on_through_a_gap():
    spans: list[Span] = []
    for time_s, gap_s in ((0.0, 0.0), (1.0, 0.0), (4.0, 2.9), (5.0, 0.0)):
        append_span(spans, Span(time_s, time_s, "good"), gap_s)
    assert spans == [Span(0, 1, "good"), Span(4, 5, "good")]


def test_a_frame_between_two_spans_belongs_to_the_second():
    times_s = np.arange(6.0)
    spans = [Span(0, 2, "good"), Span(2, 3, "fix"), Span(4, 5, "good")]
    found = frames_within(times_s, spans, lambda span: span.kind == "good")
    assert found.tolist() == [True, True, False, False, True, True]
