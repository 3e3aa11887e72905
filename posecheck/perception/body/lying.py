"""Estimate trunk and legs of a person who lies, with a network of our own: the lying reader.

MediaPipe was trained on people who stand. For a person who lies it takes the near leg for the far
one, folds a knee that has fallen out back towards the other, and tilts the trunk with the camera.
A small network, trained on rendered people whose joints are known (models/lying_reader.md), sees a
crop of trunk and legs together with MediaPipe's landmarks. Its output is a
:class:`~posecheck.perception.body.reading.LyingReading`: joints in the image, directions of the
bones in space against gravity, and the expected error of each leg angle.

The network knows people whose head is at the right. Other people are mirrored for the network, and
its output is mirrored back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SIDES, Landmark, Side, opposite
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import ANGLES, JOINTS, LegReading, LyingReading
from posecheck.perception.crop import (
    Image,
    crop_transform,
    extract_crop,
    network_input,
    to_crop,
    to_frame,
)
from posecheck.perception.model_files import LYING_READER
from posecheck.perception.networks import load_network

WIDTH = 128
"""Width of the network's input, in pixels."""

HEIGHT = 96
"""Height of the network's input, in pixels."""

PADDING = 1.2
"""The crop is this many times as wide as trunk and legs."""

MIN_CROP_PX = 2.0
"""The crop's least width in pixels of the frame."""

MEAN = 0.45
"""Mean of the pixel values (0..1) with which the network was trained."""

SD = 0.25
"""Standard deviation of the pixel values (0..1) with which the network was trained."""

BOX_PARTS = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
"""The crop is placed around these landmarks of both sides."""

FEATURE_PARTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
"""Landmarks of each side that the network gets."""

FEATURE_POINTS = (
    *(Landmark.of(side, part) for side in SIDES for part in FEATURE_PARTS),
    Landmark.NOSE,
    Landmark.LEFT_EAR,
    Landmark.RIGHT_EAR,
)
"""All 19 landmarks that the network gets, in its order."""

JOINT_POINTS = tuple(Landmark.of(side, part) for side in SIDES for part in JOINTS)
"""The ten landmarks that stand for the joints which the network places, in its order."""

MIN_TRUNK_SHARE = 0.18
"""The trunk's length, the scale of the features, counts as at least this share of the body's
diagonal: a trunk seen from its end looks short."""

N_BONES = 9
"""Bones whose directions the network gives: trunk, hips, shoulders, then thigh, shank and foot of
each leg."""

N_CAMERA = 4
"""Numbers that the network gives for the camera: pitch, angle off the side view, height, roll."""

CAMERA_UNIT_DEG = 10.0
"""The network gives the camera's angles in this unit."""

MIRROR_ORDER = np.array(
    [
        Landmark[
            point.name.replace("LEFT", "@").replace("RIGHT", "LEFT").replace("@", "RIGHT")
        ].value
        for point in Landmark
    ]
)
"""For each landmark its counterpart on the other side."""


class LyingReader:
    """Runs the network that comes with posecheck.

    Raises
    ------
    ModelError
        The model is missing or damaged.
    """

    def __init__(self) -> None:
        self._network = load_network(LYING_READER)

    def read(self, image: Image, body: Body) -> LyingReading:
        """Estimate trunk and legs.

        Parameters
        ----------
        image
            (H, W, 3) RGB, the frame.
        body
            A person in it who lies or half sits.
        """
        head_left = body.middle("shoulder")[0] < body.middle("hip")[0]
        if head_left:
            body = mirror_body(body)
        crop, crop_from_frame = extract_lying_crop(image, body, mirrored=bool(head_left))
        self._network.setInput(network_input(crop, MEAN, SD), "image")
        self._network.setInput(network_features(body, crop_from_frame)[None], "features")
        output = np.asarray(self._network.forward()[0], float)
        return _decode(output, crop_from_frame, image.shape[1] if head_left else None)


def mirror_body(body: Body) -> Body:
    """The body in the mirrored frame, with left and right exchanged. It has no mask."""
    image = body.image[MIRROR_ORDER].copy()
    image[:, 0] = body.frame_size[0] - 1 - image[:, 0]
    world = body.world[MIRROR_ORDER] * (-1.0, 1.0, 1.0)
    visibility = body.visibility[MIRROR_ORDER]
    return replace(body, image=image, world=world, visibility=visibility, mask=None)


def extract_lying_crop(
    image: Image, body: Body, *, mirrored: bool, margin: float = 1.0
) -> tuple[Image, Array]:
    """The crop of trunk and legs, and its transform.

    Parameters
    ----------
    image
        (H, W, 3) RGB, the frame, never mirrored.
    body
        The person in it.
    mirrored
        Whether ``body`` comes from :func:`mirror_body`. The crop is then mirrored too.
    margin
        See :func:`posecheck.perception.crop.crop_transform`.

    Returns
    -------
    Image
        (round(HEIGHT * margin), round(WIDTH * margin), 3).
    Array
        (2, 3) ``crop_from_frame``, for pixels of ``body``.
    """
    points = body.image[[Landmark.of(side, part) for side in SIDES for part in BOX_PARTS]]
    crop_from_frame = crop_transform(
        points.min(axis=0),
        points.max(axis=0),
        (WIDTH, HEIGHT),
        padding=PADDING,
        min_width_px=MIN_CROP_PX,
        margin=margin,
    )
    crop_from_image = crop_from_frame.copy()
    if mirrored:
        scale, shift = crop_from_frame[0, 0], crop_from_frame[0, 2]
        crop_from_image[0] = (-scale, 0.0, shift + scale * (image.shape[1] - 1))
    size = round(WIDTH * margin), round(HEIGHT * margin)
    return extract_crop(image, crop_from_image, size), crop_from_frame


def network_features(body: Body, crop_from_frame: Array) -> NDArray[np.float32]:
    """MediaPipe's landmarks as input of the network that reads the joints of a lying person.

    Parameters
    ----------
    body
        As MediaPipe finds it.
    crop_from_frame
        (2, 3) matrix from pixels of the frame to pixels of the crop.

    Returns
    -------
    (134,) array
        For each of the 19 :data:`FEATURE_POINTS` x and y in the image, from the middle of the hips,
        in trunk lengths (at least ``MIN_TRUNK_SHARE`` of the body's extent, for a trunk seen
        end-on); then their x, y and z in metres, as MediaPipe gives them; then their visibility;
        then x and y of the ten :data:`JOINT_POINTS` in pixels of the crop.
    """
    points = list(FEATURE_POINTS)
    left_shoulder, right_shoulder, left_hip, right_hip = (
        FEATURE_POINTS.index(Landmark.of(side, part))
        for part in ("shoulder", "hip")
        for side in SIDES
    )
    image = body.image[points]
    trunk = (image[left_shoulder] + image[right_shoulder] - image[left_hip] - image[right_hip]) / 2
    extent = image.max(axis=0) - image.min(axis=0)
    scale = max(float(np.linalg.norm(trunk)), MIN_TRUNK_SHARE * float(np.linalg.norm(extent)))
    image = (image - (image[left_hip] + image[right_hip]) / 2) / scale
    joints = to_crop(crop_from_frame, body.image[list(JOINT_POINTS)])
    parts = (image, body.world[points], body.visibility[points], joints)
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32)


def _decode(output: Array, crop_from_frame: Array, mirror_width: int | None) -> LyingReading:
    """The network's output (59,) as a reading in the frame.

    Parameters
    ----------
    mirror_width
        The frame's width when body and crop were mirrored, else None.
    """
    n_errors = len(SIDES) * len(ANGLES)
    bones, log_errors, camera, joints = np.split(
        output, np.cumsum([3 * N_BONES, n_errors, N_CAMERA])
    )
    bones = bones.reshape(N_BONES, 3)
    errors = np.exp(log_errors).reshape(len(SIDES), len(ANGLES))
    pitch, _off_side, height, roll = camera
    joints = to_frame(crop_from_frame, joints.reshape(len(SIDES), len(JOINTS), 2))
    if mirror_width is not None:
        bones = bones * (-1.0, 1.0, 1.0)
        joints[..., 0] = mirror_width - 1 - joints[..., 0]
    bones = bones / np.linalg.norm(bones, axis=1, keepdims=True)
    trunk = bones[0]
    lateral = bones[1] + bones[2]
    if mirror_width is not None:
        lateral = -lateral
    lateral = lateral - trunk * float(lateral @ trunk)
    legs: dict[Side, LegReading] = {}
    places: dict[Side, Array] = {}
    for i, side_in_crop in enumerate(SIDES):
        side = side_in_crop if mirror_width is None else opposite(side_in_crop)
        thigh, shank, foot = bones[3 + 3 * i : 6 + 3 * i]
        error_deg = dict(zip(ANGLES, errors[i].tolist(), strict=True))
        legs[side] = LegReading(thigh, shank, foot, error_deg)
        places[side] = joints[i]
    return LyingReading(
        trunk,
        lateral / max(float(np.linalg.norm(lateral)), 1e-9),
        legs,
        places,
        camera_pitch_deg=float(CAMERA_UNIT_DEG * pitch),
        camera_roll_deg=float(CAMERA_UNIT_DEG * roll) * (1.0 if mirror_width is None else -1.0),
        camera_height_m=float(height),
    )
