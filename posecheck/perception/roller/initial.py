"""The cylinder from which the fit starts: from the network's ends, or from its heatmap."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from posecheck.geometry import Array, wrap_axis_degrees
from posecheck.perception.crop import to_crop, to_frame
from posecheck.perception.roller.network import CELL_PX, Detection
from posecheck.perception.roller.perspective import Camera, Cylinder, axis_azimuth

ROLLER_THRESHOLD = 0.5
"""Heatmap value from which a cell is more likely roller than not."""

MIN_COVERED = 0.5
"""Share of the heatmap within the cylinder of the network's ends. With less the two contradict
each other, and the heatmap is right more often, unless somebody lies on the roller: then it shows
two pieces. (Of 23 such rendered rollers the axis was 11 degrees off by the ends, 2 by the heatmap;
of 11 with somebody on it 11 and 17.)"""

MIN_CELLS = 8
"""Least number of roller cells from which the heatmap gives an axis."""

MIN_ELONGATION = 2.0
"""Length over width of the roller cells, at least, for them to give an axis."""

LENGTHS = np.linspace(2.0, 20.0, 73)
"""Lengths of a cylinder that are tried, in radii."""

LENGTH_ROUNDS = 6
"""Rounds in which the length is found from the azimuth and the azimuth from the length. After these
both stay as they are."""

MIN_LENGTH = 2.0
"""Least length of a cylinder from the heatmap, in radii."""


def initial_cylinder(
    detection: Detection, camera: Camera, *, under_body: bool
) -> tuple[Cylinder, Array]:
    """The cylinder from which the fit starts, and the ends of its axis.

    They are the network's, unless the heatmap of a roller that nobody lies on contradicts them.

    Returns
    -------
    Cylinder
        As it lies on the floor.
    Array
        (2, 2) pixels of the frame, the nearer end first. The network's far end need not be that of
        the cylinder.
    """
    guess = _cylinder_from_ends(detection, camera)
    if not under_body and _covered_share(detection, guess, camera) < MIN_COVERED:
        from_heatmap = _cylinder_from_heatmap(detection, camera)
        if from_heatmap is not None:
            return from_heatmap
    return guess, detection.ends


def _cylinder_from_ends(detection: Detection, camera: Camera) -> Cylinder:
    """The cylinder of the network's nearer end, diameter and azimuth.

    Its length is the one with which its far end is nearest to the network's. The network's azimuth
    is from the line of sight to the middle, which depends on the length.
    """
    near, far = detection.ends
    radius = max(detection.diameter_px / 2, 1.0)
    guess = Cylinder(near, radius, detection.azimuth_deg, 1.0)
    between_deg = camera.bearing_deg((near + far) / 2) - camera.bearing_deg(near)
    for _ in range(LENGTH_ROUNDS):
        guess = replace(guess, azimuth_deg=wrap_axis_degrees(detection.azimuth_deg + between_deg))
        start, _, axis = guess.caps(camera)
        far_ends = camera.project(start + LENGTHS[:, None] * axis)
        best = int(np.argmin(np.linalg.norm(far_ends - far, axis=1)))
        guess = replace(guess, length=float(LENGTHS[best]))
        between_deg = guess.between_sights_deg(camera)
    return guess


def _covered_share(detection: Detection, cylinder: Cylinder, camera: Camera) -> float:
    """Share of the heatmap's roller that lies within the cylinder's outline, 0..1."""
    corners = to_crop(detection.crop_from_frame, cylinder.outline(camera))
    within = np.zeros(detection.heatmap.shape, np.uint8)
    cv2.fillConvexPoly(within, np.round((corners + 0.5) / CELL_PX - 0.5).astype(np.int32), 1)
    roller = np.where(detection.heatmap > ROLLER_THRESHOLD, detection.heatmap, 0.0)
    return float((roller * within).sum() / max(roller.sum(), 1e-6))


def _cylinder_from_heatmap(detection: Detection, camera: Camera) -> tuple[Cylinder, Array] | None:
    """The cylinder of the heatmap's roller cells, and the ends of its axis.

    The axis is the main axis of the cells (principal component). None when they are too few or not
    elongated.
    """
    y, x = np.nonzero(detection.heatmap > ROLLER_THRESHOLD)
    if len(x) < MIN_CELLS:
        return None
    places = np.asarray(np.stack([x, y], 1) * CELL_PX + (CELL_PX - 1) / 2, float)
    places = to_frame(detection.crop_from_frame, places)
    middle = places.mean(axis=0)
    variances, axes = np.linalg.eigh(np.cov(places.T))
    if variances[1] < MIN_ELONGATION**2 * variances[0]:
        return None
    # a uniform strip of half width r has the variance r^2 / 3 across; a thin line's may come out
    # below 0
    radius = max(math.sqrt(3 * max(variances[0], 0.0)), 1.0)
    along = (places - middle) @ axes[:, 1]
    # the end of the outline is the rim of the cap, not its middle
    inwards = np.array([0.5 * radius, -0.5 * radius])
    ends = middle + (np.array([along.min(), along.max()]) + inwards)[:, None] * axes[:, 1]
    below = camera.rays(ends) @ camera.gravity
    ends = ends if below[0] >= below[1] else ends[::-1].copy()
    azimuth = axis_azimuth(ends, camera)
    if math.isnan(azimuth):
        bearing = camera.bearing_deg(ends.mean(axis=0))
        azimuth = detection.azimuth_deg + bearing - camera.bearing_deg(ends[0])
    length = max(float(np.linalg.norm(ends[1] - ends[0])) / radius, MIN_LENGTH)
    return Cylinder(ends[0], radius, azimuth, length), ends
