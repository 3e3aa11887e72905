"""How fast the whole way through is, against MediaPipe alone.

    python benchmarks/speed.py [CLIP ...] [--rounds 3]

One run decodes a clip once and then times, in turn and several times over, (a) a bare
``PoseLandmarker`` loop over the decoded frames and (b) the program's own way: decode,
landmarks, roller, breath, measures, coaching, overlay, H.264 out. Machines are noisy, so the answer
is the ratio of the two within one run, best round of each. The bare loop is timed with
MediaPipe's mask too, for comparison; of the exercises only knee-to-chest asks for it. The last
columns are the processor time of the calling thread that posecheck adds to a frame on one core: for
the body (who it is, the reading of someone lying, the measures), for the roller, for the breath.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import cv2

from posecheck.data_files import data_path
from posecheck.engine.recorded import analyze_clip
from posecheck.exercises.library import find_exercise
from posecheck.measures.steadiness import SteadyMeasurer
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarker import Landmarker
from posecheck.perception.breath.tracker import BreathTracker
from posecheck.perception.roller.finder import RollerFinder
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file


def bare_landmarker(frames: list[Frame], *, with_mask: bool) -> None:
    """MediaPipe alone: no decoding, no drawing, results thrown away."""
    with Landmarker("video", with_mask=with_mask) as landmarker:
        for frame in frames:
            landmarker.detect(frame.image, frame.time_s)


def added_ms(frames: list[Frame]) -> tuple[float, float, float]:
    """Milliseconds of the calling thread a frame, beyond the landmarker's, for body, roller and
    breath; the mean of all frames."""
    cv2.setNumThreads(1)
    spent_s: list[tuple[float, ...]] = []
    measurer, roller, breath = SteadyMeasurer(), RollerFinder(), BreathTracker()
    with Landmarker("video") as landmarker, PoseEstimator("video", with_mask=False) as estimator:
        for frame in frames:
            times = [time.thread_time()]
            landmarker.detect(frame.image, frame.time_s)
            times.append(time.thread_time())
            body = estimator.estimate(frame.image, frame.time_s)
            seen = measurer.update(frame.time_s, body)
            times.append(time.thread_time())
            roller.update(frame.time_s, frame.image, body)
            times.append(time.thread_time())
            breath.update(frame.time_s, frame.image, body, seen.posture if seen else None)
            times.append(time.thread_time())
            spent_s.append(tuple(end - start for start, end in pairwise(times)))
    bare, own, for_roller, for_breath = (
        1000 * fmean(part) for part in zip(*spent_s[1:], strict=True)
    )
    return own - bare, for_roller, for_breath


def whole_way(clip: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        exercise = find_exercise("supine_release")
        analyze_clip(clip, exercise, Path(folder) / "out", roller_finder=RollerFinder())


def best_of(rounds: int, *runs: Callable[[], None]) -> list[float]:
    """The shortest time of each run, taken in turn so that noise hits all alike."""
    best = [float("inf")] * len(runs)
    for _ in range(rounds):
        for i, run in enumerate(runs):
            start = time.perf_counter()
            run()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed against bare MediaPipe.")
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    clips = args.clips or [data_path("sample_videos", "release_right.mp4")]
    print(
        f"{'clip':30} {'frames':>6} {'bare':>9} {'bare+mask':>9} {'whole':>9}"
        "  ratio   body roller breath ms"
    )
    for clip in clips:
        with open_file(clip) as source:
            frames = list(source)
        bare, masked, whole = best_of(
            args.rounds,
            lambda frames=frames: bare_landmarker(frames, with_mask=False),
            lambda frames=frames: bare_landmarker(frames, with_mask=True),
            lambda clip=clip: whole_way(clip),
        )
        rates = [len(frames) / seconds for seconds in (bare, masked, whole)]
        cells = "".join(f"{rate:7.1f}/s " for rate in rates)
        added = "".join(f"{milliseconds:7.1f}" for milliseconds in added_ms(frames))
        print(f"{clip.name:30} {len(frames):6} {cells}  {rates[2] / rates[0]:5.2f}{added}")


if __name__ == "__main__":
    main()
