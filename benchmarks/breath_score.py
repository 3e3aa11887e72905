"""The breath that posecheck measures in a clip, compared with the true one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from degraded_clips import Image, TimedImage

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.perception.breath.tracker import Breath, BreathTracker
from posecheck.perception.steady_scene import SteadyScenes

Shot = tuple[float, Image, Body | None]
"""A frame's time in seconds, its image, and the body in it."""


@dataclass
class BreathScore:
    """How right the breath is in one clip.

    Attributes
    ----------
    known, answered, right
        Frames with a true phase; of those, frames with a measured phase; of those, right ones.
    false_held_s
        Seconds in which the breath was measured as held and was not.
    noticed_s
        Seconds from holding the breath to the first frame measured as held; NaN if never.
    rate
        Breaths a minute at the end; NaN when not measured.
    confidence
        Mean confidence, 0..1.
    """

    known: int = 0
    answered: int = 0
    right: int = 0
    false_held_s: float = 0.0
    noticed_s: float = math.nan
    rate: float = math.nan
    confidence: float = 0.0

    @property
    def answered_share(self) -> float:
        """Share of the frames with a true phase that got one."""
        return self.answered / max(self.known, 1)


def find_bodies(frames: Iterable[TimedImage]) -> Iterator[Shot]:
    """Find the body in each frame of a clip."""
    with PoseEstimator("video", with_mask=False) as estimator:
        for time_s, image in frames:
            yield time_s, image, estimator.estimate(image, time_s)


def score_breath(shots: Iterable[Shot], true_phase: Callable[[float], str | None]) -> BreathScore:
    """Track the breath through a clip.

    Parameters
    ----------
    shots
        The frames.
    true_phase
        Gives the true phase at a time in seconds; None where it has none.
    """
    tracker, scenes, score = BreathTracker(), SteadyScenes(), BreathScore()
    held_since_s: float | None = None
    last_s, confidences = math.nan, []
    breath: Breath | None = None
    for time_s, image, body in shots:
        breath = tracker.update(time_s, image, scenes.update(time_s, body))
        phase, true = breath.phase if breath else None, true_phase(time_s)
        if true == "held":
            held_since_s = time_s if held_since_s is None else held_since_s
            if phase == "held" and math.isnan(score.noticed_s):
                score.noticed_s = time_s - held_since_s
        elif phase == "held" and not math.isnan(last_s):
            score.false_held_s += time_s - last_s
        if true is not None:
            score.known += 1
            score.answered += phase is not None
            score.right += phase == true
        confidences.append(breath.confidence if breath else 0.0)
        last_s = time_s
    if breath is not None:
        score.rate = breath.rate_per_min
    score.confidence = float(np.mean(confidences))
    return score
