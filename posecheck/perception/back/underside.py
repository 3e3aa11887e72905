"""Measure the lower back's height over the floor line, in a side view.

A camera cannot see through under a back. It sees the lower outline of the near flank. When the back
is pressed down, this outline is flat from the buttocks to the shoulder blades; when it is arched,
there is a hollow between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import Landmark, Side
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body

if TYPE_CHECKING:
    from posecheck.perception.back.outline import Outline  # it loads OpenCV

BUTTOCKS = (-0.3, 0.25)
"""Where along the trunk (0 hips, 1 shoulders) the buttocks rest on the floor. It is wide because
MediaPipe's hip wanders by a fifth of the trunk as the leg goes from the chest to the floor."""

THORAX = (0.55, 1.05)
"""Where along the trunk the thorax rests on the floor."""

LUMBAR = (0.05, 0.70)
"""Where along the trunk the hollow is searched."""

BELLY = (0.15, 0.55)
"""Where along the trunk belly and lower ribs are, clear of hands on the chest."""

WIDTH_CM = 4.0
"""A hollow is at least this wide: the mean over this width removes the noise of single columns."""

MIN_COLUMNS = 8
"""The least number of columns of the outline in each part; with fewer the part is unknown."""

FLOOR_ITERATIONS = 5
"""The floor line is found in at most this many steps."""

ARM_OVER_FLOOR_CM = {"elbow": 11.0, "wrist": 7.0}
"""A near forearm whose two ends lie lower than this, and that passes the lower back, covers it. An
arm laid along the body had them at 6-9 and 3-6 cm. MediaPipe often places one alone too low."""


@dataclass(frozen=True, eq=False)
class Underside:
    """The lower outline against the floor line.

    Attributes
    ----------
    outline
        (N, 2) pixels, from the buttocks to the shoulders; NaN where there is none.
    floor
        (2, 2) pixels, the ends of the floor line: where buttocks and thorax rest.
    peak
        (2,) pixels, the highest point of the hollow between them.
    hollow_cm
        Height of the peak over the floor line.
    belly_cm
        Height of belly and lower ribs over the floor line; NaN when not seen.
    cm_per_px
        The scale at the trunk.
    """

    outline: Array
    floor: Array
    peak: Array
    hollow_cm: float
    belly_cm: float
    cm_per_px: float


def find_underside(body: Body) -> Underside | None:
    """The underside of a person who lies on the back, seen from the side.

    Returns
    -------
    Underside or None
        None when the outline shows too little of buttocks, lower back or thorax.
    """
    seen = body.outline
    if seen is None:
        return None
    trunk_m = float(np.linalg.norm(body.middle_world("shoulder") - body.middle_world("hip")))
    cm_per_px = 100.0 * trunk_m / seen.trunk_px
    height = -(seen.lower @ seen.down)
    rests = _find_floor(seen.share, height)
    if rests is None:
        return None
    first, last = rests
    slope = (height[last] - height[first]) / (seen.share[last] - seen.share[first])
    floor = height[first] + slope * (seen.share - seen.share[first])
    lumbar = _is_within(seen.share, LUMBAR) & ~np.isnan(height)
    lumbar[: first + 1] = lumbar[last:] = False
    if lumbar.sum() < MIN_COLUMNS:
        return None
    columns = max(3, round(WIDTH_CM / cm_per_px / seen.step_px))
    hollow = np.where(lumbar, height - floor, 0.0)
    hollow = np.convolve(hollow, np.full(columns, 1 / columns), "same")
    peak = int(np.argmax(np.where(lumbar, hollow, -math.inf)))
    return Underside(
        outline=seen.lower[_is_within(seen.share, (BUTTOCKS[0], THORAX[1]))],
        floor=seen.lower[[first, last]],
        peak=seen.lower[peak],
        hollow_cm=float(hollow[peak]) * cm_per_px,
        belly_cm=_belly_height(seen, floor) * cm_per_px,
        cm_per_px=cm_per_px,
    )


def arm_covers(body: Body, side: Side, underside: Underside) -> bool:
    """Whether the arm of that side lies beside the lower back and hides it from the camera."""
    seen = body.outline
    if seen is None:
        return False
    hip, line = body.middle("hip"), body.middle("shoulder") - body.middle("hip")
    shares = []
    for part, lowest_cm in ARM_OVER_FLOOR_CM.items():
        point = body.point(Landmark.of(side, part))
        shares.append(float((point - hip) @ line) / float(line @ line))
        over_floor = float((underside.floor.mean(axis=0) - point) @ seen.down)
        if over_floor * underside.cm_per_px > lowest_cm:
            return False
    return min(shares) < LUMBAR[1] and max(shares) > LUMBAR[0]


def _find_floor(share: Array, height: Array) -> tuple[int, int] | None:
    """The columns in which buttocks and thorax rest on one straight floor.

    No column of either lies below the line between the two. None with too few columns.
    """
    ends = []
    for part in (BUTTOCKS, THORAX):
        columns = np.nonzero(_is_within(share, part) & ~np.isnan(height))[0]
        if len(columns) < MIN_COLUMNS:
            return None
        ends.append(columns)
    first, last = (int(columns[np.argmin(height[columns])]) for columns in ends)
    for _ in range(FLOOR_ITERATIONS):
        slope = (height[last] - height[first]) / (share[last] - share[first])
        over = height - slope * share
        lower = tuple(int(columns[np.argmin(over[columns])]) for columns in ends)
        if lower == (first, last):
            break
        first, last = lower
    return first, last


def _belly_height(seen: Outline, floor: Array) -> float:
    """Median height of the belly over the floor line, in pixels; NaN when not seen."""
    height = -(seen.upper @ seen.down) - floor
    belly = height[_is_within(seen.share, BELLY)]
    known = belly[~np.isnan(belly)]
    return float(np.median(known)) if len(known) >= MIN_COLUMNS else math.nan


def _is_within(share: Array, part: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((share > part[0]) & (share < part[1]))
