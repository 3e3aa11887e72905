"""The lower back against the floor, as the side view shows it.

One does not see through under a back. What shows is the lower outline of the near flank: pressed
down it runs flat from the buttocks to the shoulder blades, arched it is hollow in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import Landmark, Side
from posecheck.perception.back.outline import Array, Outline
from posecheck.perception.body.landmarks import Body

BUTTOCKS, THORAX = (-0.3, 0.25), (0.55, 1.05)
"""Where along the trunk (0 hips, 1 shoulders) the body rests on the floor. Wide, for MediaPipe's
hip wanders by a fifth of the trunk as the leg goes from the chest to the floor."""

LUMBAR = (0.05, 0.70)
"""Where along the trunk the hollow is looked for."""

BELLY = (0.15, 0.55)
"""Where along the trunk belly and lower ribs are, clear of hands on the chest."""

WIDTH_CM = 4.0
"""A hollow is at least so wide: the mean over this takes away the noise of single columns."""

LEAST_COLUMNS = 8
"""Columns of the outline that each part must have to be told."""

ARM_OVER_FLOOR_CM = {"elbow": 11.0, "wrist": 7.0}
"""A near arm of which both lie lower than this beside the lower back covers it: an arm laid along
the body had them at 6-8 and 3-5 cm. One alone MediaPipe often takes for low that is not."""


@dataclass(frozen=True, eq=False)
class Underside:
    """The lower outline against the floor line.

    Attributes:
        outline: (N, 2) pixels, buttocks to shoulders; NaN where there is none.
        floor: (2, 2) pixels, where buttocks and thorax rest: the ends of the floor line.
        peak: (2,) pixels, the highest place of the hollow between them.
        hollow_cm: its height over the floor line in the picture.
        belly_cm: how high belly and lower ribs rise over the floor line; NaN when not seen.
        cm_per_px: the scale at the trunk.
    """

    outline: Array
    floor: Array
    peak: Array
    hollow_cm: float
    belly_cm: float
    cm_per_px: float


def underside_of(body: Body) -> Underside | None:
    """The underside of ``body``, who lies on the back, seen from the side; None when the outline
    cannot be followed."""
    seen = body.outline
    if seen is None:
        return None
    trunk_m = float(np.linalg.norm(body.middle_world("shoulder") - body.middle_world("hip")))
    cm_per_px = 100.0 * trunk_m / seen.trunk_px
    height = -(seen.lower @ seen.down)
    rests = _floor(seen.share, height)
    if rests is None:
        return None
    first, last = rests
    slope = (height[last] - height[first]) / (seen.share[last] - seen.share[first])
    floor = height[first] + slope * (seen.share - seen.share[first])
    lumbar = _within(seen.share, LUMBAR) & ~np.isnan(height)
    lumbar[: first + 1] = lumbar[last:] = False
    if lumbar.sum() < LEAST_COLUMNS:
        return None
    columns = max(3, round(WIDTH_CM / cm_per_px / seen.step_px))
    hollow = np.where(lumbar, height - floor, 0.0)
    hollow = np.convolve(hollow, np.full(columns, 1 / columns), "same")
    peak = int(np.argmax(np.where(lumbar, hollow, -math.inf)))
    return Underside(
        outline=seen.lower[_within(seen.share, (BUTTOCKS[0], THORAX[1]))],
        floor=seen.lower[[first, last]],
        peak=seen.lower[peak],
        hollow_cm=float(hollow[peak]) * cm_per_px,
        belly_cm=_belly(seen, floor) * cm_per_px,
        cm_per_px=cm_per_px,
    )


def arm_covers(body: Body, side: Side, underside: Underside) -> bool:
    """Whether the arm of that side lies beside the lower back, between it and the camera."""
    seen = body.outline
    if seen is None:
        return False
    hip, line = body.middle("hip"), body.middle("shoulder") - body.middle("hip")
    for part, lowest_cm in ARM_OVER_FLOOR_CM.items():
        point = body.point(Landmark.of(side, part))
        share = float((point - hip) @ line) / float(line @ line)
        over_floor = float((underside.floor.mean(axis=0) - point) @ seen.down)
        if over_floor * underside.cm_per_px > lowest_cm:
            return False
        if not BUTTOCKS[0] < share < LUMBAR[1]:
            return False
    return True


def _floor(share: Array, height: Array) -> tuple[int, int] | None:
    """The columns in which buttocks and thorax rest on one straight floor: no column of either
    lies below the line between them."""
    ends = []
    for part in (BUTTOCKS, THORAX):
        columns = np.nonzero(_within(share, part) & ~np.isnan(height))[0]
        if len(columns) < LEAST_COLUMNS:
            return None
        ends.append(columns)
    first, last = (int(columns[np.argmin(height[columns])]) for columns in ends)
    for _ in range(5):
        slope = (height[last] - height[first]) / (share[last] - share[first])
        over = height - slope * share
        lower = tuple(int(columns[np.argmin(over[columns])]) for columns in ends)
        if lower == (first, last):
            break
        first, last = lower
    return first, last


def _belly(seen: Outline, floor: Array) -> float:
    height = -(seen.upper @ seen.down) - floor
    belly = height[_within(seen.share, BELLY)]
    known = belly[~np.isnan(belly)]
    return float(np.median(known)) if len(known) >= LEAST_COLUMNS else math.nan


def _within(share: Array, part: tuple[float, float]) -> np.ndarray:
    return np.asarray((share > part[0]) & (share < part[1]))
