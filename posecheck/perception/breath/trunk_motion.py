"""How far belly and ribs have moved, to a small part of a pixel.

The trunk's part of the picture is compared with a reference picture of itself, never with the
frame before: errors do not add up. First the camera's and the whole body's motion, as the floor,
the back and the head show it, is taken off (direct alignment, Lucas and Kanade 1981). Then the
dense flow (DIS, Kroeger 2016) of belly and ribs is refined by one step of the same method along
the direction of breathing, each pixel weighted by how much the picture changes along it, for
only there is motion seen, and gathered in cells.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.perception.body.landmarks import Body
from posecheck.perception.scene import scene_of

Image = NDArray[np.uint8]
Grid = NDArray[np.float32]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]
T = TypeVar("T", np.uint8, np.float32)

TRUNK_PX = 100.0
"""A longer trunk is made this long: a breath of 5 mm is then 1 pixel, and a frame takes 1.5 ms."""

SMALLEST_TRUNK_PX = 30.0

CROP_ALONG, CROP_OUTWARD = (-0.45, 1.35), (-0.55, 0.8)
ZONE_ALONG, ZONE_OUTWARD = (0.0, 0.9), (0.0, 0.6)
"""In trunk lengths from the hips to the shoulders, and out of the front: what is looked at, and
where belly and ribs are. The hip joints lie at half the trunk's depth, some 0.2 under its front."""

STEADY_BELOW, STEADY_BEYOND = -0.08, 1.05
"""What lies behind the back or beyond the shoulders does not move with the breath."""

LEAST_ACROSS = 0.4
"""Share of the breath's direction that must lie in the picture: from straight in front of the
belly nothing is seen to move."""

SMOOTH_PX, DETAIL_PX = 1.5, 17
"""Pictures are compared between these two sizes: finer is noise, coarser is light and shade."""

CELL_PX = 8

LEAST_EDGES = 60.0
"""Sum of squared slopes of the picture (grey levels a pixel) below which there is nothing to
follow: ten pixels of an edge of 2.5."""

ALIGNMENTS = 3
"""Steps of the direct alignment; each starts where the last frame's ended."""

EDGE_PX = 10
"""What is nearer to the crop's edge may shift out of it, and its shade is not known."""

REACH_PX = 1.0
"""A pixel that is off by no more than such a shift explains is not taken for a moving limb's."""

SHAKE_PX = 0.06
"""A whole motion well below this is taken for the alignment's own error, and left."""

BLOCKS = (8, 6)
LEAST_BLOCK_EDGES = 1.0
MOVES_PER_S, BREATH_PER_S = 0.07, 0.2
"""Trunk lengths a second by which a block of the picture moves when a limb or the body does, and
that the zone's blocks may move with the breath: a deep one of 2 cm in 2 s peaks at 0.04."""

SPEED_OVER_S = 0.2
"""Speeds are of so long: noise of single frames is no movement."""

SETTLED_AFTER_S = 0.4
"""After the last movement a new reference is taken."""

GAP_S = 1.0
"""After a longer gap too."""


@dataclass(frozen=True, eq=False)
class TrunkSample:
    """Attributes:
    cells: (n,) how far each cell is out since the reference was taken, in trunk lengths;
        None in the reference itself, and while a limb or the body moves.
    weights: (n,) how well each is seen: its motion's variance is in proportion to 1 / weight.
    reference: number of the reference; samples of different ones have nothing in common.
    """

    cells: Grid | None
    weights: Grid
    reference: int


class TrunkMotion:
    """Follows one trunk. Knows no clock but the frames'."""

    def __init__(self) -> None:
        self._reference: _Reference | None = None
        self._count = 0
        self._last_s = self._made_s = self._moved_s = -math.inf

    def forget(self) -> None:
        """There is nobody to follow any more."""
        self._reference = None

    def update(self, time_s: float, image: Image, body: Body) -> TrunkSample | None:
        """The sample of one frame, None where the trunk cannot be followed.

        Args:
            image: (H, W, 3) uint8, RGB.
            body: of the person in it, who lies.
        """
        settled = self._moved_s > self._made_s and time_s - self._moved_s >= SETTLED_AFTER_S
        if self._reference is None or settled or time_s - self._last_s > GAP_S:
            self._reference = _Reference.of(image, body)
            self._made_s = time_s
            self._count += 1
        reference = self._reference
        if reference is None:
            return None
        cells, speed = reference.compare(time_s, image)
        if speed > 1:
            self._moved_s = time_s
        self._last_s = time_s
        # the reference itself has none of the noise that it adds to all others
        quiet = self._moved_s < self._made_s < time_s
        return TrunkSample(cells if quiet else None, reference.weights, self._count)


class _Reference:
    """The picture that later ones are compared with, and what of it is what."""

    def __init__(
        self,
        image: Image,
        crop: tuple[int, int, int, int],
        size: tuple[int, int],
        axis: Grid,
        along: Grid,
        outward: Grid,
        trunk_px: float,
    ) -> None:
        self._crop, self._size, self._axis, self._trunk_px = crop, size, axis, trunk_px
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._picture = self._cut(image)
        self._detail = _detail(self._picture)
        slope_x = cv2.Sobel(self._detail, cv2.CV_32F, 1, 0, scale=1 / 8)
        slope_y = cv2.Sobel(self._detail, cv2.CV_32F, 0, 1, scale=1 / 8)
        self._slope = slope_x * axis[0] + slope_y * axis[1]
        self._x, self._y = (
            grid.astype(np.float32) for grid in np.meshgrid(range(size[0]), range(size[1]))
        )
        zone = _within(along, ZONE_ALONG) & _within(outward, ZONE_OUTWARD)
        self._zone_slope = self._slope * zone
        grid = (max(1, size[0] // CELL_PX), max(1, size[1] // CELL_PX))
        self._grid = grid
        energy = _pooled(self._zone_slope**2, grid).ravel() * (
            size[0] * size[1] / grid[0] / grid[1]
        )
        self._kept = energy > max(LEAST_EDGES / 50, 0.002 * float(energy.sum()))
        self.weights = energy[self._kept]
        self._edges = np.minimum(self._slope**2, 50.0)
        self._block_edges = _pooled(self._edges, BLOCKS)
        in_zone = _pooled(zone.astype(np.float32), BLOCKS) > 0.3
        self._limits = np.where(in_zone, BREATH_PER_S, MOVES_PER_S) * trunk_px
        inside = (self._x > EDGE_PX) & (self._x < size[0] - 1 - EDGE_PX)
        inside &= (self._y > EDGE_PX) & (self._y < size[1] - 1 - EDGE_PX)
        is_steady = ((outward < STEADY_BELOW) | (along > STEADY_BEYOND)) & inside
        steady = np.flatnonzero(is_steady.ravel())[::2]
        self._prepare_alignment(steady, slope_x.ravel()[steady], slope_y.ravel()[steady])
        self._flows: deque[tuple[float, Grid]] = deque()

    @classmethod
    def of(cls, image: Image, body: Body) -> _Reference | None:
        """The reference of a frame; None where the trunk is too small, hardly in the picture,
        seen along the direction of its breathing, or without any edges."""
        scene = scene_of(body)
        hip, shoulder = body.middle("hip"), body.middle("shoulder")
        trunk = float(np.linalg.norm(shoulder - hip))
        away = -1.0 if scene.posture == "prone" else 1.0  # then it is the back that rises
        breath = away * scene.in_picture(scene.orientation.ventral)
        across = float(np.linalg.norm(breath))
        if not (trunk >= SMALLEST_TRUNK_PX and across >= LEAST_ACROSS):
            return None
        along = (shoulder - hip) / trunk
        outward = np.array([-along[1], along[0]])
        outward *= math.copysign(1.0, float(outward @ breath))
        corners = [
            hip + trunk * (a * along + b * outward) for a in CROP_ALONG for b in CROP_OUTWARD
        ]
        limit = np.array(body.frame_size)
        low = np.clip(np.min(corners, axis=0), 0, limit).astype(int)
        high = np.clip(np.max(corners, axis=0), 0, limit).astype(int)
        if (high - low).min() < SMALLEST_TRUNK_PX:
            return None
        scale = min(1.0, TRUNK_PX / trunk)
        width, height = (round(float(n)) for n in (high - low) * scale)
        places = np.stack(np.meshgrid(range(width), range(height)), axis=-1) / scale + low - hip
        made = cls(
            image,
            (int(low[0]), int(low[1]), int(high[0]), int(high[1])),
            (width, height),
            (breath / across).astype(np.float32),
            places @ along / trunk,
            places @ outward / trunk,
            trunk * scale,
        )
        return made if made.weights.sum() >= LEAST_EDGES else None

    def compare(self, time_s: float, image: Image) -> tuple[Grid, float]:
        """(n,) how far each cell is out, in trunk lengths; and how fast the picture's parts
        have moved of late, against what breathing allows: over 1 is more."""
        picture = self._cut(image)
        detail = self._align(_detail(picture))
        steadied = self._warped(picture, self._taken_off)
        flow = self._flow.calc(self._picture, steadied, None) @ self._axis
        seen = cv2.remap(
            detail,
            self._x + flow * self._axis[0],
            self._y + flow * self._axis[1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        slope = self._zone_slope
        area = self._size[0] * self._size[1] / self._grid[0] / self._grid[1]
        out = _pooled(slope * (self._detail - seen + slope * flow), self._grid).ravel()[self._kept]
        speed = 0.0
        while len(self._flows) > 1 and time_s - self._flows[1][0] >= SPEED_OVER_S:
            self._flows.popleft()
        if self._flows:
            before_s, before = self._flows[0]
            moved = np.abs(_pooled((flow - before) * self._edges, BLOCKS))
            moved = moved / np.maximum(self._block_edges, LEAST_BLOCK_EDGES) / self._limits
            passed_s = max(time_s - before_s, SPEED_OVER_S)
            speed = float(np.partition(moved.ravel(), -2)[-2]) / passed_s
        self._flows.append((time_s, flow))
        return (out * area / self.weights / self._trunk_px).astype(np.float32), speed

    def _cut(self, image: Image) -> Image:
        """The crop's green channel, as large as the trunk's length asks for."""
        x1, y1, x2, y2 = self._crop
        part = np.ascontiguousarray(image[y1:y2, x1:x2, 1])
        return np.asarray(cv2.resize(part, self._size, interpolation=cv2.INTER_AREA), np.uint8)

    def _prepare_alignment(self, steady: NDArray[np.intp], slope_x: Grid, slope_y: Grid) -> None:
        """Alignment is by a shift: a camera that stands is knocked, it neither rolls nor zooms."""
        self._shift = self._taken_off = np.zeros(2)
        self._steady = steady
        self._steady_slopes = np.stack([slope_x, slope_y], axis=1)
        self._reach = REACH_PX * np.hypot(slope_x, slope_y)
        self._is_steady = float((slope_x**2 + slope_y**2).sum()) > LEAST_EDGES

    def _align(self, detail: Grid) -> Grid:
        """``detail`` as it would be, had the steady part not moved."""
        if not self._is_steady:
            return detail
        wanted, slopes = self._detail.ravel()[self._steady], self._steady_slopes
        for _ in range(ALIGNMENTS):
            seen = self._warped(detail, self._shift).ravel()[self._steady]
            off = wanted - seen
            noise = 1.4826 * float(np.median(np.abs(off))) + 0.1
            pull = (slopes / (1 + (off / (3 * noise + self._reach)) ** 2)[:, None]).T
            step = np.linalg.solve(pull @ slopes + 1e-3 * np.eye(2), pull @ off)
            self._shift = self._shift + step
            if float(np.abs(step).max()) < 0.01:
                break
        size = float(self._shift @ self._shift)
        self._taken_off = self._shift * (size / (size + SHAKE_PX**2))
        return self._warped(detail, self._taken_off)

    def _warped(self, picture: NDArray[T], shift: Array) -> NDArray[T]:
        to_picture = np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(
                picture, to_picture, self._size, flags=flags, borderMode=cv2.BORDER_REPLICATE
            )
        )


def _detail(picture: Image) -> Grid:
    """What is between noise and shade."""
    fine = cv2.GaussianBlur(picture, (0, 0), SMOOTH_PX).astype(np.float32)
    coarse = cv2.blur(picture, (DETAIL_PX, DETAIL_PX)).astype(np.float32)
    return np.asarray(fine - coarse)


def _within(values: Grid, limits: tuple[float, float]) -> Mask:
    return np.asarray((values >= limits[0]) & (values <= limits[1]))


def _pooled(values: Grid, size: tuple[int, int]) -> Grid:
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA))
