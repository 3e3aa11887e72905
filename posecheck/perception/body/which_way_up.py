"""Tell which side of a picture is up, with a network of our own.

The network (models/which_way_up.md) sees a square piece of the picture and gives it a score: how
much it looks like a picture of a person that is the right way up. Of the four ways to turn the
piece, the one with the highest score is the right one.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import Image
from posecheck.perception.model_files import WHICH_WAY_UP
from posecheck.perception.networks import load_network

SIDE = 224
"""Width and height of the network's input, in pixels."""

MEAN = 127 / 255
"""Mean of the pixel values (0..1) with which the network was trained."""

SD = 128 / 255
"""Standard deviation of the pixel values (0..1) with which the network was trained."""

PADDING = 1.4
"""A piece is this many times as wide as the person is long: floor and walls tell, too."""

LEAST_SHARE = 0.45
"""A piece is at least this share of the picture's shorter side."""

NO_EDGES, EDGE_GREY, NO_RANGE_GREY = 0.01, 8.0, 8.0
"""The surroundings are plain where no more than this share of the pixels is at an edge (neighbours
differ by more than the second, 0..255) and their brightness varies by no more than the third. Of
somebody cut out before white the network is sure of a wrong turn as often as of the right one; in
rooms a tenth of the pixels and more is at an edge."""

SURROUNDINGS_PX, BODY_MARGIN = 112, 0.06
"""The surroundings are looked at in a piece of this width; what is near the body, by this share of
its length, does not count."""

Square = tuple[int, int, int]
"""Left, top and width of a piece, in pixels of the picture."""


class WhichWayUp:
    """Runs the network that comes with posecheck.

    Raises
    ------
    ModelError
        The model is missing or damaged.
    """

    def __init__(self) -> None:
        self._network = load_network(WHICH_WAY_UP)

    def probabilities(self, image: Image, body: Body, only: int | None = None) -> Array:
        """How likely each turn is the one that brings the picture the right way up.

        Of somebody who is longer than the picture is high, both ends are looked at, and what they
        say is averaged. Before a plain background nothing tells: all turns are equally likely.

        Parameters
        ----------
        image
            (H, W, 3) RGB.
        body
            A person in it.
        only
            Look at one piece only, in half the time: the first for an even number, the other for an
            odd one.

        Returns
        -------
        Array
            (4,) for no turn and for 90, 180 and 270 degrees clockwise; they sum to 1.
        """
        squares = squares_about(body)
        if only is not None:
            squares = [squares[only % len(squares)]]
        telling = [square for square in squares if not has_plain_surroundings(image, body, square)]
        if not telling:
            return np.full(4, 0.25)
        scores = [self._scores(cut_out(image, square)) for square in telling]
        summed = sum(s - np.logaddexp.reduce(s) for s in scores) / len(scores)
        return np.asarray(np.exp(summed - np.logaddexp.reduce(summed)))

    def _scores(self, piece: Image) -> Array:
        turned = np.stack([np.rot90(piece, -quarters) for quarters in range(4)])
        values = (turned.astype(np.float32) / 255.0 - MEAN) / SD
        self._network.setInput(np.ascontiguousarray(values.transpose(0, 3, 1, 2)))
        return np.asarray(self._network.forward()[:, 0], np.float64)


def squares_about(body: Body) -> list[Square]:
    """One or two square pieces of the picture, in which the person is."""
    size = np.array(body.frame_size, float)
    x1, y1, x2, y2 = body.box()
    low, high = np.array([x1, y1]), np.array([x2, y2])
    length = float((high - low).max())
    short = float(size.min())
    side = float(np.clip(PADDING * length, LEAST_SHARE * short, short))
    middle, axis = (low + high) / 2, int(np.argmax(high - low))
    apart = np.zeros(2)
    apart[axis] = max(0.0, length - side) / 2
    middles = [middle] if not apart.any() else [middle - apart, middle + apart]
    corners = (np.clip(m - side / 2, 0, size - side).astype(int) for m in middles)
    return [(int(x), int(y), int(side)) for x, y in corners]


def cut_out(image: Image, square: Square) -> Image:
    """A piece of the picture at the network's size, (SIDE, SIDE, 3)."""
    x, y, side = square
    piece = image[y : y + side, x : x + side]
    return np.asarray(cv2.resize(piece, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def has_plain_surroundings(image: Image, body: Body, square: Square) -> bool:
    """Whether a piece shows nothing but the person, before one colour."""
    x, y, side = square
    size = (SURROUNDINGS_PX, SURROUNDINGS_PX)
    grey = cv2.cvtColor(image[y : y + side, x : x + side], cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    box = (np.array(body.box()) - (x, y, x, y)) * SURROUNDINGS_PX / side
    margin = BODY_MARGIN * max(box[2] - box[0], box[3] - box[1])
    left, top = (max(0, math.floor(edge - margin)) for edge in box[:2])
    right, bottom = (max(0, math.ceil(edge + margin)) for edge in box[2:])
    around = np.ones(grey.shape, bool)
    around[top:bottom, left:right] = False
    if not around.any():
        return False
    kernel = np.ones((3, 3), np.uint8)
    edges = (cv2.dilate(grey, kernel) - cv2.erode(grey, kernel))[around] > EDGE_GREY
    low, high = np.percentile(grey[around], [2, 98])
    return bool(edges.mean() <= NO_EDGES and high - low <= NO_RANGE_GREY)
