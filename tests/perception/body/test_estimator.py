"""The person is found; nothing is printed; odd times and empty pictures do no harm."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.video import open_source


@pytest.fixture(scope="module")
def frame(release_clip):
    with open_source(release_clip) as source:
        return next(iter(source))


def test_landmarks_world_and_mask_outlive_the_estimator(frame, capfd):
    with PoseEstimator("photo") as estimator:
        body = estimator.estimate(frame.image)
        other = estimator.estimate(frame.image)
    assert body is not None
    assert other is not None
    assert body.image.shape == (33, 2)
    assert body.world.shape == (33, 3)
    assert body.mask is not None
    assert body.mask.shape == (480, 640)
    assert 0.02 < float((body.mask > 0.5).mean()) < 0.3
    assert 200 < body.middle("hip")[0] < 400  # pixels, not shares of the picture
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


def test_nobody_in_a_plain_picture():
    with PoseEstimator("photo") as estimator:
        assert estimator.estimate(np.full((240, 320, 3), 120, np.uint8)) is None


def test_times_that_stand_still_or_go_back_do_no_harm(frame):
    with PoseEstimator("video", with_mask=False) as estimator:
        found = [estimator.estimate(frame.image, t) for t in (0.5, 0.5, 0.2, 0.5004)]
    assert all(body is not None for body in found)


def test_large_pictures_give_landmarks_in_their_own_pixels(frame):
    large = np.repeat(np.repeat(frame.image, 4, axis=0), 4, axis=1)
    with PoseEstimator("photo") as estimator:
        small, big = estimator.estimate(frame.image), estimator.estimate(large)
    assert small is not None
    assert big is not None
    assert big.frame_size == (2560, 1920)
    assert big.middle("hip") == pytest.approx(4 * small.middle("hip"), abs=40)


def test_a_closed_estimator_says_so(frame):
    estimator = PoseEstimator("photo")
    estimator.close()
    estimator.close()
    with pytest.raises(RuntimeError, match="closed"):
        estimator.estimate(frame.image)
