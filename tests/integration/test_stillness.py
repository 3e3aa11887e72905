"""Who holds still is judged the same all the while, whatever the camera's noise."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from posecheck.coaching.judge import Judge
from posecheck.engine.options import InputOptions
from posecheck.engine.perceiver import Perceiver
from posecheck.engine.smoothing import MomentSmoother
from posecheck.exercises.library import find_exercise
from posecheck.video import Frame, open_source

FRAMES_A_SECOND = 3
NOISE = 5.0
"""Standard deviation of a dim webcam's, in grey levels of 255."""


@pytest.fixture(scope="module")
def still_images(release_clip):
    """A frame with the knee half-way out and one of the hold."""
    truth = json.loads(release_clip.with_suffix(".json").read_text())["frames"]
    fallout = np.array([frame["angles"]["fallout_left"] for frame in truth])
    wanted = {
        "half-way": int(np.argmin(np.abs(fallout - fallout.max() / 2))),
        "lowered": int(np.argmax(fallout)),
    }
    with open_source(release_clip) as source:
        frames = {frame.index: frame.image for frame in source}
    return {name: frames[index] for name, index in wanted.items()}


@pytest.mark.parametrize("still", ["half-way", "lowered"])
def test_no_verdict_changes_more_than_once_a_minute(still_images, still):
    rng = np.random.default_rng(0)
    judge = Judge(find_exercise("supine_release").checks, "left")
    verdicts: dict[str, list[str]] = {}
    smoother = MomentSmoother()
    with Perceiver(InputOptions(roller=False), with_mask=False) as perceiver:
        for i in range(60 * FRAMES_A_SECOND):
            noise = rng.normal(0, NOISE, still_images[still].shape)
            image = np.clip(still_images[still] + noise, 0, 255).astype(np.uint8)
            time_s = i / FRAMES_A_SECOND
            moment = smoother.smooth(perceiver.perceive(Frame(image, time_s, i)))
            for judgement in judge.judge(moment.measurements):
                verdicts.setdefault(judgement.check.name, []).append(judgement.verdict)
    changes = {name: sum(a != b for a, b in pairwise(seen)) for name, seen in verdicts.items()}
    assert max(changes.values()) <= 1, changes
