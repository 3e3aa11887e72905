"""Two seconds of the release clip, upside down: measured as if it were the right way up."""

from __future__ import annotations

import numpy as np
import pytest

import posecheck
from posecheck.video import open_source


def test_an_upside_down_clip_is_measured_upright(make_clip, release_clip):
    with open_source(release_clip) as source:
        images = [f.image for _, f in zip(range(24), source, strict=False)][::3]
    times_s, size = [i / 4 for i in range(8)], (640, 480)
    turned = [np.ascontiguousarray(image[::-1, ::-1]) for image in images]
    upside_down = make_clip("upside_down.mp4", times_s=times_s, size=size, images=turned)

    found = list(posecheck.measure(upside_down, roller=False))

    assert len(found) == 8
    assert {row["posture"] for row in found} == {"supine"}
    for name, value in (("knee_left", 77.5), ("hip_flexion_left", 68)):  # of the clip as it is
        assert np.mean([row[name] for row in found]) == pytest.approx(value, abs=2.5)
