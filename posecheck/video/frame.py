"""One picture and its time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a source.

    Attributes:
        image: (H, W, 3) uint8, RGB, upright (rotation metadata applied), square pixels.
        time_s: the frame's own time in seconds since the source's first frame, strictly
            increasing. Recorded: presentation time stamps. Live: the time of arrival.
        index: 0, 1, 2, ... as given by the source; gaps are frames skipped when live.
    """

    image: NDArray[np.uint8]
    time_s: float
    index: int

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]
