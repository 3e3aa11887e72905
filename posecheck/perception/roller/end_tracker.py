"""Track the two ends of a roller by optical flow, without knowing what the roller looks like."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.geometry import Array
from posecheck.perception.crop import Image

MAX_POINTS = 60
"""The flow is computed at up to this many points."""

MIN_POINTS = 6
"""With fewer points the ends stay where they are: a roller in one plain colour on a plain floor
shows only its outline."""

STRIP_SHARE = 0.35
"""Points are taken from a strip along the axis. This is its width as a share of its length."""

MIN_STRIP_PX = 5
"""The strip's least width, in pixels."""

POINT_QUALITY = 0.01
"""A point counts when its corner response is at least this share of the best point's."""

POINT_DISTANCE_PX = 3
"""Least distance between two points, in pixels."""

MAX_RETURN_ERROR_PX = 1.0
"""A point that is tracked forwards and then backwards must return to within this, in pixels."""

RANSAC_THRESHOLD_PX = 1.0
"""Points that follow the common motion to within this, in pixels, count as inliers."""


class EndTracker:
    """Tracks the ends by the flow of what is between and beside them.

    A roller lies still most of the time. Flow that is zero does not move the ends, so they do not
    drift.

    Parameters
    ----------
    ends
        (2, 2) pixels of the first frame that :meth:`update` gets.
    """

    def __init__(self, ends: Array) -> None:
        self._ends = np.asarray(ends, float)
        self._before: Image | None = None

    def update(self, image: Image) -> Array | None:
        """Take the next frame.

        Parameters
        ----------
        image
            (H, W, 3) RGB.

        Returns
        -------
        Array or None
            (2, 2) the ends in this frame, in pixels; None when both have left it.
        """
        now = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
        if self._before is not None and self._before.shape == now.shape:
            self._move(self._before, now)
        self._before = now
        height, width = now.shape
        inside = ((self._ends >= 0) & (self._ends < (width, height))).all(axis=1)
        return self._ends.copy() if inside.any() else None

    def _move(self, before: Image, now: Image) -> None:
        strip = np.zeros_like(before)
        length = float(np.linalg.norm(self._ends[1] - self._ends[0]))
        a, b = (tuple(round(v) for v in end) for end in self._ends)
        cv2.line(strip, a, b, 255, max(MIN_STRIP_PX, round(STRIP_SHARE * length)))
        points = cv2.goodFeaturesToTrack(
            before, MAX_POINTS, POINT_QUALITY, POINT_DISTANCE_PX, mask=strip
        )
        if points is None or len(points) < MIN_POINTS:
            return
        moved, ok, _ = cv2.calcOpticalFlowPyrLK(before, now, points, None)
        back, ok_back, _ = cv2.calcOpticalFlowPyrLK(now, before, moved, None)
        kept = (ok[:, 0] & ok_back[:, 0]).astype(bool)
        kept &= np.linalg.norm((back - points)[:, 0], axis=1) < MAX_RETURN_ERROR_PX
        if kept.sum() < MIN_POINTS:
            return
        # the body over the roller moves too: the motion of most points is the roller's
        motion, _ = cv2.estimateAffinePartial2D(
            points[kept],
            moved[kept],
            method=cv2.RANSAC,
            ransacReprojThreshold=RANSAC_THRESHOLD_PX,
        )
        if motion is not None:
            self._ends = self._ends @ motion[:, :2].T + motion[:, 2]
