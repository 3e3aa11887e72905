"""Estimate which of two legs is nearer to the camera, with a network of our own.

MediaPipe does not look at which leg hides the other. In a side view it sometimes takes the near
leg for the far one. A small network (models/leg_order.md) sees a crop of the legs, and for each
leg maps of where its bones are in that crop. Its output is the logit that the first leg is the
nearer one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import Landmark, Side, opposite
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import Image, crop_transform, extract_crop, network_input, to_crop
from posecheck.perception.model_files import LEG_ORDER
from posecheck.perception.networks import load_network

WIDTH = 192
"""Width of the network's input, in pixels."""

HEIGHT = 144
"""Height of the network's input, in pixels."""

CELL_PX = 4
"""A cell of a bone map is this many pixels of the crop wide and high."""

MAP_SIGMA_PX = 4.0
"""Standard deviation of a bone map across the bone, in pixels of the crop: about half a thigh's
width."""

PADDING = 1.2
"""The crop is this many times as wide as the legs."""

MIN_LEGS_PX = 4.0
"""Legs that are narrower than this in the frame are cropped as if they had this width."""

MEAN = 127 / 255
"""Mean of the pixel values (0..1) with which the network was trained."""

SD = 128 / 255
"""Standard deviation of the pixel values (0..1) with which the network was trained."""

PARTS = ("hip", "knee", "ankle", "foot_index")
"""Landmarks of a leg, from the top. Both legs start at the middle of the hips: the hip at which
MediaPipe lets them start would only tell the network what MediaPipe believes."""

N_BONES = len(PARTS) - 1
"""Bone maps of a leg: thigh, shank, foot."""

MIN_TRUNK_SHARE = 0.3
"""The trunk's length counts as at least this share of the legs' extent: a trunk seen from its end
looks short."""


class LegOrder:
    """Runs the network that comes with posecheck.

    Raises
    ------
    ModelError
        The model is missing or damaged.
    """

    def __init__(self) -> None:
        self._network = load_network(LEG_ORDER)

    def nearer_logit(self, image: Image, body: Body, side: Side) -> float:
        """How likely that leg is the nearer one, as a logit.

        It is the mean of the network's outputs for the crop and for its mirror image.

        Parameters
        ----------
        image
            (H, W, 3) RGB, the frame.
        body
            The person in it.
        side
            The leg.

        Returns
        -------
        float
            0 when both are equally likely, 2 when this leg is seven times as likely as the other.
        """
        sides = (side, opposite(side))
        legs = body.image[[Landmark.of(s, part) for s in sides for part in PARTS]]
        shoulders, hips = body.middle("shoulder"), body.middle("hip")
        legs[[0, len(PARTS)]] = hips
        crop_from_frame = leg_crop_transform(legs)
        crop = extract_crop(image, crop_from_frame, (WIDTH, HEIGHT))
        length = trunk_length(shoulders, hips, legs)
        places = np.delete(legs - hips, [0, len(PARTS)], axis=0)
        places = np.concatenate([places, (shoulders - hips)[None]]) / length
        legs = to_crop(crop_from_frame, legs).reshape(2, len(PARTS), 2)
        logit = self._run(crop, legs, places)
        legs[..., 0] = WIDTH - 1 - legs[..., 0]
        return (logit + self._run(crop[:, ::-1], legs, places * (-1, 1))) / 2

    def _run(self, crop: Image, legs: Array, places: Array) -> float:
        self._network.setInput(network_input(crop, MEAN, SD), "image")
        self._network.setInput(bone_maps(legs)[None], "maps")
        self._network.setInput(places.reshape(1, -1).astype(np.float32), "places")
        return float(self._network.forward()[0, 0])


def trunk_length(shoulders: Array, hips: Array, legs: Array) -> float:
    """The trunk's length in pixels, at least 1, as a scale for distances.

    Parameters
    ----------
    shoulders, hips
        (2,) their middles.
    legs
        (n, 2) landmarks of both legs.
    """
    extent = float(np.linalg.norm(legs.max(axis=0) - legs.min(axis=0)))
    return max(float(np.linalg.norm(shoulders - hips)), MIN_TRUNK_SHARE * extent, 1.0)


def leg_crop_transform(legs: Array, margin: float = 1.0) -> Array:
    """(2, 3) ``crop_from_frame`` of the crop around the legs.

    Parameters
    ----------
    legs
        (n, 2) landmarks of both legs in pixels of the frame.
    margin
        See :func:`posecheck.perception.crop.crop_transform`.
    """
    return crop_transform(
        legs.min(axis=0),
        legs.max(axis=0),
        (WIDTH, HEIGHT),
        padding=PADDING,
        min_width_px=MIN_LEGS_PX * PADDING,
        margin=margin,
    )


def bone_maps(legs: Array) -> NDArray[np.float32]:
    """Maps that are 1 on a bone and fade beside it: thigh, shank and foot of both legs.

    Parameters
    ----------
    legs
        (2, len(PARTS), 2) landmarks in pixels of the crop.

    Returns
    -------
    NDArray
        (2 N_BONES, HEIGHT / CELL_PX, WIDTH / CELL_PX) in 0..1.
    """
    x, y = (np.arange(n // CELL_PX) * CELL_PX + (CELL_PX - 1) / 2 for n in (WIDTH, HEIGHT))
    grid = np.stack(np.meshgrid(x, y), -1)
    start, end = (ends.reshape(-1, 1, 1, 2) for ends in (legs[:, :-1], legs[:, 1:]))
    along = end - start
    share = ((grid - start) * along).sum(-1) / np.maximum((along**2).sum(-1), 1.0)
    offset = grid - start - np.clip(share, 0, 1)[..., None] * along
    return np.asarray(np.exp(-(offset**2).sum(-1) / (2 * MAP_SIGMA_PX**2)), np.float32)
