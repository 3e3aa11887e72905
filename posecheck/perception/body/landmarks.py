"""What is seen of one person in one frame, free of any vendor's types."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SIDES, Landmark
from posecheck.perception.back.outline import Outline
from posecheck.perception.body.reading import LyingReading

if TYPE_CHECKING:
    from posecheck.perception.body.posture import Posture


@dataclass(frozen=True, eq=False)
class Body:
    """The landmarks of one person in one frame.

    Attributes:
        image: (33, 2) landmarks in pixels of the frame, x right, y down. Points outside
            the picture are kept: MediaPipe extrapolates them, visibility says so.
        world: (33, 3) landmarks in metres, origin between the hips, axes of the camera:
            x right, y down, z away from the camera.
        visibility: (33,) in 0..1, how likely each point is in the picture and not hidden.
            Weak evidence: a hidden hip stays near 1.
        mask: (h, w) float32 in 0..1, how likely each pixel is the person; it covers the
            whole frame but may be of lower resolution. None when it was not asked for.
        frame_size: (width, height) of the frame in pixels.
        reading: what posecheck's own network reads of someone lying, else None.
        outline: of someone lying the outline of the trunk, where the mask was asked for.
        legs_exchanged: whether MediaPipe had taken one leg for the other.
        brightness: mean brightness of the picture in the body's box, 0..255; NaN if unknown.
        also_lying: how many other people lie there too; 0 where nobody looked for them.
        posture: of this frame alone; None where it was not worked out yet.
    """

    image: NDArray[np.float64]
    world: NDArray[np.float64]
    visibility: NDArray[np.float64]
    mask: NDArray[np.float32] | None
    frame_size: tuple[int, int]
    reading: LyingReading | None = None
    outline: Outline | None = None
    legs_exchanged: bool = False
    brightness: float = math.nan
    also_lying: int = 0
    posture: Posture | None = None

    def point(self, landmark: Landmark) -> NDArray[np.float64]:
        """(2,) pixels."""
        return np.asarray(self.image[landmark])

    def middle(self, part: str) -> NDArray[np.float64]:
        """(2,) pixels, half way between the left and the right ``part``."""
        return np.asarray(self.image[[Landmark.of(side, part) for side in SIDES]].mean(axis=0))

    def middle_world(self, part: str) -> NDArray[np.float64]:
        """(3,) metres, half way between the left and the right ``part``."""
        return np.asarray(self.world[[Landmark.of(side, part) for side in SIDES]].mean(axis=0))

    def in_frame(self, landmark: Landmark, margin: float = 0.0) -> bool:
        """Whether the point lies in the picture, ``margin`` (share of its size) inside."""
        (x, y), (width, height) = self.image[landmark], self.frame_size
        dx, dy = margin * width, margin * height
        return bool(dx <= x <= width - dx and dy <= y <= height - dy)

    def box(self) -> tuple[float, float, float, float]:
        """x1, y1, x2, y2 in pixels: around the visible landmarks, cut off at the frame."""
        points = self.image[self.visibility > 0.3]
        if len(points) < 2:
            points = self.image
        limit = np.array(self.frame_size, float)
        low, high = np.clip(points.min(axis=0), 0, limit), np.clip(points.max(axis=0), 0, limit)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])
