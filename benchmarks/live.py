"""Live work: how many pictures are looked at and shown, and how late.

    python benchmarks/live.py [CLIP] [--size 1280x720] [--rate 30] [--seconds 20] [--window]

A clip is played again and again as a camera would give it: pictures of that size, so many a second,
whether anybody takes them or not. A session of the supine release looks at them as ``posecheck
practice`` does, draws and shows. Printed are

* analyses: pictures looked at, a second;
* shown: pictures drawn and handed to the window, a second;
* picture: from the moment a picture comes to the moment it is handed to the window, drawn;
* numbers: from the moment a picture comes to the moment its numbers and coaching are there;
* MediaPipe: of that, what a bare ``PoseLandmarker`` takes for one picture, measured before;
* processor: of all processes of posecheck, in cores.

Without ``--window`` nothing is opened on a screen: the window's own process is left out.
"""

from __future__ import annotations

import itertools
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from command_line import make_parser
from perceive_files import read_frames
from speed import best_times, run_bare
from truth_files import SAMPLES

from posecheck.cli.screen import Screen
from posecheck.cli.window import Window
from posecheck.engine.live import Listener, LiveRun
from posecheck.engine.recorder import Recorder
from posecheck.engine.session import open_session
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.live_source import LiveSource
from posecheck.video.upright import fit

BARE_FRAMES = 60
"""Frames that bare MediaPipe is timed with."""


class PlayedCamera(LiveSource):
    """A camera that gives prepared pictures at a steady rate.

    Attributes
    ----------
    came_s
        When each frame came, by its index.
    """

    def __init__(self, pictures: list[np.ndarray], rate: float, seconds: float) -> None:
        super().__init__("played")
        self._pictures = itertools.cycle(pictures)
        self._rate, self._seconds = rate, seconds
        self._began_s = self._next_s = 0.0
        self.came_s: dict[int, float] = {}

    def _open(self) -> None: ...

    def _release(self) -> None: ...

    def _read(self) -> np.ndarray | None:
        now_s = time.monotonic()
        if not self._began_s:
            self._began_s = self._next_s = now_s
        if now_s - self._began_s > self._seconds:
            self._closing.set()
            return None
        time.sleep(max(0.0, self._next_s - now_s))
        self._next_s += 1 / self._rate
        # a camera's picture is new each time
        return next(self._pictures).copy()

    def _accept(self, now_s: float, image: np.ndarray) -> None:
        self.came_s[self._index] = time.monotonic()
        super()._accept(now_s, image)


class NoWindow:
    """Takes pictures as a window does, and shows nothing."""

    lost = False
    keys: tuple[int, ...] = ()

    def show(self, _image: np.ndarray) -> bool:
        return True

    def dragged(self) -> None:
        return None

    def close(self) -> None: ...


class TimedScreen(Screen):
    """Notes when each picture was handed to the window."""

    def __init__(self, *given: object, **how: object) -> None:
        self.shown_s: dict[int, float] = {}
        super().__init__(*given, **how)

    def _show(self, window: Window, image: np.ndarray, frame: Frame) -> None:
        super()._show(window, image, frame)
        self.shown_s[frame.index] = time.monotonic()


@dataclass
class Heard(Listener):
    """Notes when the numbers of each picture were there."""

    heard_s: dict[int, float] = field(default_factory=dict)

    def hear(self, moment: Moment) -> tuple[()]:
        self.heard_s[moment.frame.index] = time.monotonic()
        return ()


def processor_s() -> float:
    """Processor time of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def percentiles_ms(delays_s: list[float]) -> str:
    p50, p99 = np.percentile(delays_s, [50, 99]) * 1000
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("clip", nargs="?", type=Path, default=SAMPLES / "release_right.mp4")
    parser.add_argument("--size", default="1280x720", help="of the pictures (default: 1280x720)")
    parser.add_argument("--rate", type=float, default=30.0, help="pictures a second (default: 30)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long (default: 20)")
    parser.add_argument("--window", action="store_true", help="open a window")
    given = parser.parse_args()
    width, height = (int(number) for number in given.size.split("x"))
    frames = [
        Frame(fit(frame.image, (width, height)), frame.time_s, frame.index)
        for frame in read_frames(given.clip)
    ]
    some = frames[:BARE_FRAMES]
    (bare,) = best_times(3, lambda: run_bare(some, with_mask=False))
    mediapipe_s = bare.wall_s / len(some)
    heard = Heard()
    camera = PlayedCamera([frame.image for frame in frames], given.rate, given.seconds)
    window = Window(print) if given.window else NoWindow()
    used_s, began_s = processor_s(), time.monotonic()
    with (
        Recorder(None, print) as recorder,
        open_session("supine_release") as session,
        TimedScreen(window, recorder, lambda _: None, camera, mirrored=True) as screen,
        camera,
    ):
        LiveRun(camera, session, [heard, screen]).run()
    window.close()
    seconds, used_s = time.monotonic() - began_s, processor_s() - used_s
    came_s = camera.came_s
    # the first pictures wait until all is loaded
    first_s = min(heard.heard_s.values()) + 1.0
    looked = [i for i, at_s in heard.heard_s.items() if at_s > first_s]
    shown = [i for i, at_s in screen.shown_s.items() if at_s > first_s]
    span_s = max(came_s.values()) - first_s
    print(f"{given.clip.name} as {width}x{height}, {given.rate:g} a second, {span_s:.0f} s")
    print(f"analyses: {len(looked) / span_s:.1f} a second")
    print(f"shown: {len(shown) / span_s:.1f} a second")
    print(f"picture: {percentiles_ms([screen.shown_s[i] - came_s[i] for i in shown])}")
    print(f"numbers: {percentiles_ms([heard.heard_s[i] - came_s[i] for i in looked])}")
    print(f"MediaPipe: {1000 * mediapipe_s:.0f} ms")
    print(f"processor: {used_s / seconds:.2f} cores, its start included")


if __name__ == "__main__":
    main()
