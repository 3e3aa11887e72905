"""Fitting a cylinder to the picture's own edges, at full resolution.

The network's marks are coarse: 4 of its pixels are 10 to 20 of the frame's. Where they end, the
picture shows an edge; a cylinder on the floor is moved until its outline lies on these edges
(as in Harris' RAPID tracker, 1990). What the body hides gives no edge and has no say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.roller.network import MARK_PX, Finding
from posecheck.roller.perspective import Camera, Cylinder

Array = NDArray[np.float64]

ROUNDS = 4
"""The outline moves less than a tenth of a pixel afterwards."""

REACH = 0.45
"""Edges are looked for up to this far from the outline, in radii; half of it in later rounds."""

SPACING = 0.12
"""Between two places on the outline, in radii."""

INSIDE, OUTSIDE = 0.5, 0.4
"""An edge counts where the marks are over the one just inside and under the other outside."""

EDGE_SIGMA = 0.08
"""How well an edge is placed, in radii; and one pixel."""

PRIOR_NEAR, PRIOR_RADIUS, PRIOR_LENGTH = 0.4, 0.2, 0.3
"""How well the network gives the near end (in radii), the radius and the length (as shares)."""

FEWEST_EDGES = 8
"""With fewer the network's own answer stands."""

STEPS = np.array([0.5, 0.5, 0.5, 1.0, 0.02])
"""For the slopes: pixels, pixels, pixels, degrees, share of the length."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Attributes:
    cylinder: where it came to lie.
    azimuth_error_deg: how far off its azimuth may be, from the edges and the network's own.
    edges: how many edges it rests on.
    """

    cylinder: Cylinder
    azimuth_error_deg: float
    edges: int


def first_guess(finding: Finding, camera: Camera) -> Cylinder:
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


def fitted(image: NDArray[np.uint8], finding: Finding, camera: Camera) -> Fit:
    """Fit a cylinder to the picture (H, W, 3), starting from what the network found."""
    guess = first_guess(finding, camera)
    smooth = _soft(image, guess)
    start = _values(guess)
    prior = np.array(
        [
            PRIOR_NEAR * guess.radius_px,
            PRIOR_NEAR * guess.radius_px,
            PRIOR_RADIUS * guess.radius_px,
            max(finding.turn_error_deg, 2.0),
            PRIOR_LENGTH,
        ]
    )
    values, edges = start, 0
    information = np.diag(prior**-2.0)
    for k in range(ROUNDS):
        cylinder = _cylinder(values, guess)
        reach = REACH * cylinder.radius_px / (1 if k == 0 else 2)
        found = _edges(smooth, finding, cylinder, camera, reach)
        edges = len(found)
        if edges < FEWEST_EDGES:
            break
        distance, _ = _inward(found, cylinder, camera)
        slopes = np.stack(
            [
                (_inward(found, _cylinder(values + step, guess), camera)[0] - distance) / step[i]
                for i, step in enumerate(np.diag(STEPS))
            ],
            axis=1,
        )
        sigma = EDGE_SIGMA * cylinder.radius_px + 1.0
        weight = 1.0 / sigma**2 / (1.0 + (distance / (2 * sigma)) ** 2)
        # neighbours on one line err together: they count as one for each half radius
        weight = weight * min(1.0, SPACING / 0.5)
        information = np.diag(prior**-2.0) + (slopes * weight[:, None]).T @ slopes
        push = (slopes * weight[:, None]).T @ distance + (values - start) / prior**2
        values = values - np.linalg.solve(information, push)
        values[2] = max(values[2], 1.0)
        values[4] = np.clip(values[4], -1.5, 1.5)
    error = float(np.sqrt(np.linalg.inv(information)[3, 3]))
    return Fit(_cylinder(values, guess), error, edges)


def _values(cylinder: Cylinder) -> Array:
    return np.array([*cylinder.near, cylinder.radius_px, cylinder.azimuth_deg, 0.0])


def _cylinder(values: Array, guess: Cylinder) -> Cylinder:
    length = guess.length * float(np.exp(values[4]))
    return Cylinder(values[:2], float(values[2]), float(values[3]), length)


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
    sides = np.roll(corners, -1, axis=0) - corners
    sides = sides / np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-9)
    normals = np.column_stack([-sides[:, 1], sides[:, 0]])
    normals *= np.sign((normals * (corners.mean(axis=0) - corners)).sum(-1, keepdims=True))
    depth = ((points[:, None] - corners) * normals).sum(-1)
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
