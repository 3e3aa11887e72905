"""Remove the motion of camera and body from an image, by direct alignment.

The parts of the image that do not move with the breath (floor, back, head) are compared with a
reference. The shift that makes them equal is found by Gauss-Newton steps on the pixel values (Lucas
and Kanade 1981), robust against moving limbs. A shift is enough: a camera on a stand is knocked, it
neither rolls nor zooms.
"""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array
from posecheck.perception.breath.region import Mask

Grid = NDArray[np.float32]
"""(h, w) or (n,) values of float32."""

T = TypeVar("T", np.uint8, np.float32)
"""The type of an image's pixels."""

MIN_EDGES = 60.0
"""Sum of squared slopes of an image (grey levels per pixel) below which there is nothing to follow:
ten pixels of an edge of 2.5."""

STEPS = 3
"""Steps of the alignment in each frame; each frame starts where the last one ended."""

CONVERGED_PX = 0.01
"""The steps end once one moves by less than this, in pixels."""

PIXEL_STRIDE = 2
"""Every second steady pixel is used."""

REACH_PX = 1.0
"""A pixel whose difference is explained by a shift up to this does not count as a moving limb."""

OUTLIER_NOISES = 3.0
"""A pixel whose difference is this many times the noise, plus what REACH_PX explains, has half of
the weight (Cauchy weight)."""

SHAKE_PX = 0.06
"""A shift well below this is taken for the alignment's own error, and left, in pixels."""

MAD_TO_SD = 1.4826
"""Standard deviation over median absolute deviation, for normal noise."""


class Alignment:
    """Finds the shift of frames against a reference.

    Parameters
    ----------
    detail
        (h, w) the reference.
    slope_x, slope_y
        (h, w) its derivatives, in grey levels per pixel.
    is_steady
        (h, w) which pixels do not move with the breath.

    Attributes
    ----------
    shift
        (2,) the shift of the last frame, in pixels.
    """

    def __init__(self, detail: Grid, slope_x: Grid, slope_y: Grid, is_steady: Mask) -> None:
        self._pixels = np.flatnonzero(is_steady.ravel())[::PIXEL_STRIDE]
        slope_x, slope_y = slope_x.ravel()[self._pixels], slope_y.ravel()[self._pixels]
        self._wanted = detail.ravel()[self._pixels]
        self._slopes = np.stack([slope_x, slope_y], axis=1)
        self._reach = REACH_PX * np.hypot(slope_x, slope_y)
        self._is_possible = float((slope_x**2 + slope_y**2).sum()) > MIN_EDGES
        self._estimate = self.shift = np.zeros(2)

    def align(self, detail: Grid) -> Grid:
        """``detail`` (h, w) of the next frame, shifted back. Sets :attr:`shift`."""
        if not self._is_possible:
            return detail
        for _ in range(STEPS):
            seen = shifted_back(detail, self._estimate).ravel()[self._pixels]
            off = self._wanted - seen
            noise = MAD_TO_SD * float(np.median(np.abs(off))) + 0.1
            weight = 1 + (off / (OUTLIER_NOISES * noise + self._reach)) ** 2
            pull = (self._slopes / weight[:, None]).T
            step = np.linalg.solve(pull @ self._slopes + 1e-3 * np.eye(2), pull @ off)
            self._estimate = self._estimate + step
            if float(np.abs(step).max()) < CONVERGED_PX:
                break
        size = float(self._estimate @ self._estimate)
        self.shift = self._estimate * (size / (size + SHAKE_PX**2))
        return shifted_back(detail, self.shift)


def shifted_back(picture: NDArray[T], shift: Array) -> NDArray[T]:
    """A picture (h, w) as it would be without its ``shift`` (2,) in pixels."""
    moved_from_steady = np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(
        cv2.warpAffine(
            picture, moved_from_steady, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
    )
