"""Find the image's edges beside the outline of a cylinder, where the roller ends."""

from __future__ import annotations

import math
from collections.abc import Sequence

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

    Only the part about the places that are asked for is blurred.

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
        self._image, self._sigma = image, sigma / shrunk
        self._slack = math.ceil(cylinder.radius_px / shrunk)
        self._scale = np.array(small) / (width, height)
        self._low = self._high = np.zeros(2, int)
        self._values = np.empty((0, 0, 3), np.float32)

    def sample(self, places: Array) -> NDArray[np.float32]:
        """(n, m, 3) colours at places (n, m, 2) in pixels of the frame."""
        at = ((places + 0.5) * self._scale - 0.5).astype(np.float32)
        self._blur_about(at)
        at -= self._low.astype(np.float32)
        values = cv2.remap(
            self._values,
            at[..., 0],
            at[..., 1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(values, np.float32)

    def _blur_about(self, at: NDArray[np.float32]) -> None:
        """Blur the part of the image that is read at places (n, m, 2), and some more about it.

        The fit moves the cylinder a little: then the part is large enough the next time, too.
        """
        last = np.array(self._image.shape[1::-1]) - 1
        low = np.clip(np.floor(at.min(axis=(0, 1))), 0, last).astype(int)
        high = np.clip(np.floor(at.max(axis=(0, 1))) + 1, 0, last).astype(int) + 1
        if (low >= self._low).all() and (high <= self._high).all():
            return
        self._low = np.maximum(low - self._slack, 0)
        self._high = np.minimum(high + self._slack, last + 1)
        # beyond this many standard deviations the blur reads nothing
        margin = math.ceil(4 * self._sigma) + 1
        (left, top), (right, bottom) = np.maximum(self._low - margin, 0), self._high + margin
        blurred = cv2.GaussianBlur(self._image[top:bottom, left:right], (0, 0), self._sigma)
        (x1, y1), (x2, y2) = self._low - (left, top), self._high - (left, top)
        self._values = np.asarray(blurred[y1:y2, x1:x2], np.float32)


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
    outline = cylinder.outline(camera)
    places = _sample_outline(outline, SPACING * cylinder.radius_px)
    normals = -_inward_normals(places, outline)
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


def depth_in_outlines(points: Array, outlines: Sequence[Array]) -> Array:
    """How deep points are inside convex outlines.

    Parameters
    ----------
    points
        (n, 2) pixels.
    outlines
        k of (m, 2) corners each, in order.

    Returns
    -------
    Array
        (k, n) pixels, negative outside: the depth from the nearest of an outline's sides.
    """
    depth, _ = _depth_from_sides(points, outlines)
    return np.asarray(depth.min(axis=2))


def _inward_normals(points: Array, outline: Array) -> Array:
    """(n, 2) the unit vector inwards, from the outline's side that is nearest to each point."""
    depth, normals = _depth_from_sides(points, [outline])
    return np.asarray(normals[0][np.argmin(depth[0], axis=1)])


def _depth_from_sides(points: Array, outlines: Sequence[Array]) -> tuple[Array, Array]:
    """How deep points are behind each side of convex outlines, and the sides' normals.

    Returns
    -------
    Array
        (k, n, m) pixels; infinite for sides that an outline does not have.
    Array
        (k, m, 2) unit vectors inwards.
    """
    counts = np.array([len(outline) for outline in outlines])
    sides = np.arange(counts.max())
    # an outline with fewer corners than another one repeats its first
    corners = np.array([each[np.where(sides < len(each), sides, 0)] for each in outlines])
    along = np.concatenate([corners[:, 1:], corners[:, :1]], axis=1) - corners
    lengths = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-9)
    normals = np.stack([-along[..., 1], along[..., 0]], axis=2) / lengths[..., None]
    # all sides go round in one direction: the longest tells which normals point inwards
    each, longest = np.arange(len(corners)), np.argmax(lengths, axis=1)
    inwards = corners.mean(axis=1) - corners[each, longest]
    normals *= np.sign((normals[each, longest] * inwards).sum(axis=1))[:, None, None]
    depth = points @ normals.transpose(0, 2, 1) - (corners * normals).sum(axis=2)[:, None]
    depth[np.broadcast_to((sides >= counts[:, None])[:, None], depth.shape)] = np.inf
    return depth, normals


def _sample_outline(corners: Array, spacing_px: float) -> Array:
    """(n, 2) places on the outline with these corners at even distances, in pixels."""
    closed = np.concatenate([corners, corners[:1]])
    lengths = np.linalg.norm(np.diff(closed, axis=0), axis=1)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
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
