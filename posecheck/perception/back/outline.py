"""Find the outline of trunk and buttocks of a person who lies, to a fraction of a pixel.

MediaPipe's mask is coarse: one of its pixels is about 0.85 cm of the body. So the outline is found
in two steps. First, columns of samples perpendicular to the trunk give the place where the mask
ends. Then the lower outline is moved to the nearest edge of the image itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array

FINE_TRUNK_PX = 150.0
"""Lengths in fine pixels, below, are pixels of an image in which the trunk is at most this long.
In a larger image a fine pixel is several pixels: the mask becomes coarser with the trunk's
length."""

COLUMN_STEP = 1.0
"""Distance of the columns along the trunk, in fine pixels."""

DEPTH_STEP = 0.5
"""Distance of the samples in a column, in fine pixels."""

ALONG_LIMITS = (-0.5, 1.15)
"""First and last column, in trunk lengths along the trunk: 0 at the hips, 1 at the shoulders."""

DEPTH_LIMITS = (-0.6, 0.65)
"""First and last sample of a column, in trunk lengths below the line from hips to shoulders."""

MASK_EDGE = 0.5
"""Mask value at the outline: above it a pixel is more likely the person than not."""

MIN_TRUNK_PX = 25.0
"""A shorter trunk in the image has no usable outline."""

SEARCH = 4.0
"""The image's edge is searched up to this distance from the mask's edge, in fine pixels."""

SEARCH_SIGMA = 2.5
"""An edge at this distance from the mask's edge has 0.6 of the weight of one right at it (Gaussian
weight, in fine pixels)."""

MAX_SHIFT = 2.5
"""Largest shift of the outline, in fine pixels. It is only moved into the body: the mask includes
some of the shadow under a body, but hardly ever leaves out some of the body, and the shadow's lower
edge misleads."""

FULL_CONTRAST = 15.0
"""Contrast of an edge that is fully trusted, in grey levels per fine pixel, summed over three
channels; half of it is trusted a quarter. The noise of a camera, averaged as here, stays under
5."""

ENOUGH_TRUST = 0.25
"""Mean trust from which the outline makes the whole shift, 0..1; with less it makes a part of
it."""

EDGE_PX = 2.0
"""Nearer than this to the picture's edge, in pixels, the outline is where the picture ends and not
where the body does."""

AVERAGED_COLUMNS = 5
"""The image is averaged over this many columns before edges are searched."""

MOVED_COLUMNS = 13
"""The shift is averaged over this many columns: the underside of a body is smooth."""


@dataclass(frozen=True, eq=False)
class Outline:
    """The outline of the trunk, sampled in N columns perpendicular to the trunk.

    Attributes
    ----------
    share
        (N,) position of the columns along the trunk, 0 at the hips, 1 at the shoulders.
    lower, upper
        (N, 2) the outline towards the floor and away from it, in pixels of the frame; NaN where
        there is none.
    trunk_px
        Distance from hips to shoulders, in pixels.
    step_px
        Distance of the columns, in pixels.
    down
        (2,) unit vector in the image, perpendicular to the trunk, towards the floor.
    """

    share: Array
    lower: Array
    upper: Array
    trunk_px: float
    step_px: float
    down: Array


def find_outline(
    image: NDArray[np.uint8], mask: NDArray[np.float32], hip: Array, shoulder: Array
) -> Outline | None:
    """Find the outline of a person who lies.

    Parameters
    ----------
    image
        (H, W, 3) the frame.
    mask
        (h, w) how likely each pixel is the person, 0..1. It covers the whole frame.
    hip, shoulder
        (2,) the middle of the hips and of the shoulders, in pixels of the frame.

    Returns
    -------
    Outline or None
        None when the trunk is too short in the image.
    """
    trunk_px = float(np.linalg.norm(shoulder - hip))
    if not trunk_px > MIN_TRUNK_PX:
        return None
    along = (shoulder - hip) / trunk_px
    down = np.array([-along[1], along[0]])
    down = down if down[1] > 0 else -down
    fine_px = max(1.0, trunk_px / FINE_TRUNK_PX)
    step_px = COLUMN_STEP * fine_px
    first, last = (limit * trunk_px for limit in ALONG_LIMITS)
    columns = hip + np.arange(first, last, step_px)[:, None] * along
    top, bottom = (limit * trunk_px for limit in DEPTH_LIMITS)
    depths = np.arange(top, bottom, DEPTH_STEP * fine_px)
    person = _sample_columns(mask, columns, down, depths, mask.shape[1] / image.shape[1])
    lower, upper = _find_last_edge(person, depths), -_find_last_edge(person[:, ::-1], -depths[::-1])
    lower = _move_to_image_edge(image, columns, down, lower, fine_px)
    return Outline(
        share=(columns - hip) @ along / trunk_px,
        lower=_within_picture(columns + lower[:, None] * down, image),
        upper=_within_picture(columns + upper[:, None] * down, image),
        trunk_px=trunk_px,
        step_px=step_px,
        down=down,
    )


def _within_picture(points: Array, image: NDArray[np.uint8]) -> Array:
    """``points`` (N, 2), NaN where they lie at the picture's edge or beyond it."""
    height, width = image.shape[:2]
    last = np.array([width - 1, height - 1])
    inside = np.all((points >= EDGE_PX) & (points <= last - EDGE_PX), axis=1, keepdims=True)
    return np.where(inside, points, np.nan)


def _sample_columns(
    image: NDArray[Any], columns: Array, down: Array, depths: Array, scale: float = 1.0
) -> NDArray[np.float32]:
    """Values of an image at depths below the columns.

    Parameters
    ----------
    image
        One channel or three.
    columns
        (N, 2) pixels of the frame.
    depths
        (N, M) pixels of the frame, from the columns in the direction ``down``; (M,) for depths that
        are the same in all columns.
    scale
        The size of ``image`` over the frame's.

    Returns
    -------
    NDArray
        (N, M) or (N, M, 3).
    """
    x, y = (
        ((columns[:, None, axis] + depths * down[axis]) * scale + (scale - 1) / 2).astype(
            np.float32
        )
        for axis in (0, 1)
    )
    values = cv2.remap(image, x, y, cv2.INTER_LINEAR)
    return np.asarray(values, np.float32)


def _find_last_edge(person: NDArray[np.float32], depths: Array) -> Array:
    """(N,) the depth at which each column leaves the person for the last time; NaN if never."""
    inside = person > MASK_EDGE
    leaves = inside[:, :-1] & ~inside[:, 1:]
    last = leaves.shape[1] - 1 - np.argmax(leaves[:, ::-1], axis=1)
    rows = np.arange(len(person))
    before, after = person[rows, last], person[rows, last + 1]
    part = (before - MASK_EDGE) / np.maximum(before - after, 1e-6)
    edge = depths[last] + (depths[last + 1] - depths[last]) * part
    return np.where(leaves.any(axis=1), edge, np.nan)


def _move_to_image_edge(
    image: NDArray[np.uint8], columns: Array, down: Array, edge: Array, fine_px: float
) -> Array:
    """The mask's edge (N,) moved towards the nearby place where the image changes most."""
    offsets = np.arange(-SEARCH - DEPTH_STEP, SEARCH + 2 * DEPTH_STEP, DEPTH_STEP)
    none = np.isnan(edge)
    if none.all():
        return edge
    rows = np.arange(len(edge))
    known = np.interp(rows, rows[~none], edge[~none])  # none's neighbours are averaged with these
    samples = _sample_columns(image, columns, down, known[:, None] + offsets * fine_px)
    samples = np.asarray(cv2.blur(samples, (1, AVERAGED_COLUMNS)))
    contrast = np.abs(samples[:, 2:] - samples[:, :-2]).sum(axis=2) / (2 * DEPTH_STEP)
    offsets = offsets[1:-1]
    weight = contrast**2 * np.exp(-0.5 * (offsets / SEARCH_SIGMA) ** 2)
    shift = (weight @ offsets) / np.maximum(weight.sum(axis=1), 1e-6)
    trust = np.clip(contrast.max(axis=1) / FULL_CONTRAST, 0.0, 1.0) ** 2
    trust[none] = 0.0
    # average the shifts of neighbouring columns, each weighted by its trust
    kernel = np.full(MOVED_COLUMNS, 1 / MOVED_COLUMNS)
    mean_trust = np.convolve(trust, kernel, "same")
    moved = np.convolve(trust * shift, kernel, "same") / np.maximum(mean_trust, 1e-6)
    moved = np.clip(moved * np.minimum(1.0, mean_trust / ENOUGH_TRUST), -MAX_SHIFT, 0.0)
    return edge + moved * fine_px
