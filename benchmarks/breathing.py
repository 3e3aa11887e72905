"""How right phase, rate and held breaths are: python benchmarks/breathing.py

Three parts, each a table of docs/breathing.md:

* the sample clips, as they are and made harder (noise, flicker, shake, few frames, compression);
* people rendered at every depth of a breath (research/render/breathing_levels.py), made into
  clips of any rhythm and depth, with a held breath in each: ``--levels FOLDER``;
* footage of real movement (``--footage FOLDER``), in which no breath is to be claimed held.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np

from posecheck.data_files import data_path
from posecheck.measures.steadiness import SteadyMeasurer
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.perception.breath.tracker import Breath, BreathTracker
from posecheck.video.opening import open_file

Image = np.ndarray
Shot = tuple[float, Image, Body | None]

CLIPS = (
    "breathing", "release_right", "roller_low", "roller_oblique", "knee_then_right", "hold_broken",
    "selftest_tight", "selftest_clear", "selftest_late", "selftest_short", "figure_four",
)  # fmt: skip
TRUE_RATES = {"breathing": 60 / 11}
OTHER_RATE = 60 / 5.5
"""Breaths a minute in the sample clips."""

NOTICED_WITHIN_S = 8.0


@dataclass
class Score:
    """What one clip comes to. Times in s, rates a minute; NaN where there is nothing."""

    known: int = 0
    told: int = 0
    right: int = 0
    false_held_s: float = 0.0
    noticed_s: float = math.nan
    rate: float = math.nan
    breaths: int = 0
    confidence: float = 0.0
    ms: list[float] = field(default_factory=list)


def scored(shots: Iterable[Shot], truth: Callable[[float], str | None]) -> Score:
    """Run the tracker over a clip's frames; ``truth`` gives the phase at a time."""
    tracker, measurer, score = BreathTracker(), SteadyMeasurer(), Score()
    held_since_s: float | None = None
    last_s, confidences = math.nan, []
    breath: Breath | None = None
    for time_s, image, body in shots:
        measured = measurer.update(time_s, body)
        begun = time.thread_time()
        breath = tracker.update(time_s, image, body, measured.posture if measured else None)
        score.ms.append(1000 * (time.thread_time() - begun))
        phase, true = breath.phase if breath else None, truth(time_s)
        if true == "held":
            held_since_s = time_s if held_since_s is None else held_since_s
            if phase == "held" and math.isnan(score.noticed_s):
                score.noticed_s = time_s - held_since_s
        elif phase == "held" and not math.isnan(last_s):
            score.false_held_s += time_s - last_s
        if true is not None:
            score.known += 1
            score.told += phase is not None
            score.right += phase == true
        confidences.append(breath.confidence if breath else 0.0)
        last_s = time_s
    if breath is not None:
        score.rate, score.breaths = breath.rate_per_min, breath.breaths
    score.confidence = float(np.mean(confidences))
    return score


# --- clips


def frames_of(path: Path) -> list[tuple[float, Image]]:
    with open_file(path) as source:
        return [(frame.time_s, frame.image) for frame in source]


def with_bodies(frames: Iterable[tuple[float, Image]]) -> Iterator[Shot]:
    with PoseEstimator(with_mask=False) as estimator:
        for time_s, image in frames:
            yield time_s, image, estimator.estimate(image, time_s)


def noisy(sd: float, seed: int = 1) -> Callable[[Image], Image]:
    """A camera's noise; drawn once for a larger picture, then another part of it each time."""
    rng, drawn = np.random.default_rng(seed), {}

    def harder(image: Image) -> Image:
        height, width, _ = image.shape
        if "noise" not in drawn:
            shape = (height + 256, width + 256, 3)
            drawn["noise"] = rng.normal(0, sd, shape).astype(np.float32)
        y, x = rng.integers(0, 256, 2)
        noise = drawn["noise"][y : y + height, x : x + width]
        return np.clip(image + noise, 0, 255).astype(np.uint8)

    return harder


def flickering(share: float, seed: int = 2) -> Callable[[Image], Image]:
    rng = np.random.default_rng(seed)

    def harder(image: Image) -> Image:
        return np.clip(image * (1 + share * rng.uniform(-1, 1)), 0, 255).astype(np.uint8)

    return harder


def shaken(sd_px: float, seed: int = 3) -> Callable[[Image], Image]:
    """A camera that is held or knocked: it wanders by that much."""
    rng, place = np.random.default_rng(seed), np.zeros(2)

    def harder(image: Image) -> Image:
        place[:] = 0.8 * place + rng.normal(0, 0.6 * sd_px, 2)
        shift = np.array([[1.0, 0.0, place[0]], [0.0, 1.0, place[1]]])
        size = (image.shape[1], image.shape[0])
        return cv2.warpAffine(image, shift, size, borderMode=cv2.BORDER_REPLICATE)

    return harder


def compressed(
    frames: list[tuple[float, Image]], *, kbit_s: int | None = None, crf: int | None = None
) -> list[tuple[float, Image]]:
    """Through an H.264 encoder at that rate or quality and back, as a network camera sends it."""
    rate = round((len(frames) - 1) / (frames[-1][0] - frames[0][0]))
    height, width = frames[0][1].shape[:2]
    coder = av.CodecContext.create("libx264", "w")
    coder.width, coder.height, coder.pix_fmt = width, height, "yuv420p"
    coder.framerate = rate
    coder.options = {"preset": "veryfast", "tune": "zerolatency"}
    if kbit_s is not None:
        coder.bit_rate = 1000 * kbit_s
    if crf is not None:
        coder.options |= {"crf": str(crf)}
    packets = []
    for _, image in frames:
        packets += coder.encode(av.VideoFrame.from_ndarray(image, format="rgb24"))
    packets += coder.encode(None)
    decoder = av.CodecContext.create("h264", "r")
    if coder.extradata:
        decoder.extradata = coder.extradata
    images = [f.to_ndarray(format="rgb24") for p in [*packets, None] for f in decoder.decode(p)]
    return [(time_s, image) for (time_s, _), image in zip(frames, images, strict=True)]


def halved(image: Image) -> Image:
    return cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def each(harder: Callable[[Image], Image]) -> Callable[[list], list]:
    return lambda frames: [(time_s, harder(image)) for time_s, image in frames]


def uneven(frames: list[tuple[float, Image]]) -> list[tuple[float, Image]]:
    """A third of the frames lost, at random."""
    keep = np.random.default_rng(4).random(len(frames)) > 1 / 3
    return [frame for frame, kept in zip(frames, keep, strict=True) if kept]


HARDER: dict[str, Callable[[list], list]] = {
    "as it is": lambda frames: frames,
    "noise SD 8": each(noisy(8)),
    "flicker 4 %": each(flickering(0.04)),
    "shake SD 1 px": each(shaken(1.0)),
    "6 frames/s": lambda frames: frames[::2],
    "a third lost": uneven,
    "H.264 150 kbit/s": lambda frames: compressed(each(noisy(3))(frames), kbit_s=150),
    "H.264 80 kbit/s": lambda frames: compressed(each(noisy(3))(frames), kbit_s=80),
    "H.264 CRF 35": lambda frames: compressed(frames, crf=35),
    "H.264 CRF 40": lambda frames: compressed(frames, crf=40),
    "H.264 CRF 45": lambda frames: compressed(frames, crf=45),
    "320x240": each(halved),
    "320x240, 80 kbit/s": lambda frames: compressed(each(halved)(frames), kbit_s=80),
}


def sample_clips(names: list[str]) -> None:
    print("| clip | phase told | of it right | breaths/min (true) | held noticed | falsely held |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in names:
        path = data_path("sample_videos", f"{name}.mp4")
        records = json.loads(path.with_suffix(".json").read_text())["frames"]
        times = np.array([record["t"] for record in records])
        frames = frames_of(path)
        for label, harder in HARDER.items() if name == "breathing" else [("", HARDER["as it is"])]:

            def truth(time_s: float, times: Image = times, records: list = records) -> str | None:
                return records[int(np.abs(times - time_s).argmin())].get("breath_phase")

            score = scored(with_bodies(harder(frames)), truth)
            true_rate = TRUE_RATES.get(name, OTHER_RATE)
            print(row(f"`{name}` {label}".strip(), score, true_rate), flush=True)


def row(name: str, score: Score, true_rate: float) -> str:
    rate = "-" if math.isnan(score.rate) else f"{score.rate:.1f} ({true_rate:.1f})"
    noticed = "-" if math.isnan(score.noticed_s) else f"after {score.noticed_s:.1f} s"
    told = f"{100 * score.told / max(score.known, 1):.0f} %"
    right = f"{100 * score.right / score.told:.0f} %" if score.told else "-"
    return f"| {name} | {told} | {right} | {rate} | {noticed} | {score.false_held_s:.1f} s |"


# --- people at every depth of a breath


@dataclass(frozen=True)
class Rhythm:
    """Breaths of ``depth`` (1 is 20 mm at the belly); after ``breaths`` of them it is held."""

    in_s: float
    out_s: float
    rest_s: float
    depth: float
    breaths: int
    held_s: float = 10.0

    @property
    def cycle_s(self) -> float:
        return self.in_s + self.out_s + self.rest_s

    @property
    def seconds(self) -> float:
        return self.breaths * self.cycle_s + self.held_s

    def at(self, time_s: float) -> tuple[float, str | None]:
        """How full (0..1), and the phase; None while it rests between two breaths."""
        if time_s >= self.breaths * self.cycle_s:
            return 0.0, "held"
        t = time_s % self.cycle_s
        fill = _ramp(t / self.in_s) - _ramp((t - self.in_s) / self.out_s)
        phase = "in" if t < self.in_s else "out" if t < self.in_s + self.out_s else None
        return self.depth * fill, phase


def _ramp(x: float) -> float:
    x = min(max(x, 0.0), 1.0)
    return x * x * x * (10 - 15 * x + 6 * x * x)


RHYTHMS = {
    "4 in, 8 out, 20 mm": Rhythm(4, 8, 0, 1.0, 3),
    "4 in, 6 out, 2 rest, 12 mm": Rhythm(4, 6, 2, 0.6, 3),
    "14 a minute, 12 mm": Rhythm(1.7, 2.0, 0.6, 0.6, 6),
    "20 a minute, 8 mm": Rhythm(1.3, 1.5, 0.2, 0.4, 8),
    "14 a minute, 5 mm": Rhythm(1.7, 2.0, 0.6, 0.25, 6),
}
FPS = 12.0
NOISE = 3.0


def levels(folder: Path, rhythms: dict[str, Rhythm]) -> None:
    people = [scene for scene in map(Scene.read, sorted(folder.glob("[0-9]*"))) if scene]
    print(f"\n{len(people)} people")
    print("| rhythm | phase told | of it right | rate given | within 1 | noticed in 8 s | false |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, rhythm in rhythms.items():
        scores = []
        for scene in people:
            score = scored(scene.clip(rhythm), lambda t, r=rhythm: r.at(t)[1])
            scores.append(score)
        true = 60 / rhythm.cycle_s
        rates = np.array([score.rate for score in scores])
        told = sum(score.told for score in scores) / sum(score.known for score in scores)
        right = sum(s.right for s in scores) / max(1, sum(s.told for s in scores))
        given, close = np.isfinite(rates), np.abs(rates - true) <= 1
        noticed = sum(score.noticed_s <= NOTICED_WITHIN_S for score in scores)
        false = sum(score.false_held_s > 0 for score in scores)
        print(
            f"| {name} | {100 * told:.0f} % | {100 * right:.0f} % | {given.sum()} | {close.sum()} "
            f"| {noticed} | {false} |",
            flush=True,
        )
        if VERBOSE:
            for scene, s in zip(people, scores, strict=True):
                print("   ", scene.name, row("", s, true), f"conf {s.confidence:.2f}")


VERBOSE = False


@dataclass(frozen=True, eq=False)
class Scene:
    """Somebody at every depth of a breath (in grey), and where posecheck sees that body."""

    name: str
    pictures: list[Image]
    body: Body

    @classmethod
    def read(cls, folder: Path) -> Scene | None:
        if not (folder / "scene.json").exists():
            return None
        pictures = [
            cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
            for path in sorted(folder.glob("[0-9]*.png"))
        ]
        with PoseEstimator("photo", with_mask=False) as estimator:
            body = estimator.estimate(pictures[0])
        if body is None:
            print(f"{folder.name}: nobody is found")
            return None
        return cls(folder.name, [p[..., 1].astype(np.float32) for p in pictures], body)

    def clip(self, rhythm: Rhythm) -> Iterator[Shot]:
        rng = np.random.default_rng(int(self.name))
        height, width = self.pictures[0].shape
        drawn = rng.normal(0, NOISE, (height + 256, width + 256)).astype(np.float32)
        for i in range(round(rhythm.seconds * FPS)):
            fill, _ = rhythm.at(i / FPS)
            place = fill * (len(self.pictures) - 1)
            low = min(int(place), len(self.pictures) - 2)
            share = place - low
            pair = self.pictures[low : low + 2]
            picture = cv2.addWeighted(pair[0], 1 - share, pair[1], share, 0)
            y, x = rng.integers(0, 256, 2)
            noise = drawn[y : y + height, x : x + width]
            grey = cv2.addWeighted(picture, 1, noise, 1, 0, dtype=cv2.CV_8U)
            yield i / FPS, np.broadcast_to(grey[..., None], (*grey.shape, 3)), self.body


# --- real movement


def footage(folder: Path) -> None:
    print("\n| clip | frames | phase told | held |")
    print("| --- | --- | --- | --- |")
    for path in sorted(folder.glob("*.mp4")):
        score = scored(with_bodies(frames_of_large(path)), lambda _: "none")
        told = 100 * score.told / max(score.known, 1)
        print(f"| {path.stem} | {score.known} | {told:.1f} % | {score.false_held_s:.1f} s |")


def frames_of_large(path: Path) -> Iterator[tuple[float, Image]]:
    with open_file(path) as source:
        for frame in source:
            yield frame.time_s, frame.image


def main() -> None:
    global VERBOSE
    parser = argparse.ArgumentParser(description="How right the measured breath is.")
    parser.add_argument("clips", nargs="*", default=[*CLIPS])
    parser.add_argument("--levels", type=Path, help="people at every depth of a breath")
    parser.add_argument("--footage", type=Path, help="clips of real movement")
    parser.add_argument("--no-clips", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    VERBOSE = args.verbose
    cv2.setNumThreads(1)
    if not args.no_clips:
        sample_clips(args.clips)
    if args.levels:
        levels(args.levels, RHYTHMS)
    if args.footage:
        footage(args.footage)


if __name__ == "__main__":
    main()
