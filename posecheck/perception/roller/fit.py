"""Fitting a cylinder to the picture's own edges, at full resolution.

The network's marks are coarse: 4 of its pixels are 10 to 20 of the frame's. Where they end, the
picture shows an edge; a cylinder on the floor is moved until its outline lies on these edges
(as in Harris' RAPID tracker, 1990). What the body hides gives no edge and has no say. How the
camera is tilted is known in part only: it is moved too, for a wrong tilt turns the axis in the
picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.perception.roller.network import MARK_PX, Finding
from posecheck.perception.roller.perspective import Camera, Cylinder, azimuth_of

Array = NDArray[np.float64]

ROUNDS = 5
"""More are no better."""

REACH = 0.45
"""Edges are looked for up to this far from the outline, in radii; half of it in later rounds."""

SHORTEST_REACH = 2.5
"""Pixels: with fewer an edge cannot be told from what is beside it."""

SPACING = 0.12
"""Between two places on the outline, in radii."""

INSIDE, OUTSIDE = 0.4, 0.5
"""An edge counts where the marks are over the one just inside and under the other outside."""

MARKED = 0.5
"""From here on a place is more likely roller than not."""

EDGE_SIGMA = 0.08
"""How well an edge is placed, in radii; and one pixel."""

PRIOR_NEAR, PRIOR_RADIUS, PRIOR_LENGTH = 0.4, 0.2, 0.3
"""How well the network gives the near end (in radii), the radius and the length (as shares)."""

PRIOR_FAR = (2.0, 1.0)
"""How well it gives the far end, in radii, along the axis and across."""

TILT_ERROR_DEG = 8.0
"""How well the camera's pitch and roll are known. The reading of someone lying tells the pitch of
rendered pictures to 4 degrees (68 % of 748); it never saw real ones, and when nobody lies the pitch
is guessed. Of 8, 12 and 15 this was best on 14 photos."""

LEAST_ERROR_DEG = 2.0
"""The azimuth is never taken to be known better than that."""

FEWEST_EDGES = 8
"""With fewer the network's own answer stands."""

LEAST_COVERED = 0.5
"""Share of the marks within the cylinder that the network's ends stand for. With less they
contradict the marks, and the marks are right more often, unless somebody lies on the roller: then
they are of two pieces. (Of 23 such rendered rollers the axis was 11 degrees off by the ends, 2 by
the marks; of 11 lain on 11 and 17.)"""

FEWEST_MARKS, LEAST_ELONGATED = 8, 2.0
"""Places that are marked, and how much longer than wide they must lie, to tell an axis."""

STEPS = np.array([0.5, 0.5, 0.5, 1.0, 0.02, 1.0, 1.0])
"""For the slopes: pixels, pixels, pixels, degrees, share of the length, degrees, degrees."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Attributes:
    cylinder: where it came to lie.
    azimuth_error_deg: how far off its azimuth may be, from the edges and the network's own.
    camera: tilted as fits the edges best.
    ends: (2, 2) the axis' ends in pixels, the nearer one first.
    edges: how many edges it rests on.
    """

    cylinder: Cylinder
    azimuth_error_deg: float
    camera: Camera
    ends: Array
    edges: int


def fitted(
    image: NDArray[np.uint8],
    finding: Finding,
    camera: Camera,
    *,
    lain_on: bool,
    tilt_error_deg: float = TILT_ERROR_DEG,
) -> Fit:
    """Fit a cylinder to the picture (H, W, 3), starting from what the network found.

    Args:
        lain_on: whether somebody lies on it and hides its middle.
        tilt_error_deg: how well the camera's pitch and roll are known.
    """
    guess, ends = _start(finding, camera, lain_on)
    start = _Placing(guess, camera)
    smooth = _soft(image, guess)
    prior = np.array(
        [
            PRIOR_NEAR * guess.radius_px,
            PRIOR_NEAR * guess.radius_px,
            PRIOR_RADIUS * guess.radius_px,
            max(finding.turn_error_deg, LEAST_ERROR_DEG),
            PRIOR_LENGTH,
            tilt_error_deg,
            tilt_error_deg,
        ]
    )
    to_far = _frame_along(ends) / (np.array(PRIOR_FAR)[:, None] * guess.radius_px)
    moved, edges, information = np.zeros(len(STEPS)), 0, np.diag(prior**-2.0)
    for k in range(ROUNDS):
        placed, tilted = start.moved(moved)
        reach = max(REACH * placed.radius_px / (1 if k == 0 else 2), SHORTEST_REACH)
        found = _edges(smooth, finding, placed, tilted, reach)
        edges = len(found)
        if edges < FEWEST_EDGES:
            break

        def off(moved: Array, found: Array = found) -> Array:
            """Of each edge, and of the far end: pixels, standard deviations."""
            cylinder, camera = start.moved(moved)
            far_off = to_far @ (cylinder.ends(camera)[1] - ends[1])
            return np.concatenate([_inward(found, cylinder, camera)[0], far_off])

        now = off(moved)
        slopes = np.stack(
            [(off(moved + step) - now) / STEPS[i] for i, step in enumerate(np.diag(STEPS))], axis=1
        )
        sigma = EDGE_SIGMA * placed.radius_px + 1.0
        weight = 1.0 / sigma**2 / (1.0 + (now / (2 * sigma)) ** 2)
        # neighbours on one line err together: they count as one for each half radius
        weight = weight * min(1.0, SPACING / 0.5)
        weight[edges:] = 1.0
        information = np.diag(prior**-2.0) + (slopes * weight[:, None]).T @ slopes
        push = (slopes * weight[:, None]).T @ now + moved / prior**2
        moved = start.possible(moved - np.linalg.solve(information, push))
    error = math.sqrt(np.linalg.inv(information)[3, 3])
    if not moved.any():
        return Fit(guess, error, camera, ends, edges)
    cylinder, tilted = start.moved(moved)
    return Fit(cylinder, error, tilted, cylinder.ends(tilted), edges)


@dataclass(frozen=True, eq=False)
class _Placing:
    """From where, and how, cylinder and camera are moved: by near end (2), radius, azimuth,
    logarithm of the length, pitch and roll."""

    cylinder: Cylinder
    camera: Camera

    def moved(self, by: Array) -> tuple[Cylinder, Camera]:
        start = self.cylinder
        cylinder = Cylinder(
            start.near + by[:2],
            start.radius_px + float(by[2]),
            start.azimuth_deg + float(by[3]),
            start.length * math.exp(by[4]),
        )
        return cylinder, self.camera.tilted(by[5], by[6])

    def possible(self, by: Array) -> Array:
        """The nearest move to ``by`` that leaves a cylinder seen from above the floor."""
        by = by.copy()
        by[2] = max(by[2], 1.0 - self.cylinder.radius_px)
        by[4] = np.clip(by[4], -1.5, 1.5)
        by[5:] = np.clip(by[5:], -30.0, 30.0)
        return by


def _start(finding: Finding, camera: Camera, lain_on: bool) -> tuple[Cylinder, Array]:
    """The cylinder to start from and its ends (2, 2): the network's, unless the marks of a roller
    that nobody lies on contradict them."""
    guess = _from_ends(finding, camera)
    if not lain_on and _covered(finding, guess, camera) < LEAST_COVERED:
        from_marks = _from_marks(finding, camera)
        if from_marks is not None:
            return from_marks
    return guess, finding.ends


def _from_ends(finding: Finding, camera: Camera) -> Cylinder:
    """The cylinder that the network's answer stands for."""
    near, far = finding.ends
    radius = max(finding.diameter_px / 2, 1.0)
    guess = Cylinder(near, radius, finding.azimuth_deg, 1.0)
    # as long as makes the far end fall nearest to the network's
    lengths = np.linspace(2.0, 20.0, 73)
    start, _, axis = guess.caps(camera)
    reached = camera.project(start + lengths[:, None] * axis)
    best = int(np.argmin(np.linalg.norm(reached - far, axis=1)))
    return replace(guess, length=float(lengths[best]))


def _covered(finding: Finding, cylinder: Cylinder, camera: Camera) -> float:
    """Share of the marks that lie within the cylinder's outline, 0..1."""
    corners = cylinder.outline(camera) @ finding.to_picture[:, :2].T + finding.to_picture[:, 2]
    within = np.zeros(finding.marks.shape, np.uint8)
    cv2.fillConvexPoly(within, np.round((corners + 0.5) / MARK_PX - 0.5).astype(np.int32), 1)
    marks = np.where(finding.marks > MARKED, finding.marks, 0.0)
    return float((marks * within).sum() / max(marks.sum(), 1e-6))


def _from_marks(finding: Finding, camera: Camera) -> tuple[Cylinder, Array] | None:
    """The cylinder that the marks stand for, by their first and second moments, and its ends."""
    y, x = np.nonzero(finding.marks > MARKED)
    if len(x) < FEWEST_MARKS:
        return None
    places = np.stack([x, y], 1) * MARK_PX + (MARK_PX - 1) / 2
    places = (places - finding.to_picture[:, 2]) / finding.to_picture[0, 0]
    middle = places.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov(places.T))
    if spread[1] < LEAST_ELONGATED**2 * spread[0]:
        return None
    radius = max(math.sqrt(3 * spread[0]), 1.0)  # of a strip evenly marked
    along = (places - middle) @ axes[:, 1]
    inwards = np.array([0.5 * radius, -0.5 * radius])  # the outline's end is the cap's rim
    ends = middle + (np.array([along.min(), along.max()]) + inwards)[:, None] * axes[:, 1]
    below = camera.rays(ends) @ camera.gravity
    ends = ends if below[0] >= below[1] else ends[::-1].copy()
    azimuth = azimuth_of(ends, camera)
    if math.isnan(azimuth):
        azimuth = finding.azimuth_deg
    length = max(float(np.linalg.norm(ends[1] - ends[0])) / radius, 2.0)
    return Cylinder(ends[0], radius, azimuth, length), ends


def _frame_along(ends: Array) -> Array:
    """(2, 2) unit vectors along the axis and across."""
    way = ends[1] - ends[0]
    along = way / max(float(np.linalg.norm(way)), 1e-6)
    return np.array([along, [-along[1], along[0]]])


def _soft(image: NDArray[np.uint8], guess: Cylinder) -> NDArray[np.float32]:
    """The picture a little blurred: noise makes edges too."""
    blurred = cv2.GaussianBlur(image, (0, 0), max(0.6, 0.06 * guess.radius_px))
    return np.asarray(blurred, np.float32)


def _places(cylinder: Cylinder, camera: Camera) -> Array:
    """(n, 2) places along the outline at even distances."""
    corners = cylinder.outline(camera)
    closed = np.concatenate([corners, corners[:1]])
    lengths = np.linalg.norm(np.diff(closed, axis=0), axis=1)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    count = int(np.clip(reached[-1] / (SPACING * cylinder.radius_px), 16, 240))
    at = np.linspace(0, reached[-1], count, endpoint=False)
    return np.column_stack([np.interp(at, reached, closed[:, i]) for i in (0, 1)])


def _inward(points: Array, cylinder: Cylinder, camera: Camera) -> tuple[Array, Array]:
    """(n,) pixels from the outline inwards to each point, negative outside, and (n, 2) unit
    vectors inwards. The outline is convex: the nearest of its sides decides."""
    corners = cylinder.outline(camera)
    sides = np.concatenate([corners[1:], corners[:1]]) - corners
    lengths = np.maximum(np.hypot(sides[:, 0], sides[:, 1]), 1e-9)
    normals = np.stack([-sides[:, 1], sides[:, 0]], axis=1) / lengths[:, None]
    middle = corners.mean(axis=0)
    longest = int(np.argmax(lengths))  # all sides go the same way round
    normals *= np.sign(normals[longest] @ (middle - corners[longest]))
    depth = points @ normals.T - (corners * normals).sum(-1)
    nearest = np.argmin(depth, axis=1)
    return depth[np.arange(len(points)), nearest], normals[nearest]


def _edges(
    image: NDArray[np.float32],
    finding: Finding,
    cylinder: Cylinder,
    camera: Camera,
    reach: float,
) -> Array:
    """(n, 2) places of the picture's edges beside the outline, where roller ends."""
    places = _places(cylinder, camera)
    normals = -_inward(places, cylinder, camera)[1]
    span = MARK_PX / finding.to_picture[0, 0]
    inside = _marked(finding, places - 0.75 * span * normals)
    outside = _marked(finding, places + 0.75 * span * normals)
    shows = (inside > INSIDE) & (outside < OUTSIDE)
    places, normals = places[shows], normals[shows]
    if not len(places):
        return places
    steps = np.arange(-reach, reach + 0.25, 0.5)
    samples = places[:, None] + steps[None, :, None] * normals[:, None]
    colours = cv2.remap(
        image,
        samples[..., 0].astype(np.float32),
        samples[..., 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    contrast = np.abs(colours[:, 2:] - colours[:, :-2]).sum(-1)
    likely = contrast * np.exp(-((steps[1:-1] / reach) ** 2))
    best = np.argmax(likely, axis=1)
    rows = np.arange(len(places))
    clear = likely[rows, best] > 1.5 * np.median(contrast, axis=1) + 6.0
    return np.asarray((places + steps[1:-1][best, None] * normals)[clear])


def _marked(finding: Finding, places: Array) -> NDArray[np.float32]:
    """(n,) the marks at places of the frame, 0 outside."""
    at = places @ finding.to_picture[:, :2].T + finding.to_picture[:, 2]
    at = ((at + 0.5) / MARK_PX - 0.5).astype(np.float32)
    found = cv2.remap(
        finding.marks,
        at[None, :, 0],
        at[None, :, 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=0.0,
    )
    return np.asarray(found[0], np.float32)
