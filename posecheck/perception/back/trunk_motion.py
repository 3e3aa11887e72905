"""Tell from two pictures of a trunk how much higher the lower back is in the second.

When the back arches, the near side of the pelvis slides towards the feet, and belly and lower ribs
rise; when it is pressed down, the other way round. So the motion of what is seen of pelvis, belly
and chest tells how far the back has risen, also where an arm lies along the body and hides the gap.

The motion is the optical flow between the two pictures. Where the flow there and the flow back do
not agree, something else has moved through, or there is nothing to follow: the share of each part
in which they agree tells how well the change is known.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array
from posecheck.perception.crop import Image, extract_crop

WIDTH, HEIGHT = 250, 150
"""Size of the two pictures, in pixels."""

TRUNK_PX = 100.0
"""Distance from hips to shoulders in them, in pixels."""

HIPS = (88.0, 94.0)
"""x and y of the middle of the hips in them, in pixels; the shoulders are to the right of it."""

USUAL_TRUNK_CM = 50.0
"""The change is for a trunk of this length."""

PARTS = ((-0.1, 0.3, -0.25, 0.12), (0.3, 0.65, -0.3, 0.05), (0.7, 1.0, -0.3, 0.1))
"""Pelvis, belly and chest: from and to along the trunk (0 hips, 1 shoulders), and from and to below
it, in trunk lengths."""

MARGIN_PX = 16
"""The flow is worked out in the parts and so far around them, in pixels."""

AGREES_PX = 1.0
"""There and back again a place may end up this far from where it was, in pixels."""

ALIKE_GREY = 60.0
"""And what is there must look like what has moved there: within this difference in brightness,
0..255, that of the whole picture left out. Where something else has come, the flow is often 0 there
and back."""

TEXTURED_SHARE = 0.6
"""Of each part this share is looked at, where it has the most texture."""

TEXTURE_PX = 7
"""The texture is averaged over this many pixels."""

LEAST_PIXELS = 20
"""A part with fewer pixels in which the flows agree tells nothing."""

WEIGHTS = np.array([-0.33, 0.11, -0.27, 0.76, -0.04, -0.59])
"""Change of the lower back in cm for 1 cm of motion: pelvis towards the head and up, belly and
chest likewise. Fitted to rendered people by ``benchmarks/back_motion.py --fit``."""

TRUST = np.array([0.0, 0.15, 0.25, 0.37, 0.52, 0.7, 0.9])
ERROR_CM = np.array([3.0, 1.6, 1.3, 1.0, 0.87, 0.64, 0.54])
"""By the least share of a part in which the flows agree: 68 % of the errors are smaller, for
rendered people whom the weights were not fitted to."""

FOLLOWED = 0.1
"""Least share of each part in which the flows agree, for its motion to be known at all."""

STILL_ERROR_CM = 0.05
"""Expected error where nothing has moved, in cm."""

MOTION_ERROR = 0.45
"""What has hardly moved is known well, however little of it can be followed: the expected error is
no more than :data:`STILL_ERROR_CM` and this for each cm of the part that has moved most. In
pictures up to two seconds apart of 13 rendered self-tests with the arms along the body, 68 % of
the errors were under 0.05 cm where nothing had moved by 0.2 cm, 0.35 cm for 0.5 to 1, 0.7 cm for 1
to 2. Over whole self-tests 66 % of the errors were smaller than expected."""


def compare(reference: Image, now: Image) -> tuple[float, float]:
    """How much higher the lower back is now.

    Parameters
    ----------
    reference, now
        (HEIGHT, WIDTH, 3) RGB, from :func:`cut_out_trunk` with the same transform.

    Returns
    -------
    tuple of float
        The change and its expected error (68 % are smaller), in cm for a trunk of
        :data:`USUAL_TRUNK_CM`.
    """
    motion, trust = measure_motion(reference, now)
    error_cm = float(np.interp(trust, TRUST, ERROR_CM))
    if trust >= FOLLOWED:
        error_cm = min(error_cm, STILL_ERROR_CM + MOTION_ERROR * float(np.abs(motion).max()))
    return float(WEIGHTS @ motion), error_cm


def measure_motion(reference: Image, now: Image) -> tuple[Array, float]:
    """How the parts of the trunk have moved.

    Returns
    -------
    motion
        (6,) cm for a trunk of :data:`USUAL_TRUNK_CM`: of pelvis, belly and chest, each towards the
        head and up; 0 for a part that cannot be followed.
    trust
        0..1, the least share of a part in which it could be followed.
    """
    before, after = (
        cv2.cvtColor(image[_around_parts()], cv2.COLOR_RGB2GRAY) for image in (reference, now)
    )
    # dense inverse search (Kroeger et al. 2016); it keeps buffers, so each thread needs its own
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    there, back = flow.calc(before, after, None), flow.calc(after, before, None)
    agree = _ends_where_it_began(there, back) & _looks_alike(before, after, there)
    texture = cv2.blur(np.abs(cv2.Laplacian(before, cv2.CV_32F)), (TEXTURE_PX, TEXTURE_PX))
    motion, shares = [], []
    for part in PARTS:
        rows, columns = _window(part)
        textured = texture[rows, columns]
        followed = textured > np.quantile(textured, 1 - TEXTURED_SHARE)
        followed &= agree[rows, columns]
        shares.append(followed.mean() / TEXTURED_SHARE)
        moved = there[rows, columns][followed]
        x, y = np.median(moved, axis=0) if len(moved) >= LEAST_PIXELS else (0.0, 0.0)
        motion += [x, -y]
    return np.array(motion) * USUAL_TRUNK_CM / TRUNK_PX, float(min(shares))


def trunk_transform(hip: Array, shoulder: Array) -> Array:
    """(2, 3) the transform from the frame to the picture of the trunk.

    The trunk becomes level, with the head to the right and the ceiling up: for a head to the left
    the picture is mirrored.

    Parameters
    ----------
    hip, shoulder
        (2,) the middle of the hips and of the shoulders, in pixels of the frame.
    """
    length = max(float(np.linalg.norm(shoulder - hip)), 1.0)
    x = TRUNK_PX * (shoulder - hip) / length**2
    down = np.array([-x[1], x[0]])
    linear = np.stack([x, down if down[1] >= 0 else -down])
    return np.column_stack([linear, np.array(HIPS) - linear @ hip])


def cut_out_trunk(image: Image, crop_from_frame: Array) -> Image:
    """The picture of the trunk, (HEIGHT, WIDTH, 3)."""
    return extract_crop(image, crop_from_frame, (WIDTH, HEIGHT))


def _ends_where_it_began(
    there: NDArray[np.float32], back: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Where the flow there and the flow back cancel."""
    returned = _moved(back, there)
    return np.asarray(np.linalg.norm(there + returned, axis=2) < AGREES_PX)


def _looks_alike(
    before: NDArray[np.uint8], after: NDArray[np.uint8], there: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Where the second picture shows what the first one showed before it moved there."""
    change = _moved(after, there).astype(np.float32) - before
    return np.asarray(np.abs(change - np.median(change)) < ALIKE_GREY)


def _moved(picture: NDArray[Any], there: NDArray[np.float32]) -> NDArray[Any]:
    """What a picture shows where the flow leads to."""
    y, x = np.mgrid[0 : there.shape[0], 0 : there.shape[1]].astype(np.float32)
    return np.asarray(cv2.remap(picture, x + there[..., 0], y + there[..., 1], cv2.INTER_LINEAR))


def _window(part: tuple[float, float, float, float]) -> tuple[slice, slice]:
    """The rows and columns of a part, within those around all parts."""
    around = _around_parts()
    along, to_along, below, to_below = (round(share * TRUNK_PX) for share in part)
    x, y = round(HIPS[0]) - around[1].start, round(HIPS[1]) - around[0].start
    return slice(y + below, y + to_below), slice(x + along, x + to_along)


@cache
def _around_parts() -> tuple[slice, slice]:
    """The rows and columns of the parts with their margin."""
    along, to_along, below, to_below = np.array(PARTS).T * TRUNK_PX
    x, y = round(HIPS[0]), round(HIPS[1])
    return (
        slice(y + round(below.min()) - MARGIN_PX, y + round(to_below.max()) + MARGIN_PX),
        slice(x + round(along.min()) - MARGIN_PX, x + round(to_along.max()) + MARGIN_PX),
    )
