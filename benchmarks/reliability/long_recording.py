"""Memory over a long recording: an hour must need no more than a minute.

    python benchmarks/reliability/long_recording.py [--minutes 60] [--command analyze]

A sample clip is scaled to 1920x1080 and repeated without encoding it again. The program works on
one minute and on the long recording. The table shows the most memory of the program and of
MediaPipe's process, sampled every half second. The exit status is 1 if the hour needs 20 MB more.
Linux only (``/proc``).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

import av
from command_line import make_parser
from markdown_tables import aligned_table
from reliability.process_memory import memory_of_tree
from truth_files import SAMPLES

SIZE = (1920, 1080)

MOST_GROWTH_BYTES = 20e6
"""Most memory that an hour may need beyond a minute."""

SAMPLED_EVERY_S = 0.5


@dataclass(frozen=True)
class Used:
    """What a run used: its most memory in bytes, wall time, and the frames that it wrote."""

    memory: float
    seconds: float
    frames: int


def make_long_clip(source: Path, target: Path, seconds: float) -> None:
    """Scale a clip to 1080p, and repeat it until it is long enough."""
    with tempfile.TemporaryDirectory() as name:
        scaled = Path(name) / "scaled.mp4"
        _scale(source, scaled)
        _repeat(scaled, target, seconds)


def _scale(source: Path, target: Path) -> None:
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        rate = read.streams.video[0].average_rate
        stream = written.add_stream("libx264", rate=rate, options={"preset": "superfast"})
        stream.width, stream.height = SIZE
        stream.codec_context.max_b_frames = 0
        for index, picture in enumerate(read.decode(video=0)):
            scaled = picture.reformat(width=SIZE[0], height=SIZE[1], format="yuv420p")
            scaled.pts, scaled.time_base = index, 1 / rate
            for packet in stream.encode(scaled):
                written.mux(packet)
        for packet in stream.encode(None):
            written.mux(packet)


def _repeat(source: Path, target: Path, seconds: float) -> None:
    """Write a clip's packets over and over, each time later; nothing is encoded."""
    start_s = 0.0
    with av.open(str(target), "w") as written:
        copied = None
        while start_s < seconds:
            with av.open(str(source)) as read:
                pictures = read.streams.video[0]
                copied = copied or written.add_stream_from_template(pictures)
                length_s = float(pictures.duration * pictures.time_base)
                for packet in read.demux(pictures):
                    if packet.dts is None:
                        continue
                    shift = round(Fraction(start_s) / packet.time_base)
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    packet.stream = copied
                    written.mux(packet)
            start_s += length_s


def run_and_watch(arguments: Sequence[str | Path]) -> Used:
    """Run the program, and look at its memory all the while."""
    began_s, most = time.monotonic(), 0.0
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "posecheck", *map(str, arguments)]
        process = subprocess.Popen(command, cwd=name, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            most = max(most, memory_of_tree(process.pid))
            time.sleep(SAMPLED_EVERY_S)
        if process.returncode:
            raise RuntimeError(f"{command} ended with status {process.returncode}")
        (rows,) = Path(name).rglob("*.csv")
        with rows.open() as file:
            frames = sum(1 for _ in file) - 1
    return Used(most, time.monotonic() - began_s, frames)


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--command", choices=("measure", "analyze"), action="append")
    parser.add_argument("--clip", type=Path, default=SAMPLES / "release_right.mp4")
    given = parser.parse_args()
    rows, grew = [], 0.0
    with tempfile.TemporaryDirectory() as name:
        for command in given.command or ["measure", "analyze"]:
            out = {"measure": "out.csv", "analyze": "out"}[command]
            used = []
            for minutes in (1.0, given.minutes):
                clip = Path(name) / f"{minutes:g}-minutes.mp4"
                if not clip.exists():
                    make_long_clip(given.clip, clip, 60 * minutes)
                used.append(run_and_watch((command, clip, "--out", out)))
                memory = f"{used[-1].memory / 1e6:.0f}"
                row = (command, f"{minutes:g}", str(used[-1].frames), memory)
                rows.append((*row, f"{used[-1].seconds / 60:.1f}"))
            grew = max(grew, used[1].memory - used[0].memory)
    print(aligned_table(("command", "minutes", "frames", "most memory MB", "took min"), rows))
    raise SystemExit(1 if grew > MOST_GROWTH_BYTES else 0)


if __name__ == "__main__":
    main()
