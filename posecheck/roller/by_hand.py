"""Following a roller that the user has shown, without knowing what it looks like."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.roller.roller import Array

MOST_POINTS = 60
FEWEST_POINTS = 6
"""With fewer it is lost: a roller in one plain colour on a plain floor has its outline only."""

WIDTH_SHARE = 0.35
"""Points are taken from a strip along the axis that is this wide against its length."""

RETURN_PX = 1.0
"""A point must come back to within this when it is followed backwards."""


class HandTracker:
    """Follows the two ends from frame to frame by the flow of what lies between and beside them.

    A roller lies still for most of the time: what does not move takes the ends nowhere, so they
    do not drift.

    Args:
        ends: (2, 2) in pixels of the first frame that :meth:`update` is given.
    """

    def __init__(self, ends: Array) -> None:
        self._ends = np.asarray(ends, float)
        self._before: NDArray[np.uint8] | None = None

    def update(self, image: NDArray[np.uint8]) -> Array | None:
        """(2, 2) the ends in ``image`` (H, W, 3), RGB; None once they have left the picture."""
        now = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        if self._before is not None and self._before.shape == now.shape:
            self._move(self._before, now)
        self._before = np.asarray(now, np.uint8)
        height, width = now.shape
        inside = ((self._ends >= 0) & (self._ends < (width, height))).all(axis=1)
        return self._ends.copy() if inside.any() else None

    def _move(self, before: NDArray[np.uint8], now: NDArray[np.uint8]) -> None:
        strip = np.zeros_like(before)
        length = float(np.linalg.norm(self._ends[1] - self._ends[0]))
        a, b = (tuple(round(v) for v in end) for end in self._ends)
        cv2.line(strip, a, b, 255, max(5, round(WIDTH_SHARE * length)))
        points = cv2.goodFeaturesToTrack(before, MOST_POINTS, 0.01, 3, mask=strip)
        if points is None or len(points) < FEWEST_POINTS:
            return
        there, ok, _ = cv2.calcOpticalFlowPyrLK(before, now, points, None)
        back, ok_back, _ = cv2.calcOpticalFlowPyrLK(now, before, there, None)
        kept = (ok[:, 0] & ok_back[:, 0]).astype(bool)
        kept &= np.linalg.norm((back - points)[:, 0], axis=1) < RETURN_PX
        if kept.sum() < FEWEST_POINTS:
            return
        # the body over the roller moves too: what most points agree on is the roller's
        motion, _ = cv2.estimateAffinePartial2D(
            points[kept], there[kept], method=cv2.RANSAC, ransacReprojThreshold=1.0
        )
        if motion is not None:
            self._ends = self._ends @ motion[:, :2].T + motion[:, 2]
