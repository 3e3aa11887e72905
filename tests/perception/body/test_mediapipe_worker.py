"""MediaPipe's process is started early and used again, with the same results."""

from __future__ import annotations

import av
import numpy as np
import pytest

from posecheck.errors import ModelError
from posecheck.perception.body import mediapipe_worker
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarker import Landmarker
from posecheck.perception.body.mediapipe_worker import mediapipe_kept


@pytest.fixture
def pictures(release_clip) -> list[np.ndarray]:
    with av.open(str(release_clip)) as container:
        frames = container.decode(video=0)
        return [next(frames).to_ndarray(format="rgb24") for _ in range(3)]


def follow(pictures: list[np.ndarray]) -> list[np.ndarray]:
    """The landmarks of the person in a short film."""
    with PoseEstimator("video") as estimator:
        bodies = [estimator.estimate(each, i / 25) for i, each in enumerate(pictures)]
    return [body.world for body in bodies if body is not None]


def test_a_process_is_used_again_and_remembers_nothing(pictures):
    alone = follow(pictures)
    assert len(alone) == len(pictures)
    with mediapipe_kept():
        (worker,) = mediapipe_worker._idle
        for _ in range(2):
            np.testing.assert_array_equal(follow(pictures), alone)
            assert mediapipe_worker._idle == [worker]
    assert not worker.is_alive


def test_two_at_a_time_have_a_process_each():
    with mediapipe_kept():
        with Landmarker("photo") as first, Landmarker("photo") as second:
            assert first._mediapipe._worker is not second._mediapipe._worker
        assert len(mediapipe_worker._idle) == 2


def test_outside_the_block_a_process_ends_with_its_landmarker():
    landmarker = Landmarker("photo")
    worker = landmarker._mediapipe._worker
    landmarker.close()
    assert not worker.is_alive
    assert mediapipe_worker._idle is None


def test_one_that_died_meanwhile_is_not_used():
    with mediapipe_kept():
        mediapipe_worker._idle[0].close()
        with Landmarker("photo") as landmarker:
            assert landmarker.detect(np.zeros((48, 64, 3), np.uint8)) == []


def test_one_with_half_a_message_in_its_pipe_is_not_kept():
    with mediapipe_kept():
        landmarker = Landmarker("photo")
        mediapipe = landmarker._mediapipe
        mediapipe._in_step = False  # as after Ctrl-C within a detection
        landmarker.close()
        assert mediapipe_worker._idle == []
        assert not mediapipe._worker.is_alive


def test_a_missing_model_is_told_when_it_is_wanted(tmp_path):
    missing = tmp_path / "missing.task"
    with mediapipe_kept(missing):  # nothing is said yet
        with pytest.raises(ModelError, match="check the path given with --model"):
            PoseEstimator("photo", model=missing)
        with Landmarker("photo") as landmarker:  # the process goes on
            assert landmarker.detect(np.zeros((48, 64, 3), np.uint8)) == []
