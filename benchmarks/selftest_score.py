"""One trial of the psoas self-test, compared with its exact truth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from perceive_files import read_frames

from posecheck.anatomy import Side
from posecheck.engine.options import InputOptions
from posecheck.engine.session import Session
from posecheck.tightness.outcome import Trial
from posecheck.tightness.session import SelfTest
from posecheck.video.frame import Frame

FLAT_CM = 1.0
"""The back truly stays flat when the gap changes by less than this, in cm."""

ARCHED_CM = 3.0
"""The back truly arches when the gap changes by more than this, in cm. Between :data:`FLAT_CM` and
this, any answer is right."""

STRAIGHT_KNEE_DEG = 165.0
"""The leg is truly straight with the knee at this angle or more, in degrees."""

STRAIGHT_HIP_DEG = 15.0
"""The leg is truly straight with less hip flexion than this, in degrees."""

MOVED_CM = 2.0
"""The correlation of measured and true gap is given for true changes above this, in cm."""

MIN_CORRELATED = 10
"""The correlation needs more frames than this with a measured gap."""

LOW_CAMERA_M = (0.2, 0.5)
"""Heights at which the camera should stand, in metres."""

ONSET_S = 0.5
"""An onset dated this near to the true one is right, in seconds."""

ONSET_DEG = 6.0
"""An onset with the hip flexion this near to the true one is right, in degrees."""

MOVES_DEG = 2.0
"""The leg has begun to move once its true hip flexion has changed by this, in degrees."""

MEDIAN_S = 0.5
"""Window of the running median over the measured gap, in seconds: a change must last for half of
it to count."""


@dataclass(frozen=True, kw_only=True)
class TrialScore:
    """The truth of one trial, and what was measured.

    Attributes
    ----------
    name, shirt, arms
        The trial's name, the shirt's fit, and where the arms lie.
    camera_m
        Height of the camera in metres.
    roll
        How far the pelvis rolls, in degrees.
    true_change, measured_change
        The largest rise of the gap above its median at rest, in cm; NaN when it was not seen.
    expected
        The right answer; empty where any is right.
    trial
        The measured outcome.
    correlation
        Of the measured with the true gap; NaN where it is not given.
    onset_late_s
        Measured minus true onset, in seconds; NaN without an onset.
    onset_flexion_error
        Measured minus true hip flexion at onset, in degrees; NaN without an onset.
    """

    name: str
    shirt: str
    arms: str
    camera_m: float
    roll: float
    true_change: float
    measured_change: float
    expected: str
    trial: Trial
    correlation: float
    onset_late_s: float
    onset_flexion_error: float

    @property
    def answer(self) -> str:
        """Result and reason."""
        return " ".join(part for part in (self.trial.result, self.trial.reason) if part)

    @property
    def is_wrong(self) -> bool:
        """Whether the answer is wrong; cannot_tell never is."""
        answered = self.trial.result != "cannot_tell"
        return answered and self.expected != "" and self.answer != self.expected

    @property
    def is_easy(self) -> bool:
        """Whether the trial should be answered.

        The camera is low, the shirt fits, the arms are off the floor, and only one answer is right.
        """
        low = LOW_CAMERA_M[0] <= self.camera_m <= LOW_CAMERA_M[1]
        return low and self.shirt == "fitting" and self.arms != "along" and self.expected != ""

    @property
    def is_onset_right(self) -> bool:
        """Whether the onset was dated right, by time or by hip flexion."""
        in_time = abs(self.onset_late_s) <= ONSET_S + 1e-6
        return in_time or abs(self.onset_flexion_error) <= ONSET_DEG


@dataclass(frozen=True)
class TrialRun:
    """The first trial of a self-test, and the measured gap of every frame in cm."""

    trial: Trial
    times_s: list[float]
    gaps_cm: list[float]


def run_selftest(frames: Iterable[Frame], side: Side, *, live: bool = False) -> TrialRun:
    """Run the self-test of one leg over the frames of a trial, as a recording or as if live."""
    test = SelfTest((side,), recorded=not live)
    times_s, gaps_cm = [], []
    with Session(test, InputOptions(roller=False)) as session:
        moments = map(session.take, frames) if live else session.take_recorded(frames)
        for moment in moments:
            assert moment.selftest is not None
            times_s.append(moment.frame.time_s)
            gaps_cm.append(moment.selftest.gap_cm)
    return TrialRun(test.finish()[side].trials[0], times_s, gaps_cm)


def moves_from_s(truth: dict[str, Any]) -> float:
    """When the leg begins to move, in seconds: until then the person lies still."""
    flexions = [record["angles"][f"hip_flexion_{truth['side']}"] for record in truth["frames"]]
    moved = (i for i, flexion in enumerate(flexions) if abs(flexion - flexions[0]) > MOVES_DEG)
    return float(truth["frames"][next(moved)]["t"])


def skip_until(frames: Iterable[Frame], start_s: float) -> Iterator[Frame]:
    """The frames from a time on, with their own times."""
    kept = (frame for frame in frames if frame.time_s >= start_s)
    return (replace(frame, index=i) for i, frame in enumerate(kept))


def score_trial(
    clip: Path, truth: dict[str, Any], *, rest_s: float = math.inf, live: bool = False
) -> TrialScore:
    """Run the self-test over the clip of a trial, and compare it with the truth.

    Parameters
    ----------
    clip, truth
        The trial.
    rest_s
        Begin so many seconds before the leg moves, or at the clip's beginning.
    live
        Take it frame by frame, as from a camera.
    """
    begins_s = moves_from_s(truth)
    frames = skip_until(read_frames(clip), begins_s - rest_s)
    run = run_selftest(frames, truth["side"], live=live)
    times = np.array(run.times_s)
    gaps = running_median(times, run.gaps_cm)
    records = truth["frames"]
    true_times = [record["t"] for record in records]
    true_gaps = np.interp(times, true_times, [record["lumbar_gap_cm"] for record in records])
    at_rest = times < begins_s
    true_change = float(true_gaps.max() - np.median(true_gaps[at_rest]))
    seen = ~np.isnan(gaps)
    correlation = math.nan
    if seen.sum() > MIN_CORRELATED and true_change > MOVED_CM:
        correlation = float(np.corrcoef(gaps[seen], true_gaps[seen])[0, 1])
    baseline = float(np.nanmedian(gaps[at_rest])) if seen[at_rest].any() else math.nan
    onset_late_s, onset_flexion_error = _onset_errors(run.trial, truth)
    return TrialScore(
        name=clip.stem,
        shirt=truth.get("shirt", "suit"),
        arms=truth.get("arms", "chest"),
        camera_m=truth["camera"]["position"][2],
        roll=truth.get("roll", 0.0),
        true_change=true_change,
        measured_change=float(np.nanmax(gaps) - baseline) if seen.any() else math.nan,
        expected=expected_answer(true_change, records[-1]["angles"], truth["side"]),
        trial=run.trial,
        correlation=correlation,
        onset_late_s=onset_late_s,
        onset_flexion_error=onset_flexion_error,
    )


def running_median(
    times: np.ndarray, values: Sequence[float], window_s: float = MEDIAN_S
) -> np.ndarray:
    """Compute the running median in a centred window; NaN where all values in it are NaN."""
    given = np.array(values, float)
    medians = np.full(len(times), np.nan)
    for i, time_s in enumerate(times):
        near = given[np.abs(times - time_s) <= window_s / 2]
        if not np.isnan(near).all():
            medians[i] = np.nanmedian(near)
    return medians


def expected_answer(true_change: float, end: dict[str, float], side: Side) -> str:
    """Give the right answer; empty where any is right.

    Parameters
    ----------
    true_change
        The largest true rise of the gap, in cm.
    end
        The true angles in the last frame.
    side
        The tested leg.
    """
    if true_change > ARCHED_CM:
        return "tight arched"
    if true_change > FLAT_CM:
        return ""
    knee, hip_flexion = end[f"knee_{side}"], end[f"hip_flexion_{side}"]
    straight = knee >= STRAIGHT_KNEE_DEG and hip_flexion < STRAIGHT_HIP_DEG
    return "clear" if straight else "tight stopped_short"


def _onset_errors(trial: Trial, truth: dict[str, Any]) -> tuple[float, float]:
    """Compute measured minus true onset, in seconds and in degrees of hip flexion."""
    true = [event["t"] for event in truth["events"] if event["name"] == "arch_onset"]
    if not true or math.isnan(trial.onset_s):
        return math.nan, math.nan
    record = min(truth["frames"], key=lambda r: abs(r["t"] - true[0]))
    flexion = record["angles"][f"hip_flexion_{truth['side']}"]
    return trial.onset_s - true[0], trial.onset_hip_flexion - flexion
