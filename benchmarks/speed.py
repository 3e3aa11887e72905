"""Speed of the whole program against MediaPipe alone.

    python benchmarks/speed.py [CLIP ...] [--rounds 3]

A clip is decoded once. Then these are timed in turn, several times, and the best round of each
counts:

* bare: a loop over the decoded frames with MediaPipe's ``PoseLandmarker`` in this process;
* bare+mask: the same with MediaPipe's mask, which of the exercises only knee-to-chest needs;
* process: the same loop as bare, with posecheck's ``Landmarker``, which runs MediaPipe in a process
  of its own. The start of that process is left out: the difference is what passing images costs;
* whole: what ``posecheck analyze`` does: decode, landmarks, roller, breath, measures, coaching,
  overlay, H.264 out. Its MediaPipe runs in a process of its own too.

All are frames a second of wall time. Wall time counts every process, because posecheck waits for
the answer to each frame. Machines differ, so the result is the ratio of whole to bare in one run.
"start s" is how long MediaPipe's process takes to start and to end, most of it the import of
MediaPipe. The whole way pays it once a clip; the bare loop does not, because this process imports
MediaPipe before the first round. "ratio" includes the start, "started" is the ratio without it.

The last columns are processor time that posecheck adds to a frame on one core, in milliseconds. In
the calling thread: for the body (who it is, the reading of someone lying, the measures), for the
roller, for the breath. In MediaPipe's process: for looks at other people, and once for opening the
landmarker that takes them (0 on Windows, which does not count it).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import cv2
from command_line import make_parser
from perceive_files import read_frames
from truth_files import SAMPLES

from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.measures.steadiness import Smoother
from posecheck.measures.table import measure_scene
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarker import Landmarker
from posecheck.perception.body.offline import offline_environment
from posecheck.perception.breath.tracker import BreathTracker
from posecheck.perception.crop import shrink
from posecheck.perception.model_files import load_model
from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.steady_scene import SteadyScenes
from posecheck.video.frame import Frame

Run = Callable[[], None]


# --- what is timed


def run_bare(frames: list[Frame], *, with_mask: bool) -> None:
    """Run MediaPipe's landmarker in this process: no decoding, results thrown away."""
    from mediapipe.tasks.python.core.base_options import BaseOptions
    from mediapipe.tasks.python.vision.core.image import Image, ImageFormat
    from mediapipe.tasks.python.vision.core.vision_task_running_mode import VisionTaskRunningMode
    from mediapipe.tasks.python.vision.pose_landmarker import PoseLandmarker, PoseLandmarkerOptions

    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=load_model()),
        running_mode=VisionTaskRunningMode.VIDEO,
        output_segmentation_masks=with_mask,
    )
    landmarker: Any
    with discard_stderr(), PoseLandmarker.create_from_options(options) as landmarker:
        for frame in frames:
            image = Image(image_format=ImageFormat.SRGB, data=shrink(frame.image))
            landmarker.detect_for_video(image, round(1000 * frame.time_s))


@contextmanager
def discard_stderr() -> Iterator[None]:
    """Discard what native code writes to standard error: MediaPipe logs while it starts up."""
    saved = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def run_in_process(frames: list[Frame]) -> None:
    """Run MediaPipe's landmarker in a process of its own: no decoding, results thrown away."""
    with Landmarker("video") as landmarker:
        for frame in frames:
            landmarker.detect(frame.image, frame.time_s)


def run_whole(clip: Path) -> None:
    """Analyse the clip, and write all files."""
    options = AnalysisOptions(exercise="supine_release")
    with tempfile.TemporaryDirectory() as folder:
        analyze_recording(clip, options, folder=Path(folder) / "out")


def best_times_s(rounds: int, *runs: Run) -> list[float]:
    """Time the runs in turn, so that noise hits all alike; give the shortest time of each."""
    best = [float("inf")] * len(runs)
    for _ in range(rounds):
        for i, run in enumerate(runs):
            start = time.perf_counter()
            run()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


# --- processor time


@dataclass(frozen=True)
class AddedMs:
    """Processor time that posecheck adds to a frame, in milliseconds; means over all frames.

    Attributes
    ----------
    body, roller, breath
        In the calling thread, beyond the landmarker's.
    mediapipe
        In MediaPipe's process, beyond the landmarker's.
    """

    body: float
    roller: float
    breath: float
    mediapipe: float


def added_ms(frames: list[Frame]) -> AddedMs:
    """Measure the processor time that posecheck adds to a frame."""
    cv2.setNumThreads(1)
    spent_s: list[tuple[float, ...]] = []
    scenes, smoother, roller, breath = SteadyScenes(), Smoother(), RollerFinder(), BreathTracker()
    with PoseEstimator("video", with_mask=False) as estimator:
        with Landmarker("video") as landmarker:
            for frame in frames:
                times = [time.thread_time()]
                landmarker.detect(frame.image, frame.time_s)
                times.append(time.thread_time())
                body = estimator.estimate(frame.image, frame.time_s)
                scene = scenes.update(frame.time_s, body)
                if scene is not None:
                    smoother.update(frame.time_s, measure_scene(scene))
                times.append(time.thread_time())
                roller.update(frame.time_s, frame.image, body)
                times.append(time.thread_time())
                breath.update(frame.time_s, frame.image, scene)
                times.append(time.thread_time())
                spent_s.append(tuple(end - start for start, end in pairwise(times)))
            before_s = ended_children_s()
        landmarker_s = ended_children_s() - before_s
    estimator_s = ended_children_s() - before_s - landmarker_s
    bare, own, for_roller, for_breath = (
        1000 * fmean(part) for part in zip(*spent_s[1:], strict=True)
    )
    mediapipe = 1000 * (estimator_s - landmarker_s) / len(frames)
    return AddedMs(own - bare, for_roller, for_breath, mediapipe)


def ended_children_s() -> float:
    """Give the processor time of all child processes that have ended, in seconds."""
    times = os.times()
    return times.children_user + times.children_system


# --- the table


def clip_row(clip: Path, rounds: int) -> str:
    """Time everything on one clip; format a row."""
    frames = list(read_frames(clip))
    run_bare(frames[:1], with_mask=False)  # imports MediaPipe
    bare_s, masked_s, process_s, whole_s, start_s = best_times_s(
        rounds,
        lambda: run_bare(frames, with_mask=False),
        lambda: run_bare(frames, with_mask=True),
        lambda: run_in_process(frames),
        lambda: run_whole(clip),
        lambda: run_in_process([]),
    )
    loops_s = bare_s, masked_s, process_s - start_s, whole_s
    rates = [len(frames) / seconds for seconds in loops_s]
    ratios = bare_s / whole_s, bare_s / (whole_s - start_s)
    added = added_ms(frames)
    return (
        f"{clip.name:30} {len(frames):6} {''.join(f'{rate:7.1f}/s ' for rate in rates)}"
        f" {ratios[0]:5.2f} {ratios[1]:7.2f} {start_s:7.2f}"
        f"{added.body:7.1f}{added.roller:7.1f}{added.breath:7.1f}{added.mediapipe:10.1f}"
    )


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    parser.add_argument("clips", nargs="*", type=Path, help="clips (default: that of the demo)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each is timed (default: %(default)s)"
    )
    options = parser.parse_args()
    # run_bare runs MediaPipe in this process, which must not reach its maker
    os.environ.update(offline_environment(os.environ))
    print(
        f"{'clip':30} {'frames':>6} {'bare':>9} {'bare+mask':>9} {'process':>9} {'whole':>9}"
        "  ratio started start s   body roller breath mediapipe ms"
    )
    for clip in options.clips or [SAMPLES / "release_right.mp4"]:
        print(clip_row(clip, options.rounds), flush=True)


if __name__ == "__main__":
    main()
