"""The network that finds a roller, and how to ask it.

It was taught with rendered stills (models/README.md). It sees the body and what is about it, and
gives where roller shows, the two ends of its axis, how it lies against the trunk, and how far
off that may be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import Landmark
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import crop, network_input
from posecheck.perception.model_files import ROLLER, bundled_model

Array = NDArray[np.float64]

WIDTH, HEIGHT = 256, 192
"""Of the network's picture, in pixels."""

MARK_PX = 4
"""A mark stands for this many pixels, across and down."""

DIAMETER_PX = 20.0
"""The unit in which the network gives the roller's diameter: about what it is in its picture."""

ROOM_ABOUT, ROOM_WIDE = 1.25, 1.9
"""The picture is this much wider than the body; a wide look, for a roller that lies apart."""

SECOND_ROOM = 1.28
"""The second look, at the mirror image, takes in so many times as much: then the two err apart more
than at one size (of rendered rollers 88 % are found, not 86, when both claim 3 % that are none)."""

TAUGHT_POSITIONS = (-0.2, 1.35)
"""Along the trunk, 0 the shoulders and 1 the hips: a roller further down lies under the thighs, and
has no place under the trunk."""

MOST_ERROR, MOST_LOGIT = 4.5, 50.0
"""Logarithm of the largest error, and the largest doubt, that the network may express: in a picture
quite unlike those that it was taught with, it may give any number."""

MEAN, SPREAD = 127 / 255, 128 / 255
"""Of the pictures' values (0..1) as the network was taught them."""

TRUNK = (
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
)


@dataclass(frozen=True, eq=False)
class Finding:
    """What the network says of one frame.

    Attributes:
        there: 0..1, how likely there is a roller.
        marks: (HEIGHT / 4, WIDTH / 4) how likely each place is roller, 0..1.
        clearest_mark: 0..1, the highest mark, the mean of both looks' own.
        to_picture: (2, 3) the map from the frame's pixels to the network's picture.
        ends: (2, 2) the ends of the axis in pixels of the frame, the nearer one first.
        diameter_px: the apparent diameter at the nearer end, in pixels of the frame.
        azimuth_deg: of the roller's axis, from the line of sight to the right, seen from above,
            -90..90.
        trunk_azimuth_deg: of the trunk, hips to shoulders, likewise, -180..180.
        turn_error_deg, position: see :class:`posecheck.perception.roller.roller.Roller`.
        position_error: how far off the position may be.
        lain_on: 0..1, how likely somebody lies on it.
    """

    there: float
    marks: NDArray[np.float32]
    clearest_mark: float
    to_picture: Array
    ends: Array
    diameter_px: float
    azimuth_deg: float
    trunk_azimuth_deg: float
    turn_error_deg: float
    position: float
    position_error: float
    lain_on: float


class RollerNetwork:
    """Asks the network that comes with posecheck.

    Raises:
        ModelError: the model is missing or damaged.
    """

    def __init__(self) -> None:
        data = np.frombuffer(bundled_model(ROLLER), np.uint8)
        self._network = cv2.dnn.readNetFromONNX(data)

    def find(self, image: NDArray[np.uint8], body: Body, *, room: float = ROOM_ABOUT) -> Finding:
        """Look about ``body`` in ``image`` (H, W, 3), RGB, in a picture ``room`` times as wide.

        The mean of two looks, the second one at the mirror image and SECOND_ROOM times as wide;
        the marks are the first one's, which are the sharper ones.
        """
        window = window_about(body.box(), room)
        wider = window_about(body.box(), room * SECOND_ROOM)
        marks, row = self._look(image, body, window, mirrored=False)
        other_marks, other_row = self._look(image, body, wider, mirrored=True)
        clearest = float(marks.max() + other_marks.max()) / 2
        return _finding(marks, clearest, (row + other_row) / 2, window)

    def _look(
        self, image: NDArray[np.uint8], body: Body, window: Array, *, mirrored: bool
    ) -> tuple[NDArray[np.float32], Array]:
        """The marks within a window, and a row whose ends and diameter are pixels of the frame."""
        picture = crop(image, window, (WIDTH, HEIGHT))
        trunk = body.image[list(TRUNK)] @ window[:, :2].T + window[:, 2]
        trunk = (trunk - (WIDTH / 2, HEIGHT / 2)) / (WIDTH / 2)
        if mirrored:
            marks, row = self._said(picture[:, ::-1], trunk[[1, 0, 3, 2]] * (-1.0, 1.0))
            marks, row = marks[:, ::-1], _mirrored(row)
        else:
            marks, row = self._said(picture, trunk)
        row[:4] = ((row[:4].reshape(2, 2) - window[:, 2]) / window[0, 0]).ravel()
        row[12] *= DIAMETER_PX / window[0, 0]
        return marks, row

    def _said(self, picture: NDArray[np.uint8], trunk: Array) -> tuple[NDArray[np.float32], Array]:
        self._network.setInput(network_input(picture, MEAN, SPREAD), "image")
        self._network.setInput(trunk.reshape(1, 8).astype(np.float32), "trunk")
        marks, row = self._network.forward(["marks", "readout"])
        return np.array(marks[0, 0]), np.array(row[0], float)


def window_about(box: tuple[float, float, float, float], room: float = ROOM_ABOUT) -> Array:
    """(2, 3) the map from the frame to the network's picture, ``room`` times as wide as that body's
    box."""
    x1, y1, x2, y2 = box
    half = max(x2 - x1, (y2 - y1) * WIDTH / HEIGHT, 2.0) / 2 * room
    scale = WIDTH / 2 / half
    middle = np.array([WIDTH / 2 - 0.5, HEIGHT / 2 - 0.5])
    shift = middle - scale * np.array([(x1 + x2) / 2, (y1 + y2) / 2])
    return np.column_stack([scale * np.eye(2), shift])


def _mirrored(row: Array) -> Array:
    """What the network says of a picture, from what it says of the mirror image."""
    row = row.copy()
    row[[0, 2]] = WIDTH - 1 - row[[0, 2]]
    row[[6, 8]] *= -1  # sines of the azimuths
    return row


def _finding(marks: NDArray[np.float32], clearest: float, row: Array, to_picture: Array) -> Finding:
    there, cos2, sin2, cos1, sin1, position, turn_error, position_error = row[4:12]
    return Finding(
        there=_likely(there),
        marks=marks,
        clearest_mark=clearest,
        to_picture=to_picture,
        ends=row[:4].reshape(2, 2),
        diameter_px=float(row[12]),
        azimuth_deg=math.degrees(math.atan2(sin2, cos2)) / 2,
        trunk_azimuth_deg=math.degrees(math.atan2(sin1, cos1)),
        turn_error_deg=math.exp(min(turn_error, MOST_ERROR)),
        position=float(position),
        position_error=math.exp(min(position_error, MOST_ERROR)),
        lain_on=_likely(float(row[13])),
    )


def _likely(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(logit, -MOST_LOGIT)))
