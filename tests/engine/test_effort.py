"""A machine that cannot keep up with its camera looks more rarely."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.engine.effort import FULL_ABOVE, RARER, SPARE_BELOW, WANTED_RATE, Effort
from posecheck.video.frame import Frame

IMAGE = np.zeros((2, 2, 3), np.uint8)


def take(effort: Effort, looked_at: float, given: float, seconds: float, start_s: float = 0.0):
    """Frames that come ``given`` times a second, looked at ``looked_at`` times a second."""
    step = given / looked_at
    for i in range(round(seconds * looked_at)):
        index = round(i * step)
        effort.take(Frame(IMAGE, start_s + index / given, round(start_s * given) + index))


def test_a_slow_machine_looks_more_rarely_before_it_is_too_slow():
    effort = Effort()
    take(effort, looked_at=17, given=30, seconds=5)
    assert effort.pause_factor == RARER
    assert SPARE_BELOW > WANTED_RATE


def test_it_looks_as_before_once_it_has_room_for_that():
    effort = Effort()
    take(effort, 17, 30, 5)
    take(effort, (SPARE_BELOW + FULL_ABOVE) / 2, 30, 5, start_s=5)
    assert effort.pause_factor == RARER, "it is as fast as this only because it looks rarely"
    take(effort, 27, 30, 5, start_s=10)
    assert effort.pause_factor == 1.0


@pytest.mark.parametrize("rate", [5, 12, 15, 30])
def test_a_slow_camera_or_recording_is_no_slow_machine(rate):
    effort = Effort()
    take(effort, rate, rate, 10)
    assert effort.pause_factor == 1.0


def test_only_the_last_seconds_count():
    effort = Effort()
    take(effort, 30, 30, 10)
    take(effort, 8, 30, 2.5, start_s=10)
    assert effort.pause_factor == RARER
    effort = Effort()
    take(effort, 8, 30, 10)
    take(effort, 30, 30, 3.5, start_s=10)
    assert effort.pause_factor == 1.0


def test_a_hiccup_changes_nothing():
    effort = Effort()
    take(effort, 30, 30, 5)
    effort.take(Frame(IMAGE, 5.4, 162))
    assert effort.pause_factor == 1.0
