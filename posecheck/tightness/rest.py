"""The rest before a trial: for how long leg and back lay still."""

from __future__ import annotations

import math
from collections.abc import Sequence

from posecheck.tightness.arch import Baseline, spread
from posecheck.tightness.course import TrialFrame
from posecheck.tightness.limits import BaselineLimits

SEARCH_STEP_S = 0.2
"""The rest is searched in steps of this many seconds."""


def is_still(frames: Sequence[TrialFrame], limits: BaselineLimits) -> bool:
    """Whether the tested leg and the back hardly moved in these frames."""
    turned = max(spread([f.leg.hip_flexion for f in frames]), spread([f.leg.knee for f in frames]))
    swing = spread([f.signs.gap_cm for f in frames])
    return turned <= limits.steady_deg and swing <= limits.most_swing_cm


def find_rest(
    frames: Sequence[TrialFrame], limits: BaselineLimits, *, longest_hole_s: float
) -> list[TrialFrame]:
    """The longest stretch of frames in which the leg and the back lay still; the latest of equals.

    Parameters
    ----------
    frames
        Those in which the person lay ready for a baseline, in the order of time.
    longest_hole_s
        A stretch has no longer time between two of its frames, in seconds.
    """
    best: list[TrialFrame] = []
    for part in _stretches(frames, longest_hole_s):
        starts, end = _every(part, SEARCH_STEP_S), 0
        for start in starts:
            end = max(end, start + 1)
            while end < len(part) and is_still(part[start : end + 1], limits):
                end += 1
            if is_still(part[start:end], limits) and duration_s(part[start:end]) >= duration_s(
                best
            ):
                best = list(part[start:end])
    return best


def baseline_of(rest: Sequence[TrialFrame]) -> Baseline:
    """The flat back, from the frames of a rest."""
    gaps = [frame.signs.gap_cm for frame in rest]
    bellies = [frame.signs.belly_cm for frame in rest]
    return Baseline.from_frames(gaps, bellies, duration_s(rest))


def duration_s(frames: Sequence[TrialFrame]) -> float:
    """For how many seconds the frames stand: each for the time to the next, the last likewise."""
    if len(frames) < 2:
        return 0.0
    return (frames[-1].time_s - frames[0].time_s) * len(frames) / (len(frames) - 1)


def _stretches(frames: Sequence[TrialFrame], longest_hole_s: float) -> list[Sequence[TrialFrame]]:
    parts, first = [], 0
    for i in range(1, len(frames) + 1):
        if i == len(frames) or frames[i].time_s - frames[i - 1].time_s > longest_hole_s:
            parts.append(frames[first:i])
            first = i
    return parts


def _every(frames: Sequence[TrialFrame], step_s: float) -> list[int]:
    chosen, next_s = [], -math.inf
    for i, frame in enumerate(frames):
        if frame.time_s >= next_s:
            chosen.append(i)
            next_s = frame.time_s + step_s
    return chosen
