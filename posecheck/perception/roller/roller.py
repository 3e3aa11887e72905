"""What is known of a roller in one frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from posecheck.geometry import Array


@dataclass(frozen=True, eq=False)
class Roller:
    """A foam roller on the floor.

    Turn, position and ``perpendicular_ends`` are NaN unless somebody lies on the roller.

    Attributes
    ----------
    ends
        (2, 2) the two ends of its axis in pixels of the frame, x right, y down, the nearer one to
        the camera first. Hidden ends are given too, with a larger error.
    diameter_px
        Its apparent diameter at the nearer end, in pixels.
    confidence
        How likely the network took it for a roller in the look that placed it, 0..1; 1 where
        somebody has marked it. For Python programs: nothing here decides by it, because several
        looks decide (:class:`~posecheck.perception.roller.evidence.Evidence`).
    off_perpendicular_deg
        How far its axis is from perpendicular to the trunk, seen from above, -90..90 degrees;
        positive when its far end is turned clockwise.
    off_perpendicular_error_deg
        Expected error of that (68 % of the errors are smaller).
    position
        Where the trunk rests on it along the trunk, 0 the shoulder line, 1 the hip line.
    position_error
        Expected error of that.
    perpendicular_ends
        (2, 2) where its ends would be in the frame if it lay perpendicular to the trunk about the
        same middle.
    seen_s
        For how many seconds of the video it has been seen; infinite in a photo, and where somebody
        has marked it.
    """

    ends: Array
    diameter_px: float
    confidence: float
    off_perpendicular_deg: float = math.nan
    off_perpendicular_error_deg: float = math.nan
    position: float = math.nan
    position_error: float = math.nan
    perpendicular_ends: Array = field(default_factory=lambda: np.full((2, 2), math.nan))
    seen_s: float = math.inf
