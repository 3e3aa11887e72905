"""What the annotated video costs: processor time of drawing, colours and encoding, by picture size.

    python benchmarks/drawing.py [CLIP] [--exercise NAME] [--frames 48] [--rounds 7] [--noise 0]

The frames of a clip are perceived once, and enlarged to each size. Then for each frame these are
timed, in milliseconds of processor time on one core:

* draw: picture, lines and panels on the canvas (``Overlay``);
* colours: from RGB to what H.264 wants, where the canvas has changed (``PlanarPicture``);
* encode: x264 with the options of ``VideoWriter``;
* plain: the same pictures through PyAV alone, with the same options: what any program pays that
  writes them without drawing. "ratio" is draw, colours and encode against it.

Of several rounds the best counts: for draw and colours of each frame, for the rest of the whole
clip. "kB/s" is the size of the video; "PSNR" its error against what was drawn, in decibels of the
brightness.

Rendered clips are cleaner than cameras. ``--noise`` adds a sensor's noise, a standard deviation in
grey levels: 3 is a good phone's indoors.
"""

from __future__ import annotations

import io
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from command_line import make_parser
from truth_files import SAMPLES

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.engine.session import Session, moments
from posecheck.exercises.library import find_exercise
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.shown import ShownPicture
from posecheck.moment import Moment
from posecheck.video.opening import open_file
from posecheck.video.planes import Part, PlanarPicture
from posecheck.video.writer import ENCODER

HEIGHTS = (480, 720, 1080, 2160)
"""Heights of the pictures, in pixels."""

MAX_FRAMES_4K = 16
"""At most so many frames are timed at 2160: each takes 25 MB."""

Image = np.ndarray


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn, and where it differs from the one before."""

    image: Image
    changed: list[Part] | None


def perceive(clip: Path, exercise: str, count: int) -> list[Moment]:
    """Take the first frames of a clip through a session; the first ones, at rest, are left out."""
    coach = ExerciseSession(find_exercise(exercise))
    with open_file(clip) as source, Session(coach) as session:
        return list(islice(moments(source, session), 3 * count))[-count:]


def enlarge(moment: Moment, height: int, noise: float) -> Moment:
    """The same moment with a picture of another height, and a sensor's noise."""
    old_width, old_height = moment.frame.size
    size = 2 * round(old_width * height / old_height / 2), height
    shown = ShownPicture((old_width, old_height), size).show(moment)
    if not noise:
        return shown
    random = np.random.default_rng(moment.frame.index)
    grain = random.normal(0, 2 * noise, shown.frame.image.shape).astype(np.float32)
    noisy = shown.frame.image + cv2.GaussianBlur(grain, (0, 0), 0.8)  # as demosaicing blurs it
    image = np.clip(noisy, 0, 255).astype(np.uint8)
    return replace(shown, frame=replace(shown.frame, image=image))


# --- what is timed


def time_drawing(shown: list[Moment], rounds: int) -> float:
    """Best time of drawing each frame, summed, in seconds."""
    best_s = [math.inf] * len(shown)
    overlay = Overlay()
    for _ in range(rounds):
        for index, moment in enumerate(shown):
            start_s = time.thread_time()
            overlay.draw(moment)
            best_s[index] = min(best_s[index], time.thread_time() - start_s)
    return sum(best_s)


def draw(shown: list[Moment]) -> Iterator[Drawn]:
    """Draw each frame; what is given stays as it is."""
    overlay = Overlay()
    for moment in shown:
        image = overlay.draw(moment).copy()
        changed = overlay.changed
        parts = None if changed is None else [(b.x, b.y, b.width, b.height) for b in changed]
        yield Drawn(image, parts)


def time_colours(pictures: list[Drawn], rounds: int) -> float:
    """Best time of converting each picture, summed, in seconds."""
    best_s = [math.inf] * len(pictures)
    height, width = pictures[0].image.shape[:2]
    planar = PlanarPicture((width, height))
    for _ in range(rounds):
        for index, picture in enumerate(pictures):
            start_s = time.thread_time()
            planar.fill(picture.image, picture.changed)
            best_s[index] = min(best_s[index], time.thread_time() - start_s)
    return sum(best_s)


def encode(pictures: list[Any], size: tuple[int, int]) -> bytes:
    """Encode pictures as ``VideoWriter`` does, in memory."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=12, options=ENCODER)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for index, picture in enumerate(pictures):
            frame = picture()
            frame.pts, frame.time_base = index, Fraction(1, 12)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def best_time_s(run: Callable[[], object], rounds: int) -> float:
    """Best processor time of all threads, in seconds."""
    best_s = math.inf
    for _ in range(rounds):
        start_s = time.process_time()
        run()
        best_s = min(best_s, time.process_time() - start_s)
    return best_s


def psnr(data: bytes, yuv: list[Any]) -> float:
    """How near the brightness of a video is to that of what was drawn, in decibels."""
    errors = []
    with av.open(io.BytesIO(data)) as container:
        for decoded, given in zip(container.decode(video=0), yuv, strict=True):
            a, b = (f.to_ndarray()[: f.height].astype(np.float32) for f in (decoded, given))
            errors.append(float(np.square(a - b).mean()))
    return 10 * math.log10(255**2 / float(np.mean(errors)))


# --- the table


def size_row(shown: list[Moment], rounds: int) -> str:
    """Time everything at one size; format a row."""
    count = len(shown)
    draw_s = time_drawing(shown, rounds)
    pictures = list(draw(shown))
    colours_s = time_colours(pictures, rounds)
    height, width = pictures[0].image.shape[:2]
    yuv = [PlanarPicture((width, height)).fill(picture.image) for picture in pictures]
    ready = [lambda frame=frame: frame for frame in yuv]
    raw = [
        lambda image=picture.image: av.VideoFrame.from_ndarray(image, format="rgb24")
        for picture in pictures
    ]
    encode_s = best_time_s(lambda: encode(ready, (width, height)), rounds)
    plain_s = best_time_s(lambda: encode(raw, (width, height)), rounds)
    data = encode(ready, (width, height))
    parts_ms = [1000 * spent_s / count for spent_s in (draw_s, colours_s, encode_s, plain_s)]
    size = "x".join(map(str, shown[0].frame.size))
    return (
        f"{size:>10} {f'{width}x{height}':>10} {''.join(f'{part:9.2f}' for part in parts_ms)}"
        f"{sum(parts_ms[:3]) / parts_ms[3]:8.2f}{len(data) * 12 / count / 1000:8.0f}"
        f"{psnr(data, yuv):7.1f}"
    )


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    parser.add_argument(
        "clip", nargs="?", type=Path, default=SAMPLES / "release_right.mp4", help="a clip"
    )
    parser.add_argument("--exercise", default="supine_release", help="what it shows")
    parser.add_argument("--frames", type=int, default=48, help="frames (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds (default: %(default)s)")
    parser.add_argument("--noise", type=float, default=0.0, help="grey levels (default: none)")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    perceived = perceive(options.clip, options.exercise, options.frames)
    print(
        f"{'picture':>10} {'written':>10} {'draw':>8} {'colours':>8} {'encode':>8} {'plain':>8}"
        f"{'ratio':>8}{'kB/s':>8}{'PSNR':>7}"
    )
    for height in HEIGHTS:
        used = perceived[:MAX_FRAMES_4K] if height == max(HEIGHTS) else perceived
        shown = [enlarge(moment, height, options.noise) for moment in used]
        print(size_row(shown, options.rounds), flush=True)


if __name__ == "__main__":
    main()
