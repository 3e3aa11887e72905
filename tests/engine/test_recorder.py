"""The video of a practice: where it cannot be written, what was written is kept and it is told."""

from __future__ import annotations

import av
import numpy as np
import pytest
from full_disk import no_file_beyond

from posecheck.engine.recorder import Recorder
from posecheck.video.frame import Frame


def _record(recorder: Recorder, count: int) -> None:
    for index in range(count):
        image = np.random.default_rng(index).integers(0, 255, (120, 160, 3), np.uint8)
        recorder.add(Frame(image, index / 10, index), image)


def _decoded(path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_on_a_full_disk_the_video_ends_there_and_the_practice_goes_on(tmp_path):
    troubles: list[str] = []
    path = tmp_path / "practice.mp4"
    with no_file_beyond(1_000_000):
        with Recorder(path, troubles.append) as recorder:
            _record(recorder, 100)
            assert not recorder.wanted
    (told,) = troubles
    assert "What was recorded until then is kept. The practice goes on without it." in told
    assert recorder.failed
    assert recorder.written == path
    assert _decoded(path) > 20
    assert list(tmp_path.iterdir()) == [path]


def test_where_nothing_can_be_written_nothing_is_left(tmp_path):
    troubles: list[str] = []
    with no_file_beyond(1000):
        with Recorder(tmp_path / "practice.mp4", troubles.append) as recorder:
            _record(recorder, 30)
    assert len(troubles) == 1
    assert recorder.written is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_however_the_practice_ends_the_video_is_whole(tmp_path, error):
    path = tmp_path / "practice.mp4"
    with pytest.raises(error), Recorder(path, print) as recorder:
        _record(recorder, 20)
        raise error
    assert recorder.written == path
    assert _decoded(path) == 20
