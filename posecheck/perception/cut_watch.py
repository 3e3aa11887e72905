"""Cuts in a film: a picture that shows another scene than the one before it.

Who is followed from frame to frame may lie elsewhere after a cut, or with the head where the feet
were, as where somebody stopped the recording to turn round. MediaPipe then sees the old body in the
new picture, for seconds.
"""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.geometry import Array
from posecheck.perception.crop import Image

COARSE_SIZE = (40, 30)
"""Width and height of the coarse picture that is compared: what moves a little stays in its
pixel."""

SAMPLES = 4
"""Most rows and columns of the picture that are averaged into one of the coarse one's."""

PLAIN_GREY = 20.0
"""A coarse pixel has changed plainly when its brightness, 0..255, has changed by this much more
than that of the whole picture: a lamp or the camera's exposure changes all of it."""

CUT_SHARE = 0.18
"""After a cut at least this share of the coarse pixels has changed plainly. In 26 films of real
people at exercise the cuts to another view or place have 0.24 to 0.86, a rendered person who turns
round 0.20 to 0.44; the sample clips have at most 0.05 between two pictures."""

CUT_TIMES = 3.0
"""A cut changes so many times as much as the step before it. Legs close to the camera (up to 0.29),
a camera that is moved, and a scene that fades into another one change picture after picture."""


class CutWatch:
    """Tells the pictures at which a film is cut; they are given one after another."""

    def __init__(self) -> None:
        self._last: Array | None = None
        self._last_change = 0.0

    def is_cut(self, image: Image) -> bool:
        """Whether a picture (H, W, 3), RGB, shows another scene than the last one."""
        coarse, last = _make_coarse(image), self._last
        self._last = coarse
        if last is None:
            return False
        change = coarse - last
        share = float((np.abs(change - np.median(change)) > PLAIN_GREY).mean())
        before, self._last_change = self._last_change, share
        return share >= CUT_SHARE and share >= CUT_TIMES * before


def _make_coarse(image: Image) -> Array:
    """(30, 40) the brightness, by the green channel."""
    width, height = COARSE_SIZE
    step = max(1, min(image.shape[0] // height, image.shape[1] // width) // SAMPLES)
    sampled = np.ascontiguousarray(image[::step, ::step, 1])
    return np.asarray(cv2.resize(sampled, COARSE_SIZE, interpolation=cv2.INTER_AREA), float)
