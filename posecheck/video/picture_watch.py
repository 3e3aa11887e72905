"""Whether the pictures of a camera show anything new."""

from __future__ import annotations

from enum import Enum, auto

import cv2
import numpy as np

from posecheck.video.upright import Image

SAME_LEVELS = 2
"""Two pictures are the same when no value differs by more than this, 0..255, and hardly any differs
at all (:data:`SAME_SHARE`). A frozen picture that is encoded again comes out the same, or with a
rounding error here and there. Between two pictures of a running camera the noise of some pixel is
larger, even in a still room: none of the 23 sample clips has two such pictures in a row, and a
strongly compressed film of a person 0.5 s of them."""

SAME_SHARE = 0.01
"""Most values, as a share, that may differ between two pictures that are the same. When the light
changes slowly, all values differ by one level."""

FROZEN_S = 2.5
"""Pictures that stay the same for this many seconds are frozen. Five times the longest run of the
same picture in a film (:data:`SAME_LEVELS`), and short enough to be noticed within 3 s."""

COVERED_S = 1.5
"""Pictures without detail for this many seconds come from a covered camera. A webcam may begin with
black pictures for a second, and a hand passes the lens in less."""

MIN_DETAIL = 5.0
"""Least range of a picture's brightness, 0..255, coarsely seen and without its extremes. The sample
clips have at least 53; at a tenth of their light, where people are still found, at least 6."""

COARSE_SIZE = (32, 24)
"""Width and height of the coarse picture: its pixels are means over hundreds, so that noise does
not count as detail."""

SAMPLES = 8
"""Most rows and columns of the picture that are averaged into one of the coarse one's: enough
against noise, and a large picture takes no longer than a small one."""

EXTREMES = (3, 97)
"""Percentiles between which the range is taken: a clock that the camera writes into its picture, or
a lamp of a device in a dark room, covers less."""

PEEK_STEP = 16
"""Every so many rows are compared first: pictures that differ mostly differ there."""


class PictureState(Enum):
    """What a picture is, compared with those before it."""

    NEW = auto()
    SAME = auto()
    FROZEN = auto()
    COVERED = auto()


class PictureWatch:
    """Judges one picture after the other. Its only clock is the time that it is given.

    A picture that is the same as the last new one is SAME, and after FROZEN_S it is FROZEN. One
    without detail is NEW at first, and after COVERED_S it is COVERED. Any other is NEW.
    """

    def __init__(self) -> None:
        self._last: Image | None = None
        self._last_s = 0.0
        self._flat_since_s: float | None = None

    def judge(self, time_s: float, image: Image) -> PictureState:
        """Take in a picture that came at ``time_s``."""
        if is_flat(image):
            if self._flat_since_s is None:
                self._flat_since_s = time_s
            is_covered = time_s - self._flat_since_s >= COVERED_S
            return PictureState.COVERED if is_covered else PictureState.NEW
        self._flat_since_s = None
        if self._last is not None and _are_same(image, self._last):
            is_frozen = time_s - self._last_s >= FROZEN_S
            return PictureState.FROZEN if is_frozen else PictureState.SAME
        self._last, self._last_s = image, time_s
        return PictureState.NEW


def is_flat(image: Image) -> bool:
    """Whether a picture shows nothing at all: it is black or of one colour."""
    height, width = image.shape[:2]
    step = max(1, min(width // COARSE_SIZE[0], height // COARSE_SIZE[1]) // SAMPLES)
    coarse = cv2.resize(image[::step, ::step], COARSE_SIZE, interpolation=cv2.INTER_AREA)
    low, high = np.percentile(cv2.cvtColor(coarse, cv2.COLOR_RGB2GRAY), EXTREMES)
    return bool(high - low < MIN_DETAIL)


def _are_same(a: Image, b: Image) -> bool:
    if a.shape != b.shape:
        return False
    return all(
        difference.max() <= SAME_LEVELS
        and np.count_nonzero(difference) <= SAME_SHARE * difference.size
        for step in (PEEK_STEP, 1)
        for difference in [cv2.absdiff(a[::step].copy(), b[::step].copy())]
    )
