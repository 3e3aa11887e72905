"""Tell from two pictures of a trunk how much higher the lower back is in the second.

The network (models/back_change.md) sees the same piece of two frames of one camera: a reference and
now. So it need not see under the back. It can go by how pelvis, shirt, belly and ribs have moved
against the floor, also where an arm lies along the body.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array
from posecheck.perception.crop import Image, extract_crop
from posecheck.perception.model_files import BACK_CHANGE, load_bundled_model

WIDTH, HEIGHT = 192, 112
"""Size of the network's two pictures, in pixels."""

TRUNK_PX = 88.0
"""Distance from hips to shoulders in them, in pixels."""

HIPS = (68.0, 70.0)
"""x and y of the middle of the hips in them, in pixels; the shoulders are to the right of it."""

USUAL_TRUNK_CM = 50.0
"""The network's answer is for a trunk of this length."""

MAX_LOG_ERROR = 3.0
"""Limit of the logarithm of the expected error: for pictures unlike its training data the network
may give any number."""

MEAN, SD = 127 / 255, 128 / 255
"""Mean and standard deviation of the pixel values (0..1) with which the network was trained."""


class BackChangeNetwork:
    """Runs the network that comes with posecheck.

    Raises
    ------
    ModelError
        The model is missing or damaged.
    """

    def __init__(self) -> None:
        data = np.frombuffer(load_bundled_model(BACK_CHANGE), np.uint8)
        self._network = cv2.dnn.readNetFromONNX(data)

    def compare(self, reference: Image, now: Image) -> tuple[float, float]:
        """How much higher the lower back is now.

        It is asked both ways round, and the answers are averaged.

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
        pair = [_values(reference), _values(now)]
        self._network.setInput(np.stack([pair[0], pair[1]]), "reference")
        self._network.setInput(np.stack([pair[1], pair[0]]), "now")
        answer = np.asarray(self._network.forward(), float)
        change = float(answer[0, 0] - answer[1, 0]) / 2
        return change, math.exp(min(float(answer[:, 1].mean()), MAX_LOG_ERROR))


def trunk_transform(hip: Array, shoulder: Array) -> Array:
    """(2, 3) the transform from the frame to the network's picture.

    The trunk becomes level, with the head to the right and the ceiling up: for a head to the left
    the picture is mirrored.

    Parameters
    ----------
    hip, shoulder
        (2,) the middle of the hips and of the shoulders, in pixels of the frame.
    """
    along = shoulder - hip
    scale = TRUNK_PX / max(float(np.linalg.norm(along)), 1.0)
    x = scale * along / max(float(np.linalg.norm(along)), 1.0)
    down = np.array([-x[1], x[0]])
    linear = np.stack([x, down if down[1] >= 0 else -down])
    return np.column_stack([linear, np.array(HIPS) - linear @ hip])


def cut_out_trunk(image: Image, crop_from_frame: Array) -> Image:
    """The piece of a frame for the network, (HEIGHT, WIDTH, 3)."""
    return extract_crop(image, crop_from_frame, (WIDTH, HEIGHT))


def _values(crop: Image) -> NDArray[np.float32]:
    values = (crop.astype(np.float32) / 255.0 - MEAN) / SD
    return np.ascontiguousarray(values.transpose(2, 0, 1))
