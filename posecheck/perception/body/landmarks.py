"""What is seen of one person in one frame, free of any vendor's types."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SIDES, Landmark
from posecheck.geometry import Array
from posecheck.perception.body.reading import LyingReading

if TYPE_CHECKING:
    from posecheck.perception.back.outline import Outline  # it loads OpenCV
    from posecheck.perception.body.labels import Posture

BOX_MIN_VISIBILITY = 0.3
"""Landmarks of a lower visibility do not count for :meth:`Body.box`."""


@dataclass(frozen=True, eq=False)
class Body:
    """The landmarks of one person in one frame.

    Attributes
    ----------
    image
        (33, 2) landmarks in pixels of the frame, x right, y down. Points outside the frame are
        kept: MediaPipe extrapolates them, and their visibility is low.
    world
        (33, 3) landmarks in metres, origin between the hips, axes of the camera: x right, y down,
        z away from the camera.
    visibility
        (33,) in 0..1, how likely each point is in the frame and not hidden. Weak evidence: a hidden
        hip stays near 1.
    mask
        (h, w) float32 in 0..1, how likely each pixel is the person. It covers the whole frame but
        may have a lower resolution. None when it was not asked for.
    frame_size
        (width, height) of the frame in pixels.
    reading
        What posecheck's own network estimates for a person who lies, else None.
    outline
        The outline of the trunk of a person who lies; None for others and without a mask.
    legs_swapped
        Whether MediaPipe had taken one leg for the other and the legs were swapped back.
    brightness
        Mean brightness of the frame within the body's box, 0..255; NaN if unknown.
    also_lying
        How many other people lie in the frame; 0 where nobody looked for them.
    posture
        Of this frame alone; None when it was not computed yet.
    turned_deg
        By how many degrees clockwise the frame must be turned to be the right way up; 0 where it
        is, or nothing is known.
    """

    image: Array
    world: Array
    visibility: Array
    mask: NDArray[np.float32] | None
    frame_size: tuple[int, int]
    reading: LyingReading | None = None
    outline: Outline | None = None
    legs_swapped: bool = False
    brightness: float = math.nan
    also_lying: int = 0
    posture: Posture | None = None
    turned_deg: int = 0

    def point(self, landmark: Landmark) -> Array:
        """(2,) the landmark in pixels."""
        return np.asarray(self.image[landmark])

    def middle(self, part: str) -> Array:
        """(2,) the point half way between the left and the right ``part``, in pixels."""
        left, right = (self.image[Landmark.of(side, part)] for side in SIDES)
        return np.asarray((left + right) / 2)

    def middle_world(self, part: str) -> Array:
        """(3,) the point half way between the left and the right ``part``, in metres."""
        left, right = (self.world[Landmark.of(side, part)] for side in SIDES)
        return np.asarray((left + right) / 2)

    def in_frame(self, landmark: Landmark) -> bool:
        """Whether a landmark lies in the frame or on its edge."""
        (x, y), (width, height) = self.image[landmark].tolist(), self.frame_size
        return bool(0 <= x <= width and 0 <= y <= height)

    def box(self) -> tuple[float, float, float, float]:
        """The box x1, y1, x2, y2 around the visible landmarks, in pixels, cut off at the frame."""
        points = self.image[self.visibility > BOX_MIN_VISIBILITY]
        if len(points) < 2:
            points = self.image
        width, height = self.frame_size
        (x1, y1), (x2, y2) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return _clip(x1, width), _clip(y1, height), _clip(x2, width), _clip(y2, height)


def _clip(place: float, size: int) -> float:
    """``place`` limited to 0..size."""
    return min(max(place, 0.0), float(size))
