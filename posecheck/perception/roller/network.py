"""Detect a roller around the body, with a network of our own.

The network was trained on rendered stills and photos (models/roller.md). It sees a crop around the
body and the four joints of the trunk. Its output is a heatmap of where the roller shows, the two
ends of the roller's axis, its direction and the trunk's, the place where the trunk rests on it, and
the expected errors. Each detection is the mean of two passes: a crop, and the mirror image of a
wider crop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import Landmark
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import (
    Image,
    crop_transform,
    extract_crop,
    network_input,
    to_crop,
    to_frame,
)
from posecheck.perception.model_files import ROLLER
from posecheck.perception.networks import load_network

WIDTH = 256
"""Width of the network's input, in pixels."""

HEIGHT = 192
"""Height of the network's input, in pixels."""

CELL_PX = 4
"""A cell of the heatmap is this many pixels of the crop wide and high."""

DIAMETER_PX = 20.0
"""The unit in which the network gives the roller's diameter, in pixels of the crop: about what it
is there."""

PADDING = 1.25
"""The crop is this many times as wide as the body."""

WIDE_PADDING = 1.9
"""The same for a wide crop, in which a roller apart from the body is searched."""

MIN_BODY_PX = 2.0
"""A body that is narrower than this in the frame is cropped as if it had this width."""

SECOND_PASS_PADDING = 1.28
"""The crop of the second pass is this many times as wide as the first one's. The errors of the two
passes are then less alike than at one size: of rendered rollers 88 % are found instead of 86 %,
both at 3 % false positives."""

TRAINED_POSITIONS = (-0.2, 1.35)
"""Least and greatest position along the trunk, 0 the shoulders and 1 the hips, for which the
network was trained. A roller further down lies under the thighs and has no position under the
trunk."""

MAX_LOG_ERROR = 4.5
"""Limit of the logarithm of an expected error: for an image unlike its training data the network
may give any number."""

MAX_LOGIT = 50.0
"""Limit of a negative logit, for the same reason."""

MEAN = 127 / 255
"""Mean of the pixel values (0..1) with which the network was trained."""

SD = 128 / 255
"""Standard deviation of the pixel values (0..1) with which the network was trained."""

TRUNK = (
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
)
"""The landmarks that the network gets."""

TRUNK_MIRRORED = [1, 0, 3, 2]
"""The rows of :data:`TRUNK` with left and right exchanged."""

ENDS = slice(0, 4)
"""Columns of the network's output row: x, y of the nearer end, x, y of the farther end."""

READOUT = slice(4, 12)
"""Columns of the network's output row: logit of a roller; cosine and sine of the double azimuth of
its axis; cosine and sine of the trunk's azimuth; position; logarithms of the expected errors of
turn and position."""

DIAMETER = 12
"""Column of the network's output row: the diameter at the nearer end, in DIAMETER_PX."""

UNDER_BODY = 13
"""Column of the network's output row: the logit that somebody lies on the roller."""

MIRRORED_X = [0, 2]
"""Columns of the output row that are x coordinates."""

MIRRORED_SINES = [6, 8]
"""Columns of the output row that are sines of azimuths: they change their sign in a mirror."""


@dataclass(frozen=True, eq=False)
class Detection:
    """What the network finds in one frame.

    Attributes
    ----------
    probability
        How likely there is a roller, 0..1.
    heatmap
        (HEIGHT / CELL_PX, WIDTH / CELL_PX) how likely each cell of the crop is roller, 0..1.
    peak
        The heatmap's highest value, 0..1, as the mean of both passes.
    crop_from_frame
        (2, 3) the transform from the frame to the crop of the heatmap.
    ends
        (2, 2) the ends of the axis in pixels of the frame, the nearer one first.
    diameter_px
        The apparent diameter at the nearer end, in pixels of the frame.
    azimuth_deg
        Direction of the axis seen from above, from the line of sight to the roller's middle to the
        right, -90..90.
    trunk_azimuth_deg
        Direction of the trunk, hips to shoulders, likewise, -180..180.
    turn_error_deg
        Expected error of the turn of the axis against the trunk, in degrees.
    position
        Where the trunk rests on the roller along the trunk, 0 the shoulders, 1 the hips.
    position_error
        Expected error of the position.
    under_body_probability
        How likely somebody lies on the roller, 0..1.
    """

    probability: float
    heatmap: NDArray[np.float32]
    peak: float
    crop_from_frame: Array
    ends: Array
    diameter_px: float
    azimuth_deg: float
    trunk_azimuth_deg: float
    turn_error_deg: float
    position: float
    position_error: float
    under_body_probability: float


class RollerNetwork:
    """Runs the network that comes with posecheck.

    Raises
    ------
    ModelError
        The model is missing or damaged.
    """

    def __init__(self) -> None:
        self._network = load_network(ROLLER)

    def detect(self, image: Image, body: Body, *, padding: float = PADDING) -> Detection:
        """Detect a roller in a crop around ``body``.

        Parameters
        ----------
        image
            (H, W, 3) RGB, the frame.
        body
            The person in it.
        padding
            How many times as wide as the body the crop of the first pass is.

        Returns
        -------
        Detection
            The mean of the two passes. The heatmap is the first pass's, which is the sharper one.
        """
        crop_from_frame = body_crop_transform(body.box(), padding)
        wide_crop_from_frame = body_crop_transform(body.box(), padding * SECOND_PASS_PADDING)
        heatmap, row = self._run_pass(image, body, crop_from_frame, mirrored=False)
        heatmap_2, row_2 = self._run_pass(image, body, wide_crop_from_frame, mirrored=True)
        peak = float(heatmap.max() + heatmap_2.max()) / 2
        return _decode(heatmap, peak, (row + row_2) / 2, crop_from_frame)

    def _run_pass(
        self, image: Image, body: Body, crop_from_frame: Array, *, mirrored: bool
    ) -> tuple[NDArray[np.float32], Array]:
        """The heatmap of one crop, and the output row with lengths in pixels of the frame."""
        crop = extract_crop(image, crop_from_frame, (WIDTH, HEIGHT))
        trunk = to_crop(crop_from_frame, body.image[list(TRUNK)])
        trunk = (trunk - (WIDTH / 2, HEIGHT / 2)) / (WIDTH / 2)
        if mirrored:
            heatmap, row = self._run(crop[:, ::-1], trunk[TRUNK_MIRRORED] * (-1.0, 1.0))
            heatmap, row = heatmap[:, ::-1], _mirror_row(row)
        else:
            heatmap, row = self._run(crop, trunk)
        row[ENDS] = to_frame(crop_from_frame, row[ENDS].reshape(2, 2)).ravel()
        row[DIAMETER] *= DIAMETER_PX / crop_from_frame[0, 0]
        return heatmap, row

    def _run(self, crop: Image, trunk: Array) -> tuple[NDArray[np.float32], Array]:
        self._network.setInput(network_input(crop, MEAN, SD), "image")
        self._network.setInput(trunk.reshape(1, 8).astype(np.float32), "trunk")
        heatmap, row = self._network.forward(["marks", "readout"])
        return np.array(heatmap[0, 0]), np.array(row[0], float)


def body_crop_transform(box: tuple[float, float, float, float], padding: float = PADDING) -> Array:
    """(2, 3) ``crop_from_frame`` of the crop around a body.

    Parameters
    ----------
    box
        The body's x1, y1, x2, y2 in pixels of the frame.
    padding
        How many times as wide as the box the crop is.
    """
    x1, y1, x2, y2 = box
    return crop_transform(
        np.array([x1, y1]),
        np.array([x2, y2]),
        (WIDTH, HEIGHT),
        padding=padding,
        min_width_px=MIN_BODY_PX * padding,
    )


def _mirror_row(row: Array) -> Array:
    """The output row for a crop, from the row for its mirror image."""
    row = row.copy()
    row[MIRRORED_X] = WIDTH - 1 - row[MIRRORED_X]
    row[MIRRORED_SINES] *= -1
    return row


def _decode(
    heatmap: NDArray[np.float32], peak: float, row: Array, crop_from_frame: Array
) -> Detection:
    logit, cos2, sin2, cos1, sin1, position, turn_error, position_error = row[READOUT]
    return Detection(
        probability=_probability(logit),
        heatmap=heatmap,
        peak=peak,
        crop_from_frame=crop_from_frame,
        ends=row[ENDS].reshape(2, 2),
        diameter_px=float(row[DIAMETER]),
        azimuth_deg=math.degrees(math.atan2(sin2, cos2)) / 2,
        trunk_azimuth_deg=math.degrees(math.atan2(sin1, cos1)),
        turn_error_deg=math.exp(min(turn_error, MAX_LOG_ERROR)),
        position=float(position),
        position_error=math.exp(min(position_error, MAX_LOG_ERROR)),
        under_body_probability=_probability(float(row[UNDER_BODY])),
    )


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(logit, -MAX_LOGIT)))


def covers_frame(image: Image, body: Body, padding: float) -> bool:
    """Whether a crop around ``body`` contains the whole frame; padding as for :meth:`detect`."""
    height, width = image.shape[:2]
    corners = np.array([[0.0, 0.0], [width, height]])
    first, last = to_crop(body_crop_transform(body.box(), padding), corners)
    return bool((first >= -1).all() and (last <= (WIDTH + 1, HEIGHT + 1)).all())
