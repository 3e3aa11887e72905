"""Accuracy of the psoas self-test on rendered trials with exact truth.

    python research/render/selftest_trials.py       renders the trials, with the renderer's Python
    python benchmarks/selftest.py                   the sample clips, and all rendered trials
    python benchmarks/selftest.py selftest_tight    only these sample clips and trials
    python benchmarks/selftest.py --rest 1          each begins a second before the leg moves
    python benchmarks/selftest.py --live            frame by frame, as from a camera
    python benchmarks/selftest.py --repeat 12       one trial five times

Prints Markdown. The limits of the self-test were chosen with the sample clips and with an earlier
set of trials.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from command_line import make_parser
from markdown_tables import markdown_table
from selftest_score import (
    FLAT_CM,
    LOW_CAMERA_M,
    MOVED_CM,
    TrialScore,
    run_selftest,
    score_trial,
)
from truth_files import REPOSITORY, SAMPLES

from posecheck.video.frame import Frame

TRIALS = REPOSITORY / "research/render/work/selftest_trials"
"""Where the rendered trials lie."""

CLIPS = ("selftest_tight", "selftest_clear", "selftest_late", "selftest_short")
"""The sample clips of the self-test."""

REPEAT_SEED = 63
"""First part of the seed of a repeated trial; the second is the repetition's number."""

SHIFT_PX = 6.0
"""The image of a repeated trial is shifted by up to this, in pixels."""

TURN_DEG = 0.7
"""The image of a repeated trial is turned by up to this, in degrees."""

ZOOM = 0.02
"""The image of a repeated trial is zoomed by up to this share."""

START_S = 0.4
"""A repeated trial starts later by up to this, in seconds."""

NOISE_SD = (1.0, 6.0)
"""Range of the standard deviation of a repeated trial's noise, in grey levels."""

JPEG_QUALITY = 85
"""The images of a repeated trial go through JPEG at this quality."""

HEAD = (
    "trial", "shirt", "arms", "camera (m)", "roll", "true change", "measured", "correlation",
    "should say", "says", "onset late (s)", "flexion off",
)  # fmt: skip


# --- the report


def report(scores: Sequence[TrialScore]) -> str:
    """Make the tables of the sample clips and of the rendered trials."""
    samples = [s for s in scores if not s.name.isdigit()]
    trials = [s for s in scores if s.name.isdigit()]
    parts = []
    for title, some in (("Sample clips", samples), ("Rendered trials", trials)):
        if some:
            table = markdown_table(HEAD, map(_cells, some))
            parts.append(f"## {title}\n\n{table}\n\n{summary(some)}\n")
    return "\n".join(parts)


def _cells(score: TrialScore) -> list[str]:
    return [
        score.name,
        score.shirt,
        score.arms,
        f"{score.camera_m:.2f}",
        f"{score.roll:.0f}",
        f"{score.true_change:.1f}",
        _number(score.measured_change, 1),
        _number(score.correlation, 3),
        score.expected or "anything",
        f"{score.answer}{' **wrong**' if score.is_wrong else ''}",
        _number(score.onset_late_s, 2),
        _number(score.onset_flexion_error, 0),
    ]


def summary(scores: Sequence[TrialScore]) -> str:
    """Sum up some trials, a line for each bar that they must meet."""
    plain = [s for s in scores if s.expected]
    easy = [s for s in scores if s.is_easy]
    silent = [s for s in easy if s.trial.result == "cannot_tell"]
    low = [s for s in scores if s.camera_m <= LOW_CAMERA_M[1]]
    onsets = [s for s in scores if not math.isnan(s.onset_late_s)]
    right = [s for s in onsets if s.is_onset_right]
    moved = [s.correlation for s in scores if s.true_change > MOVED_CM]
    flat = [s.measured_change for s in scores if s.true_change < FLAT_CM]
    errors = [abs(s.measured_change - s.true_change) for s in scores]
    return "\n".join(
        [
            f"- wrong where the truth is plain: {sum(s.is_wrong for s in plain)} of {len(plain)}",
            f"- answered: {_answered(scores)}, with a low camera {_answered(low)}",
            f"- cannot tell, low camera and fitting shirt: {len(silent)} of {len(easy)}",
            f"- onset within 0.5 s or 6 degrees: {len(right)} of {len(onsets)}",
            f"- correlation where it moved over 2 cm: {_list(moved, 3)}",
            f"- measured change where the truth is under 1 cm: {_list(flat, 1)}",
            f"- error of the change: median {np.nanmedian(errors):.2f} cm, 68 % under"
            f" {np.nanpercentile(errors, 68):.2f} cm",
        ]
    )


def _answered(scores: Sequence[TrialScore]) -> str:
    """How many trials have an outcome."""
    return f"{sum(s.trial.result != 'cannot_tell' for s in scores)} of {len(scores)}"


def _number(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}f}"


def _list(values: Sequence[float], digits: int) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in values) or "none"


# --- one trial several times


def print_repeats(number: int, times: int) -> None:
    """Run one trial several times, varied, and print how far its outcome varies."""
    truth = json.loads((TRIALS / f"{number:02d}.json").read_text())
    trials = []
    for repetition in range(times):
        frames = vary_trial(number, repetition, truth)
        trials.append(run_selftest(frames, truth["side"]).trial)
        print(f"trial {number}, {repetition}: {trials[-1]}", file=sys.stderr, flush=True)
    flexions = [trial.onset_hip_flexion for trial in trials]
    rises = [trial.gap_change_cm for trial in trials]
    print(f"Trial {number} {times} times over: {', '.join(t.result for t in trials)}.")
    print(f"Hip flexion at onset: {_list(flexions, 1)};")
    print(f"SD {np.std(flexions, ddof=1):.2f} degrees. Rise SD {np.std(rises, ddof=1):.2f} cm.")


def vary_trial(number: int, repetition: int, truth: dict[str, Any]) -> Iterator[Frame]:
    """Give a trial's clean frames with other noise, another camera position, a later start."""
    rng = np.random.default_rng([REPEAT_SEED, repetition])
    size = tuple(truth["camera"]["size"])
    turn_deg, zoom = rng.uniform(-TURN_DEG, TURN_DEG), 1 + rng.uniform(-ZOOM, ZOOM)
    warp = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), turn_deg, zoom)
    warp[:, 2] += rng.uniform(-SHIFT_PX, SHIFT_PX, 2)
    n_skipped = round(rng.uniform(0, START_S) * truth["fps"])
    noise_sd = rng.uniform(*NOISE_SD)
    paths = sorted((TRIALS / f"{number:02d}").glob("[0-9]*.png"))[n_skipped:]
    for i, path in enumerate(paths):
        image = cv2.warpAffine(cv2.imread(str(path)), warp, size, borderMode=cv2.BORDER_REPLICATE)
        noisy = np.clip(image + rng.normal(0, noise_sd, image.shape), 0, 255).astype(np.uint8)
        _, jpeg = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        rgb = cv2.cvtColor(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        yield Frame(np.asarray(rgb, np.uint8), i / truth["fps"], i)


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    parser.add_argument("names", nargs="*", help="sample clips and trials (default: all)")
    parser.add_argument("--repeat", type=int, metavar="TRIAL", help="repeat this trial instead")
    parser.add_argument("--times", type=int, default=5, help="how often (default: %(default)s)")
    parser.add_argument(
        "--rest", type=float, default=math.inf, metavar="SECONDS",
        help="begin so long before the leg moves (default: at the clip's beginning)",
    )  # fmt: skip
    parser.add_argument("--live", action="store_true", help="frame by frame, as from a camera")
    options = parser.parse_args()
    if options.repeat is not None:
        print_repeats(options.repeat, options.times)
        return
    clips = [SAMPLES / f"{name}.mp4" for name in CLIPS] + sorted(TRIALS.glob("*.mp4"))
    scores = []
    for clip in clips:
        if options.names and clip.stem not in options.names:
            continue
        truth = json.loads(clip.with_suffix(".json").read_text())
        scores.append(score_trial(clip, truth, rest_s=options.rest, live=options.live))
        print(clip.stem, scores[-1].answer, file=sys.stderr, flush=True)
    print(report(scores))


if __name__ == "__main__":
    main()
