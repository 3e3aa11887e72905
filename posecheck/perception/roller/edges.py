"""Find the image's edges beside the outline of a cylinder, where the roller ends."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array
from posecheck.perception.crop import Image, to_crop
from posecheck.perception.roller.network import CELL_PX, Detection
from posecheck.perception.roller.perspective import Camera, Cylinder

SPACING = 0.12
"""Distance of two places on the outline, in radii of the roller."""

MIN_PLACES = 16
"""Least number of places on an outline."""

MAX_PLACES = 240
"""Greatest number of places on an outline."""

STEP_PX = 0.5
"""Distance of the samples across the outline, in pixels."""

HEATMAP_STEP = 0.75
"""How far from the outline the heatmap is read, inside and outside, in cells of the heatmap."""

INSIDE = 0.4
"""Least heatmap value just inside the outline at a place where the roller ends."""

OUTSIDE = 0.5
"""Greatest heatmap value just outside the outline at such a place."""

CONTRAST_TIMES = 1.5
"""Least contrast of an edge, weighted by its distance from the outline: this many times the median
contrast along its samples, plus MIN_CONTRAST."""

MIN_CONTRAST = 6.0
"""Added to that, in grey levels summed over three channels."""

BLUR = 0.06
"""Standard deviation of the blur before edges are searched, in radii: noise makes edges too."""

MIN_BLUR_PX = 0.6
"""Least standard deviation of the blur, in pixels."""

MAX_BLUR_PX = 4.0
"""Greatest one: a larger image is made smaller first. Blurring 50 megapixels by 20 pixels takes ten
seconds."""


class BlurredImage:
    """The image slightly blurred, for a cylinder of that size.

    Parameters
    ----------
    image
        (H, W, 3) RGB, the frame.
    cylinder
        Roughly as it lies.
    """

    def __init__(self, image: Image, cylinder: Cylinder) -> None:
        sigma = max(MIN_BLUR_PX, BLUR * cylinder.radius_px)
        shrunk = max(1, math.ceil(sigma / MAX_BLUR_PX))
        height, width = image.shape[:2]
        small = (max(1, width // shrunk), max(1, height // shrunk))
        if shrunk > 1:
            image = np.asarray(cv2.resize(image, small, interpolation=cv2.INTER_AREA), np.uint8)
        self._scale = np.array(small) / (width, height)
        self._values = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma / shrunk), np.float32)

    def sample(self, places: Array) -> NDArray[np.float32]:
        """(n, m, 3) colours at places (n, m, 2) in pixels of the frame."""
        at = ((places + 0.5) * self._scale - 0.5).astype(np.float32)
        values = cv2.remap(
            self._values,
            at[..., 0],
            at[..., 1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(values, np.float32)


def find_edges(
    image: BlurredImage,
    detection: Detection,
    cylinder: Cylinder,
    camera: Camera,
    reach: float,
) -> Array:
    """The image's edges beside the outline, at the places where the roller ends.

    At each place of the outline the image is sampled across it. The edge is the sample with the
    highest contrast, weighted by a Gaussian of its distance from the outline.

    Parameters
    ----------
    image
        The frame.
    detection
        Its heatmap says where the roller ends. A place where the body hides it has no edge.
    cylinder, camera
        Where the outline is now.
    reach
        The samples reach up to this distance from the outline, in pixels.

    Returns
    -------
    Array
        (n, 2) pixels.
    """
    places = _sample_outline(cylinder, camera)
    normals = -depth_in_outline(places, cylinder, camera)[1]
    distance = HEATMAP_STEP * (CELL_PX / detection.crop_from_frame[0, 0])
    inside = _sample_heatmap(detection, places - distance * normals)
    outside = _sample_heatmap(detection, places + distance * normals)
    ends = (inside > INSIDE) & (outside < OUTSIDE)
    places, normals = places[ends], normals[ends]
    if not len(places):
        return places
    steps = np.arange(-reach, reach + STEP_PX / 2, STEP_PX)
    samples = places[:, None] + steps[None, :, None] * normals[:, None]
    colours = image.sample(samples)
    contrast = np.abs(colours[:, 2:] - colours[:, :-2]).sum(-1)
    likely = contrast * np.exp(-((steps[1:-1] / reach) ** 2))
    best = np.argmax(likely, axis=1)
    rows = np.arange(len(places))
    clear = likely[rows, best] > CONTRAST_TIMES * np.median(contrast, axis=1) + MIN_CONTRAST
    return np.asarray((places + steps[1:-1][best, None] * normals)[clear])


def depth_in_outline(points: Array, cylinder: Cylinder, camera: Camera) -> tuple[Array, Array]:
    """How deep points are inside the cylinder's outline.

    The outline is convex, so the nearest of its sides gives the depth.

    Parameters
    ----------
    points
        (n, 2) pixels.

    Returns
    -------
    Array
        (n,) pixels, negative outside.
    Array
        (n, 2) unit vectors inwards.
    """
    corners = cylinder.outline(camera)
    sides = np.concatenate([corners[1:], corners[:1]]) - corners
    lengths = np.maximum(np.hypot(sides[:, 0], sides[:, 1]), 1e-9)
    normals = np.stack([-sides[:, 1], sides[:, 0]], axis=1) / lengths[:, None]
    middle = corners.mean(axis=0)
    # all sides go round in one direction: the longest tells which normals point inwards
    longest = int(np.argmax(lengths))
    normals *= np.sign(normals[longest] @ (middle - corners[longest]))
    depth = points @ normals.T - (corners * normals).sum(-1)
    nearest = np.argmin(depth, axis=1)
    return depth[np.arange(len(points)), nearest], normals[nearest]


def _sample_outline(cylinder: Cylinder, camera: Camera) -> Array:
    """(n, 2) places on the outline at even distances, in pixels."""
    corners = cylinder.outline(camera)
    closed = np.concatenate([corners, corners[:1]])
    lengths = np.linalg.norm(np.diff(closed, axis=0), axis=1)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    spacing_px = SPACING * cylinder.radius_px
    count = int(np.clip(reached[-1] / spacing_px, MIN_PLACES, MAX_PLACES))
    at = np.linspace(0, reached[-1], count, endpoint=False)
    return np.column_stack([np.interp(at, reached, closed[:, i]) for i in (0, 1)])


def _sample_heatmap(detection: Detection, places: Array) -> NDArray[np.float32]:
    """(n,) the heatmap at places (n, 2) of the frame; 0 outside it."""
    at = to_crop(detection.crop_from_frame, places)
    at = ((at + 0.5) / CELL_PX - 0.5).astype(np.float32)
    values = cv2.remap(
        detection.heatmap,
        at[None, :, 0],
        at[None, :, 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=0.0,
    )
    return np.asarray(values[0], np.float32)
