"""How right the psoas self-test is on rendered trials whose truth is known.

    python research/render/selftest_trials.py             the trials, with the renderer's Python
    python benchmarks/selftest.py                         the sample clips and all trials there are
    python benchmarks/selftest.py --repeat 12             one trial five times over

Limits were chosen with the sample clips and an earlier drawing of the trials. Writes Markdown.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from posecheck.measures.steadiness import SteadyMeasurer
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.selftest.outcome import Trial
from posecheck.selftest.session import SelfTest
from posecheck.video.opening import open_file

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
TRIALS = SAMPLES.parent / "research/render/work/selftest_trials"
CLIPS = ("selftest_tight", "selftest_clear", "selftest_late", "selftest_short")

FLAT_CM, ARCHED_CM = 1.0, 3.0
"""True changes of the gap under the first and over the second are plain."""

MOVED_CM = 2.0
LOW_M = (0.2, 0.5)
ONSET_S, ONSET_DEG = 0.5, 6.0
AT_REST_S = 2.5
"""Every trial begins with as long of lying still."""

SHIFT_PX, TURN_DEG, ZOOM, START_S, NOISE = 6.0, 0.7, 0.02, 0.4, 3.0
"""How far camera, start and noise of a repeated trial differ at most."""

TimedBodies = Iterable[tuple[float, Body | None]]


@dataclass(frozen=True)
class Row:
    """One trial: what is true and what came out. Changes of the gap in cm."""

    name: str
    shirt: str
    arms: str
    camera_m: float
    roll: float
    true_change: float
    expected: str
    trial: Trial
    measured_change: float
    correlation: float
    onset_late_s: float
    onset_off_deg: float

    @property
    def said(self) -> str:
        return " ".join(part for part in (self.trial.result, self.trial.reason) if part)

    @property
    def wrong(self) -> bool:
        told = self.trial.result != "cannot_tell"
        return told and self.expected != "" and self.said != self.expected

    @property
    def easy(self) -> bool:
        """Low camera, fitting shirt, hands where they are asked for, and a plain truth."""
        low = LOW_M[0] <= self.camera_m <= LOW_M[1]
        return low and self.shirt == "fitting" and self.arms != "along" and self.expected != ""


def bodies_in(path: Path) -> Iterator[tuple[float, Body | None]]:
    with open_file(path) as source, PoseEstimator("video") as estimator:
        for frame in source:
            yield frame.time_s, estimator.estimate(frame.image, frame.time_s)


def evaluate(name: str, bodies: TimedBodies, truth: dict[str, Any]) -> Row:
    """Run the self-test over the frames of one trial and compare."""
    test, measurer = SelfTest((truth["side"],)), SteadyMeasurer()
    times, gaps, trial = [], [], None
    for time_s, body in bodies:
        state = test.update(time_s, body, measurer.update(time_s, body))
        times.append(time_s)
        gaps.append(state.gap_cm)
        if trial is None and state.outcomes:
            trial = state.outcomes[truth["side"]].trials[0]
    found = test.finish()
    trial = trial or found[truth["side"]].trials[0]
    frames = truth["frames"][: len(times)]
    true_times = np.array([frame["t"] for frame in frames])
    true_gaps = np.interp(times, true_times, [frame["lumbar_gap_cm"] for frame in frames])
    shown = lasting(times, gaps)
    rest = np.array(times) < AT_REST_S
    true_change = float(true_gaps.max() - np.median(true_gaps[rest]))
    seen = ~np.isnan(shown)
    correlation = math.nan
    if seen.sum() > 10 and true_change > MOVED_CM:
        correlation = float(np.corrcoef(shown[seen], true_gaps[seen])[0, 1])
    flat = float(np.nanmedian(shown[rest])) if seen[rest].any() else math.nan
    late, off = _onset(trial, truth)
    return Row(
        name,
        truth.get("shirt", "suit"),
        truth.get("arms", "chest"),
        truth["camera"]["position"][2],
        truth.get("roll", 0.0),
        true_change,
        _expected(true_change, frames[-1]["angles"], truth["side"]),
        trial,
        float(np.nanmax(shown) - flat) if seen.any() else math.nan,
        correlation,
        late,
        off,
    )


def lasting(times: Sequence[float], gaps: Sequence[float], span_s: float = 0.5) -> np.ndarray:
    """The running median over half a second, centred: what a change must outlast to count."""
    at, values = np.array(times), np.array(gaps, float)
    out = np.full(len(at), np.nan)
    for i, time_s in enumerate(at):
        near = values[np.abs(at - time_s) <= span_s / 2]
        if not np.isnan(near).all():
            out[i] = np.nanmedian(near)
    return out


def _expected(change: float, end: dict[str, float], side: str) -> str:
    """What should be said where the truth is plain; else empty."""
    if change > ARCHED_CM:
        return "tight arched"
    if change > FLAT_CM:
        return ""
    straight = end[f"knee_{side}"] >= 165 and end[f"hip_flexion_{side}"] < 15
    return "clear" if straight else "tight stopped_short"


def _onset(trial: Trial, truth: dict[str, Any]) -> tuple[float, float]:
    """How late the onset was dated, and how far off the hip's flexion there is."""
    true = [event["t"] for event in truth["events"] if event["name"] == "arch_onset"]
    if not true or math.isnan(trial.onset_s):
        return math.nan, math.nan
    frame = min(truth["frames"], key=lambda f: abs(f["t"] - true[0]))
    flexion = frame["angles"][f"hip_flexion_{truth['side']}"]
    return trial.onset_s - true[0], trial.onset_hip_flexion - flexion


# --- one trial again and again


def again(number: int, seed: int, truth: dict[str, Any]) -> Iterator[tuple[float, Body | None]]:
    """The trial's clean frames with other noise, a camera a little elsewhere, a later start."""
    rng = np.random.default_rng([63, seed])
    size = tuple(truth["camera"]["size"])
    warp = cv2.getRotationMatrix2D(
        (size[0] / 2, size[1] / 2),
        rng.uniform(-TURN_DEG, TURN_DEG),
        1 + rng.uniform(-ZOOM, ZOOM),
    )
    warp[:, 2] += rng.uniform(-SHIFT_PX, SHIFT_PX, 2)
    skipped = round(rng.uniform(0, START_S) * truth["fps"])
    noise = rng.uniform(1.0, 2 * NOISE)
    paths = sorted((TRIALS / f"{number:02d}").glob("[0-9]*.png"))[skipped:]
    with PoseEstimator("video") as estimator:
        for i, path in enumerate(paths):
            picture = cv2.warpAffine(
                cv2.imread(str(path)), warp, size, borderMode=cv2.BORDER_REPLICATE
            )
            noisy = np.clip(picture + rng.normal(0, noise, picture.shape), 0, 255)
            _, packed = cv2.imencode(".jpg", noisy.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 85])
            image = cv2.cvtColor(cv2.imdecode(packed, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
            time_s = i / truth["fps"]
            yield time_s, estimator.estimate(np.asarray(image, np.uint8), time_s)


def repeat(number: int, times: int) -> None:
    truth = json.loads((TRIALS / f"{number:02d}.json").read_text())
    trials = []
    for seed in range(times):
        test, measurer = SelfTest((truth["side"],)), SteadyMeasurer()
        for time_s, body in again(number, seed, truth):
            test.update(time_s, body, measurer.update(time_s, body))
        trials.append(test.finish()[truth["side"]].trials[0])
        print(f"trial {number}, {seed}: {trials[-1]}", file=sys.stderr, flush=True)
    flexions = [trial.onset_hip_flexion for trial in trials]
    rises = [trial.gap_change_cm for trial in trials]
    print(f"Trial {number} {times} times over: {', '.join(t.result for t in trials)}.")
    print(f"Hip flexion at onset: {', '.join(f'{f:.1f}' for f in flexions)};")
    print(f"SD {np.std(flexions, ddof=1):.2f} degrees. Rise SD {np.std(rises, ddof=1):.2f} cm.")


# --- the table


def table(rows: Sequence[Row]) -> str:
    lines = [
        "| trial | shirt | arms | camera (m) | roll | true change | measured | correlation |"
        " should say | says | onset late (s) | flexion off |",
        "|" + " --- |" * 12,
    ]
    for r in rows:
        lines.append(
            f"| {r.name} | {r.shirt} | {r.arms} | {r.camera_m:.2f} | {r.roll:.0f} |"
            f" {r.true_change:.1f} | {_n(r.measured_change, 1)} | {_n(r.correlation, 3)} |"
            f" {r.expected or 'anything'} | {r.said}{' **wrong**' if r.wrong else ''} |"
            f" {_n(r.onset_late_s, 2)} | {_n(r.onset_off_deg, 0)} |"
        )
    return "\n".join(lines)


def bars(rows: Sequence[Row]) -> str:
    """The bars over some of the trials, a line each."""
    plain = [r for r in rows if r.expected]
    easy = [r for r in rows if r.easy]
    silent = [r for r in easy if r.trial.result == "cannot_tell"]
    onsets = [r for r in rows if not math.isnan(r.onset_late_s)]
    met = [r for r in onsets if _onset_met(r)]
    moved = [r.correlation for r in rows if r.true_change > MOVED_CM]
    flat = [r.measured_change for r in rows if r.true_change < FLAT_CM]
    errors = [abs(r.measured_change - r.true_change) for r in rows]
    return "\n".join(
        [
            f"- wrong where the truth is plain: {sum(r.wrong for r in plain)} of {len(plain)}",
            f"- cannot tell, low camera and fitting shirt: {len(silent)} of {len(easy)}",
            f"- onset within 0.5 s or 6 degrees: {len(met)} of {len(onsets)}",
            f"- correlation where it moved over 2 cm: {_list(moved, 3)}",
            f"- measured change where the truth is under 1 cm: {_list(flat, 1)}",
            f"- error of the change: median {np.nanmedian(errors):.2f} cm, 68 % under"
            f" {np.nanpercentile(errors, 68):.2f} cm",
        ]
    )


def _onset_met(row: Row) -> bool:
    return abs(row.onset_late_s) <= ONSET_S + 1e-6 or abs(row.onset_off_deg) <= ONSET_DEG


def _n(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}f}"


def _list(values: Sequence[float], digits: int) -> str:
    return ", ".join(f"{v:.{digits}f}" for v in values) or "none"


def report(rows: Sequence[Row]) -> str:
    samples = [r for r in rows if not r.name.isdigit()]
    trials = [r for r in rows if r.name.isdigit()]
    parts = []
    for title, some in (("Sample clips", samples), ("Rendered trials", trials)):
        if some:
            parts.append(f"## {title}\n\n{table(some)}\n\n{bars(some)}\n")
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, metavar="TRIAL")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    if options.repeat is not None:
        repeat(options.repeat, options.times)
        return
    clips = [SAMPLES / f"{name}.mp4" for name in CLIPS] + sorted(TRIALS.glob("*.mp4"))
    rows = []
    for clip in clips:
        truth = json.loads(clip.with_suffix(".json").read_text())
        rows.append(evaluate(clip.stem, bodies_in(clip), truth))
        print(clip.stem, rows[-1].said, file=sys.stderr, flush=True)
    print(report(rows))


if __name__ == "__main__":
    main()
