"""Draws the gap under the lower back during the self-test."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.feedback.overlay.drawing import to_pixel
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.session import SelfTestState

STRIP_STRENGTH = 0.55
"""How strongly the strip covers the picture, 0..1."""


@dataclass(frozen=True, eq=False)
class GapStrip:
    """The strip between the back's underside and the floor.

    Attributes
    ----------
    outline
        (N, 2) pixels of the underside, from left to right.
    floor
        (2, 2) pixels, both ends of the floor line, the left one first.
    colour
        See :func:`back_colour`.
    """

    outline: NDArray[np.float64]
    floor: NDArray[np.float64]
    colour: Colour


class GapStripAnnotator:
    """The strip between the underside of the back and the floor."""

    area = Area.PICTURE

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the strip; nothing outside a self-test or if the underside is not seen."""
        found = gap_strip(moment.selftest)
        if found is None:
            return
        outline, floor, colour = found.outline, found.floor, found.colour
        strip = np.round(np.vstack([outline, floor[::-1]])).astype(np.int32)
        _blend_polygon(image, strip, colour)
        cv2.polylines(image, [strip[: len(outline)]], False, colour, sizes.line, cv2.LINE_AA)
        ends = to_pixel(floor[0]), to_pixel(floor[1])
        cv2.line(image, *ends, WHITE, max(1, sizes.line // 2), cv2.LINE_AA)


def back_colour(state: SelfTestState) -> Colour:
    """Orange once the back arches, green while it lies flat, blue where neither is known yet."""
    if state.arching:
        return FIX
    flat = state.gap_change_cm <= selftest_limits().arch.flat_below_cm  # not where it is NaN
    return GOOD if flat else ACCENT


def gap_strip(state: SelfTestState | None) -> GapStrip | None:
    """The strip; None outside a self-test or if the underside is not seen."""
    if state is None or state.underside is None:
        return None
    underside = state.underside
    outline = underside.outline[~np.isnan(underside.outline).any(axis=1)]
    left, right = sorted(underside.floor[:, 0])
    outline = outline[(outline[:, 0] >= left) & (outline[:, 0] <= right)]
    if len(outline) < 2:
        return None
    floor = underside.floor
    if floor[0, 0] >= floor[1, 0]:
        floor = floor[::-1]
    return GapStrip(outline[np.argsort(outline[:, 0])], floor, back_colour(state))


def _blend_polygon(image: Image8, corners: NDArray[np.int32], colour: Colour) -> None:
    """Blend a polygon, (N, 2) pixels, into the picture; only the pixels about it are touched."""
    height, width = image.shape[:2]
    (x1, y1), (x2, y2) = corners.min(axis=0) - 1, corners.max(axis=0) + 2  # its soft edges too
    x1, y1, x2, y2 = max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)
    if x1 >= x2 or y1 >= y2:
        return
    part = image[y1:y2, x1:x2]
    painted = part.copy()
    cv2.fillPoly(painted, [corners - np.array([x1, y1], np.int32)], colour, cv2.LINE_AA)
    cv2.addWeighted(painted, STRIP_STRENGTH, part, 1 - STRIP_STRENGTH, 0.0, dst=part)
