"""For how long a test could not be judged: time counts, not frames."""

from __future__ import annotations

from posecheck.tightness.unfit_time import UnfitTime


def test_time_counts_and_not_frames():
    unfit = UnfitTime()
    for frame in range(60):  # one second at 60 frames a second
        unfit.add(frame / 60, "camera_high")
    for frame in range(16):  # two seconds at 8 frames a second
        unfit.add(1 + frame / 8, "")
    assert unfit.most == ""
    for frame in range(16):
        unfit.add(3 + frame / 8, "camera_high")
    assert unfit.most == "camera_high"
    assert not unfit.is_always("camera_high")
