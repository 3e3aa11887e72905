"""How soon the program starts: its commands, and the first frame that `analyze` looks at.

    python benchmarks/start.py
    python benchmarks/start.py --runs 9 --clip clip.mp4

Each command is run in turn with two yardsticks: `python -c pass`, and a Python that imports OpenCV
and MediaPipe. What counts are the ratios within one run: the medians of seconds depend on the
machine and on what else it does. "processor" is the command's own time and that of the processes
that it waited for. The first frame is timed from the program's start until its measurements are
there; MediaPipe, in its own process, is not in that processor time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from command_line import make_parser
from markdown_tables import aligned_table
from truth_files import SAMPLES

COMMANDS = (
    "--version", "--help", "practice --help", "analyze --help", "exercises", "history",
)  # fmt: skip
"""The commands that look at no pictures."""

FIRST_FRAME = """
import os, sys
from posecheck.cli import command

load = command.import_module

def load_and_watch(name):
    module = load(name)
    from posecheck.engine.perceiver import Perceiver
    perceive = Perceiver.perceive

    def first(self, *arguments, **more):
        perceive(self, *arguments, **more)
        os._exit(0)

    Perceiver.perceive = first
    return module

command.import_module = load_and_watch
from posecheck.__main__ import main
main()
"""
"""Ends as soon as one frame was measured."""


def run(arguments: Sequence[str], home: Path) -> tuple[float, float]:
    """Wall and processor time of a Python program, in seconds."""
    environment = os.environ | {"XDG_DATA_HOME": str(home)}
    before, start = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], check=True, env=environment, cwd=home, capture_output=True
    )
    wall, after = time.perf_counter() - start, os.times()
    used = (after.children_user, after.children_system)
    return wall, sum(used) - before.children_user - before.children_system


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is run")
    parser.add_argument("--clip", type=Path, default=SAMPLES / "release_right.mp4")
    options = parser.parse_args()
    clip = str(options.clip.resolve())
    programs = {
        "python": ["-c", "pass"],
        "cv2, mediapipe": ["-c", "import cv2, mediapipe"],
        **{f"posecheck {words}": ["-m", "posecheck", *words.split()] for words in COMMANDS},
        "first frame of analyze": ["-c", FIRST_FRAME, "analyze", clip, "--out", "results"],
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for turn in range(options.runs + 1):
        for name, arguments in programs.items():
            with tempfile.TemporaryDirectory() as home:
                taken = run(arguments, Path(home))
            if turn:  # the first one fills the caches
                times[name].append(taken)
    rows = [row(name, times) for name in programs]
    print(
        aligned_table(
            ["program", "wall s", "processor s", "/ python", "/ cv2, mediapipe", "wall / the same"],
            rows,
        )
    )


def row(name: str, times: dict[str, list[tuple[float, float]]]) -> list[str]:
    """Medians of the seconds, and of the ratios within one turn."""

    def ratio(yardstick: str, which: int) -> str:
        pairs = zip(times[name], times[yardstick], strict=True)
        return f"{median(own[which] / other[which] for own, other in pairs):.2f}"

    wall, processor = (median(each) for each in zip(*times[name], strict=True))
    return [
        name, f"{wall:.2f}", f"{processor:.2f}",
        ratio("python", 1), ratio("cv2, mediapipe", 1), ratio("cv2, mediapipe", 0),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
