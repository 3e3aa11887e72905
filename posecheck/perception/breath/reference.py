"""The reference image of a trunk, and how far later frames have moved from it.

Each frame is compared with the reference, never with the frame before: errors do not add up. First
the motion of camera and body is removed (:mod:`posecheck.perception.breath.alignment`). Then the
dense optical flow (DIS, Kroeger 2016) of belly and ribs is computed, and refined by one
Gauss-Newton step on the pixel values along the direction of breathing. Each pixel is weighted by
the image's slope along this direction, because motion is only visible on an edge. The pixels are
averaged in cells.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np

from posecheck.perception.breath.alignment import MIN_EDGES, Alignment, Grid, shifted_back
from posecheck.perception.breath.region import TrunkRegion, find_trunk_region
from posecheck.perception.crop import Image
from posecheck.perception.scene import Scene

SMOOTH_PX = 1.5
"""Standard deviation of the blur that removes noise before images are compared, in pixels."""

DETAIL_PX = 17
"""Side of the box filter whose result is subtracted, in pixels: coarser structure is light and
shade."""

CELL_PX = 8
"""Side of a cell, in pixels."""

MIN_CELL_EDGES = MIN_EDGES / 50
"""Least sum of squared slopes in a cell; a cell with less is not used."""

MIN_CELL_SHARE = 0.002
"""Least share of all squared slopes in a cell; a cell with less is not used."""

BORDER_PX = 10
"""Pixels nearer to the region's border are not used for the alignment: they may shift out of the
region, and their coarse structure is not known."""

BLOCKS = (8, 6)
"""Blocks across and down, over which speeds are averaged."""

MAX_PIXEL_EDGE = 50.0
"""Largest squared slope with which a pixel counts in its block."""

MIN_BLOCK_EDGES = 1.0
"""A block with a smaller mean squared slope counts as if it had this."""

ZONE_SHARE = 0.3
"""A block belongs to the zone of belly and ribs when more than this share of its pixels do."""

MAX_SPEED = 0.07
"""A block that moves faster, in trunk lengths a second, shows that a limb or the body moves."""

MAX_BREATH_SPEED = 0.2
"""The same for the blocks of belly and ribs, which move with the breath: a deep one of 2 cm in 2 s
peaks at 0.04."""

SPEED_OVER_S = 0.2
"""Speeds are measured over this time, in seconds: the noise of single frames is no movement."""


class Reference:
    """The reference image, its cells and its blocks.

    Parameters
    ----------
    image
        (H, W, 3) RGB, the frame.
    region
        The trunk's region of it.

    Attributes
    ----------
    weights
        (n,) the sum of squared slopes of each cell that is used. The variance of a cell's motion is
        proportional to 1 / weight.
    """

    def __init__(self, image: Image, region: TrunkRegion) -> None:
        self._region = region
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._picture = region.crop(image)
        self._detail = _extract_detail(self._picture)
        slope_x = cv2.Sobel(self._detail, cv2.CV_32F, 1, 0, scale=1 / 8)
        slope_y = cv2.Sobel(self._detail, cv2.CV_32F, 0, 1, scale=1 / 8)
        slope = slope_x * region.axis[0] + slope_y * region.axis[1]
        width, height = region.size
        self._x, self._y = (
            grid.astype(np.float32) for grid in np.meshgrid(range(width), range(height))
        )
        self._prepare_cells(slope)
        self._prepare_blocks(slope)
        inside = (self._x > BORDER_PX) & (self._x < width - 1 - BORDER_PX)
        inside &= (self._y > BORDER_PX) & (self._y < height - 1 - BORDER_PX)
        self._alignment = Alignment(self._detail, slope_x, slope_y, region.is_steady() & inside)

    def compare(self, time_s: float, image: Image) -> tuple[Grid, float]:
        """Compare the next frame with the reference.

        Parameters
        ----------
        time_s
            The frame's time.
        image
            (H, W, 3) RGB.

        Returns
        -------
        Grid
            (n,) how far each cell has moved outwards, in trunk lengths.
        float
            How fast the parts of the image have moved lately, against what breathing allows: over 1
            is faster.
        """
        picture = self._region.crop(image)
        detail = self._alignment.align(_extract_detail(picture))
        steady = shifted_back(picture, self._alignment.shift)
        axis = self._region.axis
        flow = self._flow.calc(self._picture, steady, None) @ axis
        seen = cv2.remap(
            detail,
            self._x + flow * axis[0],
            self._y + flow * axis[1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        slope = self._zone_slope
        moved = _average(slope * (self._detail - seen + slope * flow), self._cells)
        moved = moved.ravel()[self._is_used]
        outward = (moved * self._cell_area / self.weights / self._region.trunk_px).astype(
            np.float32
        )
        return outward, self._update_speed(time_s, flow)

    def _prepare_cells(self, slope: Grid) -> None:
        width, height = self._region.size
        self._zone_slope = slope * self._region.in_zone()
        columns, rows = max(1, width // CELL_PX), max(1, height // CELL_PX)
        self._cells = (columns, rows)
        self._cell_area = width * height / columns / rows
        edges = _average(self._zone_slope**2, self._cells).ravel() * self._cell_area
        self._is_used = edges > max(MIN_CELL_EDGES, MIN_CELL_SHARE * float(edges.sum()))
        self.weights = edges[self._is_used]

    def _prepare_blocks(self, slope: Grid) -> None:
        self._edges = np.minimum(slope**2, MAX_PIXEL_EDGE)
        self._block_edges = _average(self._edges, BLOCKS)
        in_zone = _average(self._region.in_zone().astype(np.float32), BLOCKS) > ZONE_SHARE
        self._limits = np.where(in_zone, MAX_BREATH_SPEED, MAX_SPEED) * self._region.trunk_px
        self._flows: deque[tuple[float, Grid]] = deque()

    def _update_speed(self, time_s: float, flow: Grid) -> float:
        """The speed of the second fastest block over its limit, over the last SPEED_OVER_S."""
        speed = 0.0
        while len(self._flows) > 1 and time_s - self._flows[1][0] >= SPEED_OVER_S:
            self._flows.popleft()
        if self._flows:
            before_s, before = self._flows[0]
            moved = np.abs(_average((flow - before) * self._edges, BLOCKS))
            moved = moved / np.maximum(self._block_edges, MIN_BLOCK_EDGES) / self._limits
            passed_s = max(time_s - before_s, SPEED_OVER_S)
            speed = float(np.partition(moved.ravel(), -2)[-2]) / passed_s
        self._flows.append((time_s, flow))
        return speed


def take_reference(image: Image, scene: Scene) -> Reference | None:
    """The reference of a frame, (H, W, 3) RGB.

    None when the trunk's region cannot be used (:func:`find_trunk_region`) or belly and ribs show
    no edges.
    """
    region = find_trunk_region(scene)
    if region is None:
        return None
    reference = Reference(image, region)
    return reference if reference.weights.sum() >= MIN_EDGES else None


def _extract_detail(picture: Image) -> Grid:
    """The picture's structure between noise and shade (band-pass)."""
    fine = cv2.GaussianBlur(picture, (0, 0), SMOOTH_PX).astype(np.float32)
    coarse = cv2.blur(picture, (DETAIL_PX, DETAIL_PX)).astype(np.float32)
    return np.asarray(fine - coarse)


def _average(values: Grid, size: tuple[int, int]) -> Grid:
    """The means of ``values`` (h, w) over ``size`` (columns, rows) equal parts."""
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA))
