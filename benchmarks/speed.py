"""Speed of the commands against MediaPipe alone.

    python benchmarks/speed.py [CLIP ...] [--rounds 3] [--height 1080] [--stages] [--many 6]

Timed in turn, several times within one run; the best round of each counts. All are frames of the
clip a second of wall time, with their ratio to bare:

* bare: a loop with MediaPipe's ``PoseLandmarker`` over frames that were decoded before, in the size
  that posecheck gives it;
* usual: what most scripts do, in one thread: OpenCV reads, MediaPipe looks, OpenCV draws and writes
  MPEG-4;
* analyze, measure: the commands as whole processes, their start included. Behind them the limit:
  the same ratio if all cores had been busy all the time with what the command computes.

Machines differ and are seldom quiet: only the ratios within one run mean something.

``--height`` makes each clip that high before, to see what the picture's size costs. ``--stages``
analyses each clip once more within this process and prints what each stage takes a frame: processor
time of its thread in milliseconds, and MediaPipe's of its own process. Frames that are not looked
at count too, because all are decoded, drawn and written.

``--many`` analyses so many copies of each clip in turn and with ``--dask local``, which needs the
extra ``cluster``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any
from unittest import mock

import cv2
import numpy as np
from command_line import make_parser
from perceive_files import read_frames
from truth_files import SAMPLES

from posecheck.engine import perceiver
from posecheck.engine.cluster import count_cores
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.engine.session import Session
from posecheck.engine.smoothing import MomentSmoother
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarker import Search
from posecheck.perception.body.offline import offline_environment
from posecheck.perception.crop import shrink
from posecheck.perception.model_files import load_model
from posecheck.video.file import VideoFile
from posecheck.video.frame import Frame
from posecheck.video.upright import fit
from posecheck.video.writer import VideoWriter

Run = Callable[[], None]

LINES = ((11, 12), (11, 23), (12, 24), (23, 24), (23, 25), (25, 27), (24, 26), (26, 28))
"""The lines that the usual script draws, between MediaPipe's landmarks."""


# --- what is timed


@contextmanager
def bare_landmarker(*, with_mask: bool = False) -> Iterator[Any]:
    """MediaPipe's landmarker in this process, with posecheck's bundle."""
    from mediapipe.tasks.python.core.base_options import BaseOptions
    from mediapipe.tasks.python.vision.core.vision_task_running_mode import VisionTaskRunningMode
    from mediapipe.tasks.python.vision.pose_landmarker import PoseLandmarker, PoseLandmarkerOptions

    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=load_model()),
        running_mode=VisionTaskRunningMode.VIDEO,
        output_segmentation_masks=with_mask,
    )
    with discard_stderr(), PoseLandmarker.create_from_options(options) as landmarker:
        yield landmarker


def as_mediapipe_image(image: np.ndarray) -> Any:
    from mediapipe.tasks.python.vision.core.image import Image, ImageFormat

    return Image(image_format=ImageFormat.SRGB, data=image)


def run_bare(frames: list[Frame], *, with_mask: bool) -> None:
    """Run MediaPipe's landmarker alone: no decoding, results thrown away."""
    with bare_landmarker(with_mask=with_mask) as landmarker:
        for frame in frames:
            image = as_mediapipe_image(shrink(frame.image))
            landmarker.detect_for_video(image, round(1000 * frame.time_s))


def run_usual(clip: Path) -> None:
    """Read, look, draw and write frame after frame."""
    film = cv2.VideoCapture(str(clip))
    rate = film.get(cv2.CAP_PROP_FPS)
    size = tuple(int(film.get(c)) for c in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    with tempfile.TemporaryDirectory() as folder, bare_landmarker() as landmarker:
        code = cv2.VideoWriter.fourcc(*"mp4v")
        writer = cv2.VideoWriter(str(Path(folder) / "out.mp4"), code, rate, size)
        number = 0
        while (given := film.read())[0]:
            picture = given[1]
            image = as_mediapipe_image(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            found = landmarker.detect_for_video(image, round(1000 * number / rate))
            number += 1
            for landmarks in found.pose_landmarks:
                points = [(round(p.x * size[0]), round(p.y * size[1])) for p in landmarks]
                for first, second in LINES:
                    cv2.line(picture, points[first], points[second], (255, 160, 60), 3)
            writer.write(picture)
        writer.release()
    film.release()


def run_command(*arguments: str) -> None:
    """Run posecheck as a process of its own."""
    command = [sys.executable, "-m", "posecheck", *arguments]
    subprocess.run(command, check=True, capture_output=True)


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


@dataclass(frozen=True, order=True)
class Took:
    """What a run took: wall time, and the processor time of its processes, in seconds."""

    wall_s: float
    processor_s: float


def best_times(rounds: int, *runs: Run) -> list[Took]:
    """Time the runs in turn, so that noise hits all alike; give the shortest of each."""
    best = [Took(float("inf"), 0.0)] * len(runs)
    for _ in range(rounds):
        for i, run in enumerate(runs):
            start_s, before_s = time.perf_counter(), ended_children_s()
            run()
            took = Took(time.perf_counter() - start_s, ended_children_s() - before_s)
            best[i] = min(best[i], took)
    return best


# --- what each stage takes


STAGES: tuple[tuple[str, Any, str], ...] = (
    ("decode", VideoFile, "__iter__"),
    ("wait for MediaPipe", Search, "bodies"),
    ("body", PoseEstimator, "estimate"),
    ("roller", perceiver.RollerFinder, "update"),
    ("lower back", perceiver.BackRiseFollower, "update"),
    ("breath", perceiver.BreathTracker, "update"),
    ("measures", perceiver, "measure_scene"),
    ("smoothing", MomentSmoother, "_look_back"),
    ("coaching", Session, "_take_seen"),
    ("draw", Overlay, "draw"),
    ("encode", VideoWriter, "write"),
)
"""Name, and where the function is that does it. Body includes the wait for MediaPipe."""


def stage_times_s(clip: Path) -> dict[str, float]:
    """Analyse a clip in this process; the processor time of each stage, in all."""
    spent: dict[str, float] = defaultdict(float)
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        for name, owner, function in STAGES:
            timed = _timed(getattr(owner, function), name, spent)
            stack.enter_context(mock.patch.object(owner, function, timed))
        before_s = ended_children_s()
        options = AnalysisOptions(exercise="supine_release")
        analyze_recording(clip, options, folder=Path(folder) / "out")
        spent["MediaPipe's process"] = ended_children_s() - before_s
    return spent


def _timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def call(*given: Any, **how: Any) -> Any:
        start_s = time.thread_time()
        try:
            return function(*given, **how)
        finally:
            spent[name] += time.thread_time() - start_s

    def step(*given: Any) -> Iterator[Any]:
        frames = function(*given)
        while True:
            start_s = time.thread_time()
            frame = next(frames, None)
            spent[name] += time.thread_time() - start_s
            if frame is None:
                return
            yield frame

    return step if function.__name__ == "__iter__" else call


def ended_children_s() -> float:
    """Give the processor time of all child processes that have ended, in seconds."""
    times = os.times()
    return times.children_user + times.children_system


# --- the table


def resized(clip: Path, height: int | None, folder: Path) -> Path:
    """The clip, or a copy that is so high."""
    if height is None:
        return clip
    made = folder / f"{clip.stem}-{height}.mp4"
    writer = None
    for frame in read_frames(clip):
        width = round(height * frame.size[0] / frame.size[1] / 2) * 2
        if writer is None:
            writer = VideoWriter(made, (width, height))
        writer.write(Frame(fit(frame.image, (width, height)), frame.time_s, frame.index))
    assert writer is not None, "a clip has frames"
    writer.close()
    return made


def clip_row(clip: Path, rounds: int) -> str:
    """Time everything on one clip; format a row."""
    frames = list(read_frames(clip))
    run_bare(frames[:1], with_mask=False)  # imports MediaPipe
    with tempfile.TemporaryDirectory() as folder:
        out = "--out", f"{folder}/out", "--overwrite"
        table = "--out", f"{folder}/out.csv", "--overwrite"
        bare, usual, *ours = best_times(
            rounds,
            lambda: run_bare(frames, with_mask=False),
            lambda: run_usual(clip),
            lambda: run_command("analyze", str(clip), *out),
            lambda: run_command("measure", str(clip), *table),
        )
    width, height = frames[0].size
    rate = (len(frames) - 1) / (frames[-1].time_s - frames[0].time_s)
    cells = f"{len(frames) / bare.wall_s:8.1f}/s{bare.wall_s / usual.wall_s:8.2f}"
    for took in ours:
        limit = bare.wall_s * count_cores() / took.processor_s
        cells += f"{bare.wall_s / took.wall_s:8.2f} ({limit:.2f})"
    return f"{clip.name:26} {width}x{height} {rate:4.0f}/s {len(frames):6} {cells}"


def many_line(clip: Path, count: int) -> str:
    """How long copies of a clip take in turn, and several at the same time."""
    with tempfile.TemporaryDirectory() as folder:
        clips = Path(folder) / "clips"
        clips.mkdir()
        for i in range(count):
            copyfile(clip, clips / f"{i}{clip.suffix}")
        out = "analyze", str(clips), "--overwrite", "--out", f"{folder}/out"
        in_turn, at_once = best_times(
            1, lambda: run_command(*out), lambda: run_command(*out, "--dask", "local")
        )
    return (
        f"  {count} copies: in turn {in_turn.wall_s:.0f} s, with --dask local on {count_cores()} "
        f"cores {at_once.wall_s:.0f} s ({in_turn.wall_s / at_once.wall_s:.2f} times as fast)"
    )


def stage_lines(clip: Path) -> Iterator[str]:
    """What each stage takes a frame, a line each."""
    frames = sum(1 for _ in read_frames(clip))
    for name, seconds in sorted(stage_times_s(clip).items(), key=lambda item: -item[1]):
        yield f"  {name:20} {1000 * seconds / frames:6.2f} ms"


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    parser.add_argument("clips", nargs="*", type=Path, help="clips (default: that of the demo)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each is timed (default: %(default)s)"
    )
    parser.add_argument("--height", type=int, help="make each clip that high before")
    parser.add_argument("--stages", action="store_true", help="print what each stage takes")
    parser.add_argument("--many", type=int, help="analyse so many copies, in turn and at once")
    options = parser.parse_args()
    # run_bare runs MediaPipe in this process, which must not reach its maker
    os.environ.update(offline_environment(os.environ))
    print(f"{'clip':26} {'size, rate':>15} {'frames':>6} {'bare':>10}   usual", end="")
    print("  analyze (limit) measure (limit)")
    with tempfile.TemporaryDirectory() as folder:
        for clip in options.clips or [SAMPLES / "release_right.mp4"]:
            clip = resized(clip, options.height, Path(folder))
            print(clip_row(clip, options.rounds), flush=True)
            if options.stages:
                for line in stage_lines(clip):
                    print(line, flush=True)
            if options.many:
                print(many_line(clip, options.many), flush=True)


if __name__ == "__main__":
    main()
