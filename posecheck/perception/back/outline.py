"""The outline of trunk and buttocks of someone lying, to a fraction of a pixel.

MediaPipe's mask is about as coarse as 0.85 cm of the body a pixel. Where it changes over, the
picture itself is looked at: the outline is moved to where the picture's own edge is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FINE_TRUNK_PX = 150.0
"""Lengths below are in pixels of a picture in which the trunk is no longer than this. Of a larger
picture they stand for as many more pixels: the mask grows coarser with it."""

COLUMN_STEP, DEPTH_STEP = 1.0, 0.5
"""Distance of the columns along the trunk, and of the samples in each."""

REACH, DEPTH = (-0.5, 1.15), (-0.6, 0.65)
"""In trunk lengths: how far along the trunk (0 hips, 1 shoulders), and how far above and below the
line from hips to shoulders, the outline is looked for."""

EDGE = 0.5
"""Of the mask: more likely the person than not."""

SHORTEST_PX = 25.0
"""A trunk shorter than this in the picture has no outline worth following."""

SEARCH, TRUSTED = 4.0, 2.5
"""The picture's edge is looked for up to the first from the mask's; one at the second counts 0.6 of
one right at it."""

MOST = 2.5
"""The outline moves by this at most, and only into the body: the mask takes some of the shadow
under a body for the body, hardly ever the other way, and the shadow's lower edge misleads."""

CONTRAST = 15.0
"""Grey levels a pixel, three channels summed, from which an edge is fully believed; half of it is
believed a quarter. A camera's noise, averaged as here, stays under 5."""

AVERAGED_COLUMNS, MOVED_COLUMNS = 5, 13
"""Columns whose pictures are averaged, and whose edges move together: the underside is smooth."""


@dataclass(frozen=True, eq=False)
class Outline:
    """Attributes:
    share: (N,) places along the trunk, 0 hips, 1 shoulders.
    lower, upper: (N, 2) pixels of the frame, the outline towards the floor and away from it;
        NaN where there is none.
    trunk_px: the distance from hips to shoulders.
    step_px: the distance of the columns.
    down: (2,) unit vector square to the trunk, towards the floor.
    """

    share: Array
    lower: Array
    upper: Array
    trunk_px: float
    step_px: float
    down: Array


def outline_of(
    image: NDArray[np.uint8], mask: NDArray[np.float32], hip: Array, shoulder: Array
) -> Outline | None:
    """The outline of someone lying in ``image`` (H, W, 3); None where the trunk is too short.

    Args:
        mask: (h, w) how likely each place of the picture is the person, 0..1.
        hip, shoulder: (2,) pixels of the picture, half way between left and right.
    """
    trunk_px = float(np.linalg.norm(shoulder - hip))
    if not trunk_px > SHORTEST_PX:
        return None
    along = (shoulder - hip) / trunk_px
    down = np.array([-along[1], along[0]])
    down = down if down[1] > 0 else -down
    fine_px = max(1.0, trunk_px / FINE_TRUNK_PX)
    step_px = COLUMN_STEP * fine_px
    columns = hip + np.arange(REACH[0] * trunk_px, REACH[1] * trunk_px, step_px)[:, None] * along
    depths = np.arange(DEPTH[0] * trunk_px, DEPTH[1] * trunk_px, DEPTH_STEP * fine_px)
    everywhere = np.broadcast_to(depths, (len(columns), len(depths)))
    person = _sampled(mask, columns, down, everywhere, mask.shape[1] / image.shape[1])
    lower, upper = _last_edge(person, depths), -_last_edge(person[:, ::-1], -depths[::-1])
    lower = _on_picture_edge(image, columns, down, lower, fine_px)
    return Outline(
        share=(columns - hip) @ along / trunk_px,
        lower=columns + lower[:, None] * down,
        upper=columns + upper[:, None] * down,
        trunk_px=trunk_px,
        step_px=step_px,
        down=down,
    )


def _sampled(
    image: NDArray[Any], columns: Array, down: Array, depths: Array, scale: float = 1.0
) -> NDArray[np.float32]:
    """(N, M) or (N, M, 3) values of ``image``, ``scale`` times the frame's size, at ``depths``
    (N, M) below ``columns`` (N, 2)."""
    at = (columns[:, None] + depths[..., None] * down) * scale + (scale - 1) / 2
    at = at.astype(np.float32)
    values = cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_LINEAR)
    return np.asarray(values, np.float32)


def _last_edge(person: NDArray[np.float32], depths: Array) -> Array:
    """(N,) depth at which each column leaves the person for the last time; NaN if never."""
    leaves = (person[:, :-1] > EDGE) & (person[:, 1:] <= EDGE)
    last = leaves.shape[1] - 1 - np.argmax(leaves[:, ::-1], axis=1)
    rows = np.arange(len(person))
    before, after = person[rows, last], person[rows, last + 1]
    part = (before - EDGE) / np.maximum(before - after, 1e-6)
    edge = depths[last] + (depths[last + 1] - depths[last]) * part
    return np.where(leaves.any(axis=1), edge, np.nan)


def _on_picture_edge(
    image: NDArray[np.uint8], columns: Array, down: Array, edge: Array, fine_px: float
) -> Array:
    """``edge`` (N,) moved up to where the picture changes most nearby, as far as it does."""
    about = np.arange(-SEARCH - DEPTH_STEP, SEARCH + 2 * DEPTH_STEP, DEPTH_STEP)
    known = np.nan_to_num(edge)
    picture = _sampled(image, columns, down, known[:, None] + about * fine_px)
    picture = np.asarray(cv2.blur(picture, (1, AVERAGED_COLUMNS)))
    change = np.abs(picture[:, 2:] - picture[:, :-2]).sum(axis=2) / (2 * DEPTH_STEP)
    about = about[1:-1]
    weight = change**2 * np.exp(-0.5 * (about / TRUSTED) ** 2)
    shift = (weight @ about) / np.maximum(weight.sum(axis=1), 1e-6)
    belief = np.clip(change.max(axis=1) / CONTRAST, 0.0, 1.0) ** 2
    kernel = np.full(MOVED_COLUMNS, 1 / MOVED_COLUMNS)
    belief_about = np.convolve(belief, kernel, "same")
    moved = np.convolve(belief * shift, kernel, "same") / np.maximum(belief_about, 1e-6)
    moved = np.clip(moved * np.minimum(1.0, belief_about / 0.25), -MOST, 0.0)
    return np.where(np.isnan(edge), np.nan, known + moved * fine_px)
