"""Hours of live practice, played at speed from a stream: memory, open files, lost frames.

    python benchmarks/reliability/soak.py [--hours 2] [--speed 4]

A network camera on this machine repeats a sample clip, and ``posecheck practice`` watches it. The
program's clock runs ``--speed`` times as fast as the machine's, so that two hours take half an
hour; its frames come as much faster. The memory and the open files of all its processes are noted
every few seconds. At the end Ctrl-C ends the practice.

The exit status is 1 if the memory grew by 20 MB or more from the tenth part of the time on, if more
files were open than before, or if a frame is not accounted for: each must be seen, skipped because
a newer one had come, or be one of those on their way when the practice ended. Linux only.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

import cv2
from command_line import make_parser
from perceive_files import read_frames
from reliability.process_memory import memory_of_tree, open_files_of_tree
from truth_files import SAMPLES

CLIP_RATE = 12.0
"""Frames a second of the sample clips, and of the stream in the program's own time."""

MOST_GROWTH_BYTES = 20e6

SAMPLES_TAKEN = 60
"""How often memory and open files are noted."""

WARM_UP = 0.1
"""The share of the time after which the memory may not grow any more."""

ON_THEIR_WAY_S = 2.0
"""Frames of this many seconds may be between camera and program when the practice ends."""

PART_S = 240.0
"""Planned time of one part of the practised programme."""


@dataclass(frozen=True)
class Sample:
    """What the program used at one moment: seconds of its own time, bytes, and files."""

    time_s: float
    memory: float
    open_files: int


class Stream:
    """An MJPEG camera that repeats pictures at a steady rate and counts those it has sent."""

    def __init__(self, jpegs: Sequence[bytes], rate: float) -> None:
        self.sent = 0
        stream = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                due_s = time.monotonic()
                try:
                    while True:
                        jpeg = jpegs[stream.sent % len(jpegs)]
                        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}"
                        self.wfile.write(head.encode() + b"\r\n\r\n" + jpeg + b"\r\n")
                        stream.sent += 1
                        due_s += 1 / rate
                        time.sleep(max(0.0, due_s - time.monotonic()))
                except OSError:
                    return

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/cam.mjpg"

    def close(self) -> None:
        """Close the camera."""
        self._server.shutdown()
        self._server.server_close()


def write_programme(path: Path, seconds: float) -> None:
    """Write a programme that is longer than the soak."""
    parts = int(seconds / PART_S) + 2
    lines = [
        'name = "soak"',
        'title = "Soak"',
        'summary = "Long."',
        'reason = "For a test."',
        f"minutes = {(60 + parts * PART_S) / 60}",
        "[timing]",
        "prepare_s = 60",
    ]
    for _ in range(parts):
        lines += ["[[parts]]", 'exercise = "supine_release"', f"seconds = {PART_S}"]
    path.write_text("\n".join(lines))


def practise(folder: Path, url: str, speed: float) -> subprocess.Popen[str]:
    """Begin the practice, in a process whose camera clock is fast."""
    command = [sys.executable, __file__, "--practise", url, "--speed", str(speed)]
    environment = os.environ | {"POSECHECK_HOME": str(folder / "home")}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=None, text=True
    )


def practise_at_speed(url: str, speed: float) -> None:
    """What the practising process does."""
    from posecheck.cli.app import main as posecheck
    from posecheck.video import live_source

    began_s = time.monotonic()
    live_source.time = SimpleNamespace(  # type: ignore[assignment]
        monotonic=lambda: began_s + speed * (time.monotonic() - began_s)
    )
    # started in the background, a shell has it ignore Ctrl-C, with which the soak ends it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["posecheck", "practice", "soak.toml", "--camera", url]
    sys.argv += ["--no-window", "--no-checklist", "--quiet"]
    posecheck()


def soak(seconds: float, speed: float, folder: Path) -> tuple[list[Sample], int, str]:
    """Practise for ``seconds`` of the program's time; samples, frames sent, what it printed."""
    jpegs = [
        cv2.imencode(".jpg", frame.image[:, :, ::-1])[1].tobytes()
        for frame in read_frames(SAMPLES / "release_right.mp4")
    ]
    write_programme(folder / "soak.toml", seconds)
    stream = Stream(jpegs, CLIP_RATE * speed)
    process = practise(folder, stream.url, speed)
    samples: list[Sample] = []
    began_s = time.monotonic()
    while (time_s := speed * (time.monotonic() - began_s)) < seconds and process.poll() is None:
        time.sleep(seconds / speed / SAMPLES_TAKEN)
        pid = process.pid
        samples.append(Sample(time_s, memory_of_tree(pid), open_files_of_tree(pid)))
        print(f"{time_s:6.0f} s  {samples[-1].memory / 1e6:6.1f} MB  {samples[-1].open_files} open")
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=300)
    sent = stream.sent
    stream.close()
    return samples, sent, printed


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--speed", type=float, default=4.0)
    parser.add_argument("--practise", metavar="URL", help="used by the program itself")
    given = parser.parse_args()
    if given.practise:
        practise_at_speed(given.practise, given.speed)
        return
    with tempfile.TemporaryDirectory() as name:
        samples, sent, printed = soak(3600 * given.hours, given.speed, Path(name))
    raise SystemExit(1 if _tell(samples, sent, printed, given.speed) else 0)


def _tell(samples: Sequence[Sample], sent: int, printed: str, speed: float) -> bool:
    """Print the result; return whether something is wrong."""
    steady = samples[int(WARM_UP * len(samples)) :]
    grown = steady[-1].memory - steady[0].memory
    opened = steady[-1].open_files - steady[0].open_files
    taken, skipped = map(int, re.findall(r"(\d+) frames in .* (\d+) skipped", printed)[0])
    unreadable = sum(map(int, re.findall(r"(\d+) pictures? could not be read", printed)))
    missing = sent - taken - skipped - unreadable
    print(
        f"memory {grown / 1e6:+.1f} MB, open files {opened:+d}; {sent} frames sent: {taken} seen, "
        f"{skipped} skipped, {unreadable} unreadable, {missing} on their way at the end"
    )
    on_their_way = 0 <= missing <= ON_THEIR_WAY_S * CLIP_RATE * speed
    return grown >= MOST_GROWTH_BYTES or opened > 0 or not on_their_way


if __name__ == "__main__":
    main()
