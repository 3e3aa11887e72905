"""No leg is taken for the other, from one frame of a clip to the next."""

from __future__ import annotations

import pytest
from conftest import REPOSITORY
from truth_files import known_clips, legs_swapped

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.legs import swap_legs
from posecheck.video.opening import open_file

CLIPS = {clip.path.stem: clip for clip in known_clips(REPOSITORY / "sample_videos")}


@pytest.mark.parametrize(
    ("name", "until_s"),
    [
        ("selftest_tight", 11.0),  # from 9.4 to 10.2 s MediaPipe takes one leg for the other
        ("come_and_go", 2.0),  # walks in: the picture's edge cuts a leg off
        ("lunge", 8.3),
    ],
)
def test_no_leg_is_taken_for_the_other(name, until_s):
    clip = CLIPS[name]
    swapped, noticed = [], []
    with open_file(clip.path) as source, PoseEstimator("video", with_mask=False) as estimator:
        for frame, record in zip(source, clip.frames, strict=True):
            if frame.time_s > until_s:
                break
            body = estimator.estimate(frame.image, frame.time_s)
            if body is not None:
                swapped += [frame.time_s] if legs_swapped(body, record) else []
                noticed += [legs_swapped(swap_legs(body), record)]
    assert swapped == []
    assert any(noticed)  # the legs lie apart: swapped ones would have been seen
