"""The worst moment of a correction is the one that its picture should show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from made_report import run
from skeletons import lying, read_exactly

from posecheck.coaching.record import CorrectionTotal
from posecheck.exercises.library import find_exercise
from posecheck.feedback.report.corrections import find_picture_times, list_corrections, rank
from posecheck.feedback.report.pictures import encode

KNEE_OUT = "Lower your left knee further outward"


def frames(*fallouts: float):
    """A second for each fall-out."""
    return [
        (read_exactly(lying(fallout={"left": f})), {}, {"fallout_left": 1.0})
        for f in fallouts
        for _ in range(10)
    ]


def test_it_is_the_frame_farthest_from_what_is_right():
    _, seen = run("supine_release", frames(10, 10, 2, 10, 10))
    worst = seen.worst.by_text[KNEE_OUT]
    assert 2.0 <= worst.time_s < 3.1
    assert worst.distance > 15


def test_a_broken_hold_tells_more_than_the_way_into_it():
    _, seen = run("supine_release", frames(0, 0, 45, 45, 45, 12, 12, 12, 12))
    worst = seen.worst.by_text[KNEE_OUT]
    assert worst.broke
    assert worst.time_s > 5


def test_what_stops_the_hold_comes_before_advice_on_the_breath():
    totals = [
        CorrectionTotal("breath", "Breathe", 1, 20.0),
        CorrectionTotal("knee", "Bend", 1, 2.0),
    ]
    supine = find_exercise("supine_release")
    assert [total.check for total in rank(totals, supine)] == ["knee", "breath"]


def test_a_correction_gets_the_picture_of_its_worst_moment():
    record, seen = run("supine_release", frames(10, 10, 2, 10, 10))
    exercise, totals = record.session.exercise, record.corrections()
    (time_s,) = find_picture_times(totals, exercise, seen.worst.by_text)
    picture = encode(np.zeros((480, 640, 3), np.uint8))
    (found,) = list_corrections(totals, exercise, seen.worst.by_text, {time_s: picture})
    assert found.picture is picture
    assert found.title == "Knee out"
    assert found.stopped
    (other,) = list_corrections([replace(totals[0], text="unknown")], exercise, {}, {})
    assert not other.has_moment
