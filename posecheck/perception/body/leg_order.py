"""Which of two legs is the nearer one, asked of a network of our own.

MediaPipe, which does not look at what hides what, now and then takes the near leg of someone seen
from the side for the far one. A small network (models/README.md) sees the legs' picture and
where the one leg runs and the other, and says which lies nearer to the camera.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import Landmark, Side, opposite
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import crop, network_input
from posecheck.perception.model_files import LEG_ORDER, bundled_model

WIDTH, HEIGHT = 192, 144
"""Of the network's picture, in pixels."""

CELL_PX = 4
"""A cell of the legs' maps stands for this many pixels, across and down."""

MAP_SIGMA_PX = 4.0
"""How far a leg's map fades beside its bones: about half a thigh's width."""

ROOM_ABOUT = 1.2
"""The picture is this much wider than the legs."""

MEAN, SPREAD = 127 / 255, 128 / 255
"""Of the pictures' values (0..1) as the network was taught them."""

PARTS = ("hip", "knee", "ankle", "foot_index")
"""Of a leg. Both start from the middle of the hips: which hip MediaPipe has them start from would
tell the network no more than what MediaPipe believes."""

N_PLACES = len(PARTS) - 1
"""Maps of a leg: thigh, shank, foot."""

TRUNK_SHARE = 0.3
"""A trunk seen from its end is short: it counts at least this share of the legs' extent."""


class LegOrder:
    """Asks the network that comes with posecheck.

    Raises:
        ModelError: the model is missing or damaged.
    """

    def __init__(self) -> None:
        data = np.frombuffer(bundled_model(LEG_ORDER), np.uint8)
        self._network = cv2.dnn.readNetFromONNX(data)

    def nearer(self, image: NDArray[np.uint8], body: Body, side: Side) -> float:
        """How much speaks for that leg of ``body`` as the nearer one in ``image`` (H, W, 3), RGB.

        In logits: 0 for either, 2 for seven times as likely as the other; the mean of what the
        network says of the picture and of its mirror image.
        """
        sides = (side, opposite(side))
        legs = body.image[[Landmark.of(s, part) for s in sides for part in PARTS]]
        shoulders, hips = body.middle("shoulder"), body.middle("hip")
        legs[[0, len(PARTS)]] = hips
        to_picture = window_about(legs)
        picture = crop(image, to_picture, (WIDTH, HEIGHT))
        length = trunk_length(shoulders, hips, legs)
        places = np.delete(legs - hips, [0, len(PARTS)], axis=0)
        places = np.concatenate([places, (shoulders - hips)[None]]) / length
        legs = (legs @ to_picture[:, :2].T + to_picture[:, 2]).reshape(2, len(PARTS), 2)
        said = self._said(picture, legs, places)
        legs[..., 0] = WIDTH - 1 - legs[..., 0]
        return (said + self._said(picture[:, ::-1], legs, places * (-1, 1))) / 2

    def _said(self, picture: NDArray[np.uint8], legs: Array, places: Array) -> float:
        self._network.setInput(network_input(picture, MEAN, SPREAD), "image")
        self._network.setInput(maps_of(legs)[None], "maps")
        self._network.setInput(places.reshape(1, -1).astype(np.float32), "places")
        return float(self._network.forward()[0, 0])


def trunk_length(shoulders: Array, hips: Array, legs: Array) -> float:
    """The trunk's length in pixels, for scale."""
    extent = float(np.linalg.norm(legs.max(axis=0) - legs.min(axis=0)))
    return max(float(np.linalg.norm(shoulders - hips)), TRUNK_SHARE * extent, 1.0)


def window_about(legs: Array, margin: float = 1.0) -> Array:
    """(2, 3) the map from the frame to a picture of these places, ``margin`` times as large."""
    low, high = legs.min(axis=0), legs.max(axis=0)
    half = max(high[0] - low[0], (high[1] - low[1]) * WIDTH / HEIGHT, 4.0) / 2 * ROOM_ABOUT
    scale = WIDTH / 2 / half
    middle = np.array([round(WIDTH * margin), round(HEIGHT * margin)]) / 2 - 0.5
    return np.column_stack([scale * np.eye(2), middle - scale * (low + high) / 2])


def maps_of(legs: Array) -> NDArray[np.float32]:
    """(2 N_PLACES, HEIGHT / 4, WIDTH / 4) 0..1, thigh, shank and foot of the two legs.

    Args:
        legs: (2, len(PARTS), 2) in pixels of the network's picture.
    """
    x, y = (np.arange(n // CELL_PX) * CELL_PX + (CELL_PX - 1) / 2 for n in (WIDTH, HEIGHT))
    grid = np.stack(np.meshgrid(x, y), -1)
    start, end = (ends.reshape(-1, 1, 1, 2) for ends in (legs[:, :-1], legs[:, 1:]))
    along = end - start
    share = ((grid - start) * along).sum(-1) / np.maximum((along**2).sum(-1), 1.0)
    away = grid - start - np.clip(share, 0, 1)[..., None] * along
    return np.asarray(np.exp(-(away**2).sum(-1) / (2 * MAP_SIGMA_PX**2)), np.float32)
