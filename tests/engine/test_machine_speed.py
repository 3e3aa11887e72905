"""The rate at which a machine looks at pictures."""

from __future__ import annotations

import time

import numpy as np
import pytest

from posecheck.engine.machine_speed import WARM_UP_FRAMES, measure_rate
from posecheck.video.frame import Frame


class SlowSession:
    """Takes 0.5 s to begin, then 20 ms a frame."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, int | None]] = []

    def take(self, frame: Frame, ahead) -> None:
        following = ahead()
        self.taken.append((frame.index, following and following.index))
        time.sleep(0.02 if len(self.taken) > 1 else 0.5)


def test_the_start_does_not_count_and_every_frame_is_looked_at_with_the_next_in_view():
    frames = [Frame(np.zeros((2, 2, 3), np.uint8), i / 12, i) for i in range(WARM_UP_FRAMES + 20)]
    session = SlowSession()
    rate = measure_rate(session, frames)
    assert 10 < rate <= 50.5
    assert session.taken[:2] == [(0, 1), (1, 2)]
    assert session.taken[-1] == (len(frames) - 1, None)
    assert rate == pytest.approx(50, rel=0.8)
