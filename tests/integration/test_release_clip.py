"""The whole way on a rendered clip whose truth is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from posecheck.body.estimator import PoseEstimator
from posecheck.coaching.library import find_exercise
from posecheck.coaching.session import Session
from posecheck.pipeline import moments
from posecheck.video import open_source


def held_spans(source, wanted_times=None):
    """(held seconds, times at which the left hold grew)."""
    session = Session(find_exercise("supine_release"))
    grew, last = [], 0.0
    with PoseEstimator("video", with_mask=False) as estimator:
        for moment in moments(source, estimator, session):
            held = session.hold("left", moment.frame.time_s).held_s
            if held > last:
                grew.append(moment.frame.time_s)
            last = held
    return last, grew


class Thinned:
    """A source that gives only some of another's frames."""

    is_live = is_photo = False

    def __init__(self, source, keep):
        self._source, self._keep = source, keep

    def __iter__(self):
        return (f for f in self._source if self._keep(f.index))


@pytest.fixture(scope="module")
def truth(release_clip):
    """(n,) true fall-out of the left leg in degrees, and (n,) times, from the 3-D joints."""
    frames = json.loads(release_clip.with_suffix(".json").read_text())
    times, angles = [], []
    for frame in frames:
        hip, knee, ankle = (np.array(frame["j3"][f"l_{p}"]) for p in ("hip", "kne", "ank"))
        axis = (ankle - hip) / np.linalg.norm(ankle - hip)
        up, out = np.array([0, 0, 1.0]), np.array([0, -1.0, 0])
        side = knee - hip
        up, out, side = (v - axis * (v @ axis) for v in (up, out, side))
        angles.append(np.degrees(np.arctan2(side @ out, side @ up)))
        times.append(frame["t"])
    return np.array(times), np.array(angles)


def test_the_hold_counts_only_while_the_knee_is_lowered_out(release_clip, truth):
    times, angles = truth
    with open_source(release_clip) as source:
        held, grew = held_spans(source)
    out = times[angles > 20]
    assert grew[0] >= out[0]
    assert grew[-1] <= out[-1] + 0.2
    assert held > 2.0


@pytest.mark.parametrize("rate", ["10", "5", "irregular"])
def test_the_hold_is_the_same_at_other_frame_rates(release_clip, rate):
    with open_source(release_clip) as source:
        reference, _ = held_spans(source)
    drop = np.random.default_rng(7).random(200) < 0.4
    keep = {"10": lambda i: True, "5": lambda i: i % 2 == 0, "irregular": lambda i: not drop[i]}
    with open_source(release_clip) as source:
        held, _ = held_spans(Thinned(source, keep[rate]))
    assert held == pytest.approx(reference, abs=0.3)
