"""The self-test's drawing: what the person must see is in the picture, at any size."""

from __future__ import annotations

import numpy as np
import pytest
from selftest_course import Course
from skeletons import lying

from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.style import FIX, GOOD
from posecheck.feedback.report.selftest_report import SelfTestSeries, render_selftest_report
from posecheck.moment import Moment
from posecheck.perception.back.underside import Underside
from posecheck.selftest.session import SelfTest
from posecheck.video.frame import Frame

X = np.linspace(220, 300, 81)
UNDERSIDE = Underside(
    outline=np.stack([X, 260 - 12 * np.exp(-(((X - 260) / 15) ** 2))], 1),
    floor=np.array([[220.0, 262.0], [300.0, 262.0]]),
    peak=np.array([260.0, 248.0]),
    hollow_cm=4.0,
    belly_cm=20.0,
    cm_per_px=0.4,
)


def states(**course):
    test = SelfTest(("left",))
    found = []
    for signs in Course(**course).signs():
        object.__setattr__(signs, "underside", UNDERSIDE)
        found.append((signs.time_s, test.take(signs)))
    return test, found


def drawn(state, *, mirrored=False, size=(640, 480)):
    blank = np.full((size[1], size[0], 3), 120, np.uint8)
    moment = Moment(Frame(blank, 0.0, 0), lying(), None, None, selftest=state)
    return Overlay(mirrored=mirrored).draw(moment)


def near(image, colour, box):
    x1, y1, x2, y2 = box
    part = image[y1:y2, x1:x2].astype(int)
    return int((np.abs(part - colour).max(axis=2) < 60).sum())


def test_the_gap_turns_from_good_to_fix_when_the_back_lifts():
    _, found = states(rise_cm=6.0)
    flat = next(s for t, s in found if t > 6)
    arched = next(s for _, s in found if s.arching)
    strip = (225, 245, 295, 262)
    assert near(drawn(flat), GOOD, strip) > 50
    assert near(drawn(arched), FIX, strip) > 50
    assert near(drawn(flat), FIX, strip) == 0


def test_the_strip_is_mirrored_with_the_picture():
    _, found = states()
    flat = next(s for t, s in found if t > 6)
    picture = drawn(flat, mirrored=True)
    assert near(picture, GOOD, (640 - 295, 245, 640 - 225, 262)) > 50
    assert near(picture, GOOD, (225, 245, 295, 262)) == 0


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (480, 854), (1920, 1080)])
def test_every_state_can_be_drawn_on_any_frame(size):
    _, found = states(rise_cm=6.0)
    for _, state in found[::8]:
        assert drawn(state, size=size).shape == (size[1], size[0], 3)


def test_the_report_tells_outcome_error_and_what_it_is_not():
    test, found = states(rise_cm=6.0)
    series = SelfTestSeries()
    for time_s, state in found:
        series.add(time_s, state)
    source = {"path": "a<b.mp4", "width": 640, "height": 480, "duration_s": 17.0, "frames": 171}
    report = render_selftest_report({"source": source}, test.outcomes(), series)
    assert "tight. The back rose from the floor" in report
    assert "Measurement error" in report
    assert "not a diagnosis" in report
    assert "a&lt;b.mp4" in report
    assert "<svg" in report
    assert 'src="http' not in report
    assert "<link" not in report


def test_a_report_without_a_test_says_so():
    source = {"path": "a.mp4", "width": 640, "height": 480, "duration_s": 1.0, "frames": 5}
    assert "No self-test was recognised" in render_selftest_report(
        {"source": source}, {}, SelfTestSeries()
    )
