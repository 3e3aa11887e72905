"""The whole way on a rendered clip whose truth is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.engine.options import InputOptions
from posecheck.engine.session import Session, moments
from posecheck.exercises.library import find_exercise
from posecheck.video import open_source

SIDE = "left"
LONGER_THAN_THE_CLIP_S = 60.0


def held_spans(source):
    """(held seconds, times at which the hold grew)."""
    coach = ExerciseSession(find_exercise("supine_release"), target_s=LONGER_THAN_THE_CLIP_S)
    grew, last = [], 0.0
    with Session(coach, InputOptions(roller=False)) as session:
        for moment in moments(source, session):
            held = coach.holds(SIDE, moment.frame.time_s)[-1].held_s
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
def out_s(release_clip):
    """(n,) times at which the left knee is truly lowered out by over 20 degrees."""
    frames = json.loads(release_clip.with_suffix(".json").read_text())["frames"]
    return np.array([f["t"] for f in frames if f["angles"]["fallout_left"] > 20])


@pytest.fixture(scope="module")
def at_every_frame(release_clip):
    """What :func:`held_spans` gives for the clip's own 12 frames a second."""
    with open_source(release_clip) as source:
        return held_spans(source)


def test_the_hold_counts_while_the_knee_is_lowered_out_and_only_then(at_every_frame, out_s):
    held, grew = at_every_frame
    true_s = out_s[-1] - out_s[0]
    assert grew[0] >= out_s[0] - 0.3
    assert grew[-1] <= out_s[-1] + 0.3
    assert held == pytest.approx(true_s, abs=1.0)


@pytest.mark.parametrize("rate", ["10", "6", "irregular"])
def test_the_hold_is_the_same_at_other_frame_rates(release_clip, at_every_frame, rate):
    drop = np.random.default_rng(7).random(400) < 0.4
    keep = {
        "10": lambda i: i % 6 != 5,
        "6": lambda i: i % 2 == 0,
        "irregular": lambda i: not drop[i],
    }
    with open_source(release_clip) as source:
        held, _ = held_spans(Thinned(source, keep[rate]))
    assert held == pytest.approx(at_every_frame[0], abs=0.3)
