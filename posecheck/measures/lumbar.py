"""The lumbar gap: how high the lower back stands over the floor."""

from __future__ import annotations

import math

from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.back.underside import Underside
from posecheck.perception.scene import Scene

FLANK_SHARE = 0.86
"""The outline of the near flank lifts by this share of what the back lifts: the mean of the
rendered trials that were not set aside, 0.67 to 1.15 in single ones (docs/selftest.md)."""

TOLERANCE_CM = 1.5
"""68 % of the flat backs in the rendered trials were nearer to the truth: how hollow the outline of
a flat back is differs from person to person. A change is known better."""

MAX_USABLE_ERROR_CM = 1.5
"""A change that may be off by more is not given: a plain arch is a change of 2.4 cm."""


def lumbar_gap(scene: Scene) -> tuple[float, float]:
    """Height of the lower back's underside over the floor line, and its tolerance, in cm.

    Read from the lower outline of the trunk; the scale is the trunk's length in MediaPipe's
    world landmarks. NaN unless the person lies on the back on the floor and is seen from the
    side, with the near arm not in the way (:mod:`posecheck.perception.back.lumbar_view`).
    """
    underside = scene.lumbar_view.underside
    return (math.nan if underside is None else gap_cm(underside)), TOLERANCE_CM


def lumbar_gap_change(scene: Scene) -> tuple[float, float]:
    """How much higher the lower back is than when it came to rest, and its tolerance.

    In cm, from two pictures of the trunk (:mod:`posecheck.perception.back.rise_follower`), so also
    where an arm hides the lower back. NaN unless the person lies on the back on the floor, has
    come to rest and is seen about from the side, and where the expected error is larger than
    :data:`MAX_USABLE_ERROR_CM`.
    """
    return change_of(scene.back_rise)


def change_of(rise: BackRise | None) -> tuple[float, float]:
    """The change that a rise tells, and its tolerance, in cm; NaN where it cannot be used."""
    change_cm = rise.change_cm if rise is not None and is_known_well(rise) else math.nan
    return change_cm, math.nan if rise is None else rise.error_cm


def is_known_well(rise: BackRise) -> bool:
    """Whether a rise counts from a back at rest, and is known well enough."""
    return rise.settled and rise.error_cm <= MAX_USABLE_ERROR_CM


def gap_cm(underside: Underside) -> float:
    """The back's own height over the floor, from what the near flank shows of it; 0 or more."""
    return max(underside.hollow_cm / FLANK_SHARE, 0.0)
