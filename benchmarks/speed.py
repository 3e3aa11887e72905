"""How fast the whole way through is, against MediaPipe alone.

    python benchmarks/speed.py [CLIP ...] [--rounds 3]

One run decodes a clip once and then times, in turn and several times over, (a) a bare
``PoseLandmarker`` loop over the decoded frames and (b) the program's own way: decode,
landmarks, measures, coaching, overlay, H.264 out. Machines are noisy, so the answer is the
ratio of the two within one run, best round of each. posecheck asks MediaPipe for no mask
yet; the bare loop is timed the same way, and with the mask for comparison. The last column is
the processor time of the calling thread that posecheck adds to a frame on one core: who it is,
the reading of someone lying, the measures.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import cv2

from posecheck.analysis import analyze_clip
from posecheck.body.estimator import PoseEstimator
from posecheck.body.landmarker import Landmarker
from posecheck.coaching.library import find_exercise
from posecheck.data_files import data_path
from posecheck.measures.steadiness import SteadyMeasurer
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file


def bare_landmarker(frames: list[Frame], *, with_mask: bool) -> None:
    """MediaPipe alone: no decoding, no drawing, results thrown away."""
    with Landmarker("video", with_mask=with_mask) as landmarker:
        for frame in frames:
            landmarker.detect(frame.image, frame.time_s)


def added_ms(frames: list[Frame]) -> float:
    """Milliseconds of the calling thread a frame, beyond the landmarker's; the mean of all."""
    cv2.setNumThreads(1)
    bare_s, own_s = [], []
    measurer = SteadyMeasurer()
    with Landmarker("video") as landmarker, PoseEstimator("video", with_mask=False) as estimator:
        for frame in frames:
            start = time.thread_time()
            landmarker.detect(frame.image, frame.time_s)
            middle = time.thread_time()
            measurer.update(frame.time_s, estimator.estimate(frame.image, frame.time_s))
            bare_s.append(middle - start)
            own_s.append(time.thread_time() - middle)
    return 1000 * (fmean(own_s[1:]) - fmean(bare_s[1:]))


def whole_way(clip: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        analyze_clip(clip, find_exercise("supine_release"), Path(folder) / "out")


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
    print(f"{'clip':30} {'frames':>6} {'bare':>9} {'bare+mask':>9} {'whole':>9}  ratio  added ms")
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
        ratio, added = rates[2] / rates[0], added_ms(frames)
        print(f"{clip.name:30} {len(frames):6} {cells}  {ratio:5.2f}  {added:8.1f}")


if __name__ == "__main__":
    main()
