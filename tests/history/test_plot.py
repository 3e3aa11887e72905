"""The picture of the history says the same as the text."""

from __future__ import annotations

from datetime import date, datetime

from posecheck.history.plot import save_plot
from posecheck.history.records import PastSelftest
from posecheck.tightness.outcome import LegOutcome


def texts(tmp_path, selftests):
    """The SVG names each line of text in a comment."""
    path = tmp_path / "progress.svg"
    save_plot(path, [], selftests, date(2026, 3, 30))
    return path.read_text(encoding="utf-8")


def test_each_legs_change_stands_under_the_picture(tmp_path):
    tests = [
        PastSelftest(
            datetime(2026, 3, day, 8),
            (
                LegOutcome("left", "tight", "arched", onset_hip_flexion=left),
                LegOutcome("right", "tight", "arched", onset_hip_flexion=right),
            ),
        )
        for day, left, right in ((1, 20.0, 34.0), (20, 30.0, 30.0), (21, 21.0, 20.0))
    ]
    found = texts(tmp_path, tests)
    assert "Left leg: no change beyond the measurement's error (±7°) since 2026-03-01." in found
    assert "Right leg: 14° better (±7°) since 2026-03-01." in found
    assert "at least 7°" in found


def test_a_first_test_has_no_change(tmp_path):
    leg = LegOutcome("left", "tight", "arched", onset_hip_flexion=20.0)
    found = texts(tmp_path, [PastSelftest(datetime(2026, 3, 1, 8), (leg,))])
    assert "Left leg:" not in found
    assert "left leg" in found
    assert "no self-test yet" in texts(tmp_path, [])
