"""The body of someone lying, read again from the picture by a network of our own.

MediaPipe learnt from people who stand. Of someone lying it takes the near leg for the far one,
folds a knee that has fallen out back towards the other, and tilts the trunk with the camera. A
small network, trained on rendered people whose joints are known (models/README.md), takes the
picture of trunk and legs together with MediaPipe's landmarks. It gives the joints in the
picture, the bones' directions in space against gravity, and how far off it may be.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SIDES, Landmark, Side, opposite
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import orientation_of
from posecheck.perception.body.posture import LYING, posture_of
from posecheck.perception.body.reading import (
    ANGLES,
    JOINTS,
    LegReading,
    LyingReading,
    with_legs_exchanged,
)
from posecheck.perception.crop import crop, network_input
from posecheck.perception.model_files import LYING_READER, bundled_model

WIDTH, HEIGHT = 128, 96
"""Of the network's picture, in pixels."""

ROOM_ABOUT = 1.2
"""The picture is this much wider than what trunk and legs take up."""

MEAN, SPREAD = 0.45, 0.25
"""Of the pictures' values (0..1) as the network was taught them."""

BOX_PARTS = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
FEATURE_PARTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
FEATURE_POINTS = (
    *(Landmark.of(side, part) for side in SIDES for part in FEATURE_PARTS),
    Landmark.NOSE,
    Landmark.LEFT_EAR,
    Landmark.RIGHT_EAR,
)
JOINT_POINTS = tuple(Landmark.of(side, part) for side in SIDES for part in JOINTS)
TRUNK_SHARE = 0.18
"""The scale is the trunk's length in the picture, but at least this share of the body's
diagonal: a trunk seen from its end is short."""

N_BONES = 9

LEG_JOINTS = ("knee", "ankle", "foot_index")
AGREED, AGREED_BEFORE = 1.5, 2.0
"""The reading is believed up to this many trunk lengths, summed over six joints, between its joints
and MediaPipe's: on rendered people nine in ten lie under 1.3, and where it is more on real photos
the network does not know the pose. The second holds while it was believed in the last frame."""

LEGS_APART = 2.0
SWAP_MARGIN = 0.4
"""In trunk lengths, summed over three and over six joints: legs nearer to each other are not
exchanged, and less evidence says nothing."""

MIRRORED = np.array(
    [
        Landmark[
            point.name.replace("LEFT", "@").replace("RIGHT", "LEFT").replace("@", "RIGHT")
        ].value
        for point in Landmark
    ]
)


class LyingReader:
    """Reads frames with the network that comes with posecheck.

    Raises:
        ModelError: the model is missing or damaged.
    """

    def __init__(self) -> None:
        data = np.frombuffer(bundled_model(LYING_READER), np.uint8)
        self._network = cv2.dnn.readNetFromONNX(data)

    def read(self, image: NDArray[np.uint8], body: Body) -> LyingReading:
        """Read the legs of ``body``, who lies or half sits in ``image`` (H, W, 3), RGB."""
        head_left = body.middle("shoulder")[0] < body.middle("hip")[0]
        if head_left:  # the network knows people with the head at the right
            body = mirrored(body)
        picture, to_picture = cut(image, body, mirrored=bool(head_left))
        self._network.setInput(network_input(picture, MEAN, SPREAD), "image")
        self._network.setInput(features(body, to_picture)[None], "features")
        out = np.asarray(self._network.forward()[0], float)
        return _reading(out, to_picture, image.shape[1] if head_left else None)


def lies(body: Body) -> bool:
    """Whether that person lies, on the back, the belly or a side."""
    return (body.posture or posture_of(body, orientation_of(body))) in LYING


def with_reading(body: Body, reading: LyingReading, before: Body | None = None) -> Body:
    """``body`` with that reading where the two agree on where the legs are, else as it was.

    Where the reading has taken one leg for the other, its legs are exchanged: where they lie well
    apart, and its knees and feet are clearly nearer to the body's other leg.

    Args:
        before: the same body in the last frame: a reading believed there stays so in doubt.
    """
    trunk = float(np.linalg.norm(body.middle("shoulder") - body.middle("hip")))
    away = {False: 0.0, True: 0.0}
    apart = 0.0
    for part in LEG_JOINTS:
        seen = {side: body.image[Landmark.of(side, part)] for side in SIDES}
        read = {side: reading.joints[side][JOINTS.index(part)] for side in SIDES}
        apart += float(np.linalg.norm(seen["left"] - seen["right"]))
        for side in SIDES:
            away[False] += float(np.linalg.norm(seen[side] - read[side]))
            away[True] += float(np.linalg.norm(seen[side] - read[opposite(side)]))
    was_read = before is not None and before.reading is not None
    if min(away.values()) > (AGREED_BEFORE if was_read else AGREED) * trunk:
        return body
    if apart > LEGS_APART * trunk and away[False] - away[True] > SWAP_MARGIN * trunk:
        reading = with_legs_exchanged(reading)
    return replace(body, reading=reading)


def mirrored(body: Body) -> Body:
    """The body as a mirror shows it, with its sides exchanged; without its mask."""
    image = body.image[MIRRORED].copy()
    image[:, 0] = body.frame_size[0] - 1 - image[:, 0]
    world = body.world[MIRRORED] * (-1.0, 1.0, 1.0)
    visibility = body.visibility[MIRRORED]
    return replace(body, image=image, world=world, visibility=visibility, mask=None)


def cut(
    image: NDArray[np.uint8], body: Body, *, mirrored: bool, margin: float = 1.0
) -> tuple[NDArray[np.uint8], Array]:
    """Trunk and legs of ``body`` at the network's size, and the (2, 3) map from the frame.

    Args:
        mirrored: whether ``body`` is mirrored against ``image``.
        margin: more of the surroundings, in a picture as much larger.
    """
    points = body.image[[Landmark.of(side, part) for side in SIDES for part in BOX_PARTS]]
    low, high = points.min(axis=0), points.max(axis=0)
    half = max(high[0] - low[0], (high[1] - low[1]) * WIDTH / HEIGHT) / 2 * ROOM_ABOUT
    width, height = round(WIDTH * margin), round(HEIGHT * margin)
    scale = WIDTH / 2 / max(half, 1.0)
    centre = (low + high) / 2
    shift = np.array([width / 2 - 0.5, height / 2 - 0.5]) - scale * centre
    to_picture = np.column_stack([scale * np.eye(2), shift])
    from_frame = to_picture.copy()
    if mirrored:
        from_frame[0] = (-scale, 0.0, shift[0] + scale * (image.shape[1] - 1))
    return crop(image, from_frame, (width, height)), to_picture


def features(body: Body, to_picture: Array) -> NDArray[np.float32]:
    """(134,) what MediaPipe says, for the network: of 19 points the picture's x and y from the
    middle of the hips in trunk lengths, the world's x, y and z, the visibility; and ten
    joints in pixels of the network's picture."""
    points = list(FEATURE_POINTS)
    image = body.image[points]
    trunk = (image[0] + image[8] - image[3] - image[11]) / 2
    extent = image.max(axis=0) - image.min(axis=0)
    scale = max(float(np.linalg.norm(trunk)), TRUNK_SHARE * float(np.linalg.norm(extent)))
    image = (image - (image[3] + image[11]) / 2) / scale
    joints = body.image[list(JOINT_POINTS)] @ to_picture[:, :2].T + to_picture[:, 2]
    parts = (image, body.world[points], body.visibility[points], joints)
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32)


def _reading(out: Array, to_picture: Array, mirror_width: int | None) -> LyingReading:
    """What the network gave (59,), in the frame's own terms."""
    count = 3 * N_BONES
    bones = out[:count].reshape(N_BONES, 3)
    errors = np.exp(out[count : count + 8]).reshape(2, 4)
    pitch, _, height, roll = out[count + 8 : count + 12]
    joints = out[count + 12 :].reshape(2, len(JOINTS), 2)
    joints = (joints - to_picture[:, 2]) / to_picture[0, 0]
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
    for i, seen in enumerate(SIDES):
        side = seen if mirror_width is None else opposite(seen)
        thigh, shank, foot = bones[3 + 3 * i : 6 + 3 * i]
        error_deg = dict(zip(ANGLES, errors[i].tolist(), strict=True))
        legs[side] = LegReading(thigh, shank, foot, error_deg)
        places[side] = joints[i]
    return LyingReading(
        trunk,
        lateral / max(float(np.linalg.norm(lateral)), 1e-9),
        legs,
        places,
        camera_pitch_deg=float(10.0 * pitch),
        camera_roll_deg=float(10.0 * roll) * (1.0 if mirror_width is None else -1.0),
        camera_height_m=float(height),
    )
