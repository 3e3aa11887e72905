"""One picture of a source, and its time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a source.

    Attributes
    ----------
    image : ndarray
        (H, W, 3) uint8, RGB, upright (rotation metadata applied), with square pixels.
    time_s : float
        The frame's own time in seconds since the source's first frame, strictly increasing.
        Recorded: the presentation timestamp. Live: the time of arrival.
    index : int
        0, 1, 2, ... in the order of the source. Live, a gap means skipped frames.
    gap_s : float
        Seconds before this frame for which the source has no pictures although it should have: a
        hole in a file. Nothing counts through it. 0 for none.
    waited_s : float
        How many of the seconds since the frame before the camera was awaited: they do not count.
        0 where frame follows frame, and in recordings.
    """

    image: NDArray[np.uint8]
    time_s: float
    index: int
    gap_s: float = field(default=0.0, kw_only=True)
    waited_s: float = field(default=0.0, kw_only=True)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]
