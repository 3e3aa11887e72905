"""What is known of a roller in one frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Roller:
    """A foam roller on the floor.

    Attributes:
        ends: (2, 2) the two ends of its axis in pixels of the frame, x right, y down, the one
            nearer to the camera first. Hidden ends are given as well, less surely.
        diameter_px: its apparent diameter at the nearer end.
        confidence: 0..1, how likely it is a roller.
        from_square_deg: how far its axis is from square to the trunk, seen from above, -90..90,
            positive when its far end is turned clockwise; NaN when nobody lies on it.
        from_square_error_deg: how far off that may be (68 % of the errors are smaller).
        position: where the trunk rests on it along the trunk, 0 shoulder line, 1 hip line; NaN
            when nobody lies on it.
        position_error: how far off that may be.
        square_ends: (2, 2) where its ends would be in the picture if it lay square to the trunk
            about the same middle; NaN when nobody lies on it.
    """

    ends: Array
    diameter_px: float
    confidence: float
    from_square_deg: float = math.nan
    from_square_error_deg: float = math.nan
    position: float = math.nan
    position_error: float = math.nan
    square_ends: Array = field(default_factory=lambda: np.full((2, 2), math.nan))
