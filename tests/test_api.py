"""The public API does what its docstring shows."""

from __future__ import annotations

import posecheck


def test_the_program_of_the_docstring(release_clip):
    session = posecheck.Session(posecheck.find_exercise("supine_release"))
    with (
        posecheck.open_source(release_clip) as source,
        posecheck.PoseEstimator("video", with_mask=False) as estimator,
    ):
        for moment in posecheck.moments(source, estimator, session):
            if moment.frame.time_s > 1.0:
                break
    assert moment.coaching is not None
    assert moment.coaching.message == "Lower your left knee further outward"
