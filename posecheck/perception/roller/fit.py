"""Fit a cylinder on the floor to the image's edges, at full resolution.

The network's heatmap is coarse: one cell is 10 to 20 pixels of the frame. The fit makes it precise
(as Harris' RAPID tracker, 1990), in these steps:

1. Start with the cylinder of the network's ends (:mod:`posecheck.perception.roller.initial`).
2. Find the image's edges beside its outline, where the heatmap says that the roller ends
   (:mod:`posecheck.perception.roller.edges`). Where the body hides the roller there is no edge.
3. Move the cylinder so that its outline lies on these edges: one Gauss-Newton step, robust against
   wrong edges, with the network's estimate and its expected errors as a prior. The camera's tilt
   is only known roughly, and a wrong tilt turns the axis in the image, so it is moved too.
4. Repeat from 2 with the moved cylinder.

The least squares' own expected error of the azimuth tells less about how far the turn is off than
the network's does (rank correlation 0.11 and 0.15, 260 rendered rollers): it is not given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.geometry import Array
from posecheck.perception.crop import Image
from posecheck.perception.roller.edges import (
    SPACING,
    BlurredImage,
    depth_in_outlines,
    find_edges,
)
from posecheck.perception.roller.initial import initial_cylinder
from posecheck.perception.roller.network import Detection
from posecheck.perception.roller.perspective import Camera, Cylinder, project_all

ROUNDS = 5
"""Steps of the fit. More do not improve it."""

REACH = 0.45
"""Edges are searched up to this distance from the outline, in radii; half of it after the first
round."""

MIN_REACH_PX = 2.5
"""Least such distance, in pixels: with fewer samples an edge cannot be told from what is beside
it."""

MIN_EDGES = 8
"""With fewer edges the network's own estimate stands."""

EDGE_SIGMA = 0.08
"""Standard deviation of an edge's place, in radii; EDGE_SIGMA_PX is added."""

EDGE_SIGMA_PX = 1.0
"""See EDGE_SIGMA; in pixels."""

OUTLIER_SIGMAS = 2.0
"""An edge this many standard deviations off has half of the weight (Cauchy weight)."""

CORRELATION_LENGTH = 0.5
"""Neighbouring edges on one line have the same error: all edges within this distance, in radii,
count as one."""

PRIOR_NEAR = 0.4
"""Standard deviation of the network's near end, in radii."""

PRIOR_RADIUS = 0.2
"""Standard deviation of the network's radius, as a share of it."""

PRIOR_LENGTH = 0.3
"""Standard deviation of the logarithm of the network's length."""

PRIOR_FAR = (2.0, 1.0)
"""Standard deviations of the network's far end, in radii, along the axis and across it."""

TILT_ERROR_DEG = 8.0
"""Standard deviation of the camera's pitch and roll, in degrees. The reading of a person who lies
gives the pitch of rendered images to 4 degrees (68 % of 748). It never saw real ones, and when
nobody lies the pitch is only assumed. Of 8, 12 and 15 this was best on 14 photos."""

MIN_AZIMUTH_ERROR_DEG = 2.0
"""Least standard deviation of the network's azimuth, in degrees."""

STEPS = np.array([0.5, 0.5, 0.5, 1.0, 0.02, 1.0, 1.0])
"""Steps for the numerical derivatives by each of the seven parameters (see :class:`_Start`)."""

MIN_RADIUS_PX = 1.0
"""The cylinder's radius never becomes smaller, in pixels."""

MAX_LOG_LENGTH = 1.5
"""Largest change of the logarithm of the length."""

MAX_TILT_DEG = 30.0
"""Largest change of the camera's pitch and roll, in degrees."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted cylinder.

    Attributes
    ----------
    cylinder
        As it lies on the floor.
    camera
        With the tilt that fits the edges best.
    ends
        (2, 2) the ends of the axis in pixels, the nearer one first.
    """

    cylinder: Cylinder
    camera: Camera
    ends: Array


def fit_cylinder(
    image: Image,
    detection: Detection,
    camera: Camera,
    *,
    under_body: bool,
    tilt_error_deg: float = TILT_ERROR_DEG,
) -> Fit:
    """Fit a cylinder to the image's edges, starting from what the network detects.

    Parameters
    ----------
    image
        (H, W, 3) RGB, the frame.
    detection
        The network's.
    camera
        Roughly as it is tilted.
    under_body
        Whether somebody lies on the roller and hides its middle.
    tilt_error_deg
        Standard deviation of the camera's pitch and roll.
    """
    guess, ends = initial_cylinder(detection, camera, under_body=under_body)
    start = _Start(guess, camera, ends[1], _far_frame(ends, guess.radius_px))
    prior = _prior_sigmas(guess, detection, tilt_error_deg)
    blurred = BlurredImage(image, guess)
    moved = np.zeros(len(STEPS))
    for k in range(ROUNDS):
        cylinder, tilted = start.move(moved)
        reach = max(REACH * cylinder.radius_px / (1 if k == 0 else 2), MIN_REACH_PX)
        found = find_edges(blurred, detection, cylinder, tilted, reach)
        if len(found) < MIN_EDGES:
            break
        moved = _gauss_newton_step(start, found, moved, prior, cylinder.radius_px)
    if not moved.any():
        return Fit(guess, camera, ends)
    cylinder, tilted = start.move(moved)
    return Fit(cylinder, tilted, cylinder.ends(tilted))


@dataclass(frozen=True, eq=False)
class _Start:
    """The cylinder and the camera before the fit, and how the seven parameters move them.

    The parameters are x and y of the near end (pixels), radius (pixels), azimuth (degrees),
    logarithm of the length, pitch and roll of the camera (degrees). All are 0 at the start.

    Attributes
    ----------
    cylinder, camera
        Where the fit starts.
    far
        (2,) the far end of the axis in pixels, from the network or from its heatmap.
    far_frame
        (2, 2) takes an offset from ``far`` in pixels to standard deviations, along the axis and
        across it.
    """

    cylinder: Cylinder
    camera: Camera
    far: Array
    far_frame: Array

    def move(self, by: Array) -> tuple[Cylinder, Camera]:
        """The cylinder and the camera moved by the parameters (7,)."""
        start = self.cylinder
        cylinder = Cylinder(
            start.near + by[:2],
            start.radius_px + float(by[2]),
            start.azimuth_deg + float(by[3]),
            start.length * math.exp(by[4]),
        )
        return cylinder, self.camera.tilted(by[5], by[6])

    def clip(self, by: Array) -> Array:
        """The parameters (7,) limited to cylinders that are seen from above the floor."""
        by = by.copy()
        by[2] = max(by[2], MIN_RADIUS_PX - self.cylinder.radius_px)
        by[4] = np.clip(by[4], -MAX_LOG_LENGTH, MAX_LOG_LENGTH)
        by[5:] = np.clip(by[5:], -MAX_TILT_DEG, MAX_TILT_DEG)
        return by

    def residuals(self, by: Array, edges: Array) -> Array:
        """(k, n + 2) how far the cylinder is off the edges and off the far end.

        The first n are the edges' depths in the outline, in pixels. The last two are the offset of
        the far end along the axis and across it, in standard deviations.

        Parameters
        ----------
        by
            (k, 7) parameters, of k cylinders.
        edges
            (n, 2) pixels.
        """
        cylinders, cameras = zip(*(self.move(each) for each in by), strict=True)
        ends, outlines = project_all(cylinders, cameras)
        far_off = (ends[:, 1] - self.far) @ self.far_frame.T
        return np.concatenate([depth_in_outlines(edges, outlines), far_off], axis=1)


def _prior_sigmas(guess: Cylinder, detection: Detection, tilt_error_deg: float) -> Array:
    """Standard deviations (7,) of the fit's parameters, before the edges in the image are used.

    In the order of ``_Start.move``: the near end x and y and the radius in pixels, the azimuth in
    degrees, the length as a logarithm, and the two tilts of the camera in degrees.
    """
    return np.array(
        [
            PRIOR_NEAR * guess.radius_px,
            PRIOR_NEAR * guess.radius_px,
            PRIOR_RADIUS * guess.radius_px,
            max(detection.turn_error_deg, MIN_AZIMUTH_ERROR_DEG),
            PRIOR_LENGTH,
            tilt_error_deg,
            tilt_error_deg,
        ]
    )


def _gauss_newton_step(
    start: _Start, edges: Array, moved: Array, prior: Array, radius_px: float
) -> Array:
    """The parameters (7,) after one step.

    Parameters
    ----------
    edges
        (n, 2) pixels.
    moved
        (7,) the parameters before.
    prior
        (7,) their standard deviations.
    radius_px
        The cylinder's radius before.
    """
    now, *stepped = start.residuals(
        moved + np.vstack([np.zeros(len(STEPS)), np.diag(STEPS)]), edges
    )
    slopes = (np.array(stepped) - now).T / STEPS
    sigma = EDGE_SIGMA * radius_px + EDGE_SIGMA_PX
    weight = 1.0 / sigma**2 / (1.0 + (now / (OUTLIER_SIGMAS * sigma)) ** 2)
    weight = weight * min(1.0, SPACING / CORRELATION_LENGTH)
    weight[len(edges) :] = 1.0
    information = np.diag(prior**-2.0) + (slopes * weight[:, None]).T @ slopes
    gradient = (slopes * weight[:, None]).T @ now + moved / prior**2
    return start.clip(moved - np.linalg.solve(information, gradient))


def _far_frame(ends: Array, radius_px: float) -> Array:
    """(2, 2) see :class:`_Start`."""
    way = ends[1] - ends[0]
    along = way / max(float(np.linalg.norm(way)), 1e-6)
    axes = np.array([along, [-along[1], along[0]]])
    return axes / (np.array(PRIOR_FAR)[:, None] * radius_px)
