"""Clips of any rhythm and depth of breath, made from people rendered at every depth of a breath.

research/render/breathing_levels.py renders them. The landmarks stand still in these clips.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from breath_score import Shot
from degraded_clips import ShiftingNoise

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body

FPS = 12.0
"""Frames a second of the clips."""

NOISE_SD = 3.0
"""Standard deviation of the camera noise, in grey levels."""


@dataclass(frozen=True)
class Rhythm:
    """Some breaths, after which the breath is held.

    Attributes
    ----------
    in_s, out_s, rest_s
        The parts of one breath, in seconds.
    depth
        1 is 20 mm at the belly.
    breaths
        How many breaths.
    held_s
        How long the breath is then held, in seconds.
    """

    in_s: float
    out_s: float
    rest_s: float
    depth: float
    breaths: int
    held_s: float = 10.0

    @property
    def cycle_s(self) -> float:
        """One breath, in seconds."""
        return self.in_s + self.out_s + self.rest_s

    @property
    def duration_s(self) -> float:
        """The whole clip, in seconds."""
        return self.breaths * self.cycle_s + self.held_s

    def at(self, time_s: float) -> tuple[float, str | None]:
        """Give the depth of the breath (0..1) and its phase; None in the rest after a breath."""
        if time_s >= self.breaths * self.cycle_s:
            return 0.0, "held"
        t = time_s % self.cycle_s
        filled = _smooth_step(t / self.in_s) - _smooth_step((t - self.in_s) / self.out_s)
        phase = "in" if t < self.in_s else "out" if t < self.in_s + self.out_s else None
        return self.depth * filled, phase


def _smooth_step(x: float) -> float:
    x = min(max(x, 0.0), 1.0)
    return x * x * x * (10 - 15 * x + 6 * x * x)


RHYTHMS = {
    "4 in, 8 out, 20 mm": Rhythm(4, 8, 0, 1.0, 3),
    "4 in, 6 out, 2 rest, 12 mm": Rhythm(4, 6, 2, 0.6, 3),
    "14 a minute, 12 mm": Rhythm(1.7, 2.0, 0.6, 0.6, 6),
    "20 a minute, 8 mm": Rhythm(1.3, 1.5, 0.2, 0.4, 8),
    "14 a minute, 5 mm": Rhythm(1.7, 2.0, 0.6, 0.25, 6),
}
"""The rhythms, by their names in the table."""


@dataclass(frozen=True, eq=False)
class BreathLevels:
    """One person at every depth of a breath.

    Attributes
    ----------
    name
        A number; it seeds the noise.
    images
        (H, W) float32 grey images, from empty to full.
    body
        Where posecheck sees that person.
    """

    name: str
    images: list[np.ndarray]
    body: Body

    def clip(self, rhythm: Rhythm) -> Iterator[Shot]:
        """Make the frames of a clip."""
        noise = ShiftingNoise(np.random.default_rng(int(self.name)), NOISE_SD)
        shape = self.images[0].shape
        for i in range(round(rhythm.duration_s * FPS)):
            depth, _ = rhythm.at(i / FPS)
            level = depth * (len(self.images) - 1)
            low = min(int(level), len(self.images) - 2)
            share = level - low
            empty, full = self.images[low : low + 2]
            image = cv2.addWeighted(empty, 1 - share, full, share, 0)
            grey = cv2.addWeighted(image, 1, noise.draw(shape), 1, 0, dtype=cv2.CV_8U)
            yield i / FPS, np.broadcast_to(grey[..., None], (*shape, 3)), self.body


def read_levels(folder: Path) -> list[BreathLevels]:
    """Read the people of a folder, each in a folder with a number; who is not found is left out."""
    people = []
    with PoseEstimator("photo") as estimator:
        for scene in sorted(folder.glob("[0-9]*")):
            if not (scene / "scene.json").exists():
                continue
            images = [
                cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
                for path in sorted(scene.glob("[0-9]*.png"))
            ]
            body = estimator.estimate(images[0])
            if body is None:
                print(f"{scene.name}: nobody is found")
            else:
                green = [image[..., 1].astype(np.float32) for image in images]
                people.append(BreathLevels(scene.name, green, body))
    return people
