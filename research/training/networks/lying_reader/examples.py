"""What the lying reader learns from: rendered stills with MediaPipe's landmarks and the truth."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from stills import person_number, read_stills
from torch import Tensor

from examples import Examples
from posecheck.anatomy import SIDES, Side, opposite
from posecheck.perception.body import lying, reading
from posecheck.perception.body.landmarker import Landmarker
from posecheck.perception.body.posture import LYING
from posecheck.perception.body.reading import ANGLES

MARGIN = 1.5
"""The stored picture is this many times as large as the network's, so that it can be shifted,
turned and scaled."""

POINTS, JOINTS = len(lying.FEATURE_POINTS), 2 * len(reading.JOINTS)

SIDE_VIEW_DEG = 30
"""Stills of supine people up to this far from the side view are reported on."""


@dataclass
class LyingExamples(Examples):
    """(n, ...) tensors. Everything is shown with the head at the right, mirrored where needed.

    Attributes
    ----------
    pictures
        (n, 3, height, width) stored pictures, uint8.
    joints
        (n, JOINTS, 2) true joints in the stored picture, pixels.
    bones
        (n, N_BONES, 3) true bones in level axes of the camera, metres.
    angles
        (n, 8) true angles, left leg first, degrees; NaN where there is none.
    points, world, visibility, seen_joints
        What MediaPipe gives: picture and world points, visibility, and joints in the picture.
    camera
        (n, 3) pitch / 10, degrees off the side view / 10, height in metres.
    person
        Number of the rendered person within its seed.
    side_view
        Whether supine and within SIDE_VIEW_DEG of the side view; for the report.
    near_left
        Whether the leg shown as left is the nearer one; for the report.
    """

    pictures: Tensor
    joints: Tensor
    bones: Tensor
    angles: Tensor
    points: Tensor
    world: Tensor
    visibility: Tensor
    seen_joints: Tensor
    camera: Tensor
    person: Tensor
    side_view: Tensor
    near_left: Tensor


def make_examples(stills: Iterable[Path], cache: Path | None) -> LyingExamples:
    """Make the examples of all stills of people lying; read those that ``cache`` holds.

    MediaPipe takes two minutes for 3000 stills.

    Parameters
    ----------
    stills
        The files of their truth.
    """
    known: dict[str, tuple | None] = {}
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=True) as file:
            known = file["rows"].item()
    rows: dict[str, tuple | None] = {}
    with Landmarker("photo") as landmarker:
        for path, record in read_stills(stills):
            key, lies = str(path), record["posture"] in LYING
            if key in known:
                rows[key] = known[key]
            else:
                rows[key] = make_row(path, record, landmarker) if lies else None
    if cache is not None:
        np.savez(cache, rows=np.array(known | rows, dtype=object))
    columns = list(zip(*(row for row in rows.values() if row is not None), strict=True))
    tensors = []
    for column in columns:
        array = np.array(column)
        tensors.append(torch.tensor(array if array.dtype.kind in "ub" else array.astype("float32")))
    return LyingExamples(*tensors)


def make_row(path: Path, record: dict, landmarker: Landmarker) -> tuple | None:
    """Make one row of :class:`LyingExamples`; None when MediaPipe finds nobody."""
    image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    found = landmarker.detect(image)
    if not found:
        return None
    body = found[0]
    mirror = bool(body.middle("shoulder")[0] < body.middle("hip")[0])
    if mirror:
        body = lying.mirror_body(body)
    picture, to_picture = lying.extract_lying_crop(image, body, mirrored=mirror, margin=MARGIN)
    features = lying.network_features(body, to_picture)

    def true_side(side: Side) -> Side:
        return opposite(side) if mirror else side

    pixels = np.array(
        [record["joints_px"][f"{true_side(s)}_{part}"] for s in SIDES for part in reading.JOINTS]
    )
    if mirror:
        pixels[:, 0] = image.shape[1] - 1 - pixels[:, 0]
    angles = [record["angles"][f"{name}_{true_side(side)}"] for side in SIDES for name in ANGLES]
    camera = record["camera"]
    pitch = math.degrees(math.asin(-camera["rotation"][2][2]))
    split = np.split(features, [2 * POINTS, 5 * POINTS, 6 * POINTS])
    return (
        picture.transpose(2, 0, 1),
        pixels @ to_picture[:, :2].T + to_picture[:, 2],
        _true_bones(record, mirror),
        [math.nan if angle is None else angle for angle in angles],
        split[0].reshape(POINTS, 2),
        split[1].reshape(POINTS, 3),
        split[2],
        split[3].reshape(JOINTS, 2),
        [pitch / 10, record["off_side_deg"] / 10, camera["position"][2]],
        person_number(record),
        record["posture"] == "supine" and record["off_side_deg"] <= SIDE_VIEW_DEG,
        true_side(record["near_side"]) == "left",
    )


def _true_bones(record: dict, mirror: bool) -> list[np.ndarray]:
    """The true bones in level axes of the camera: x right, y down, z away."""
    right = np.array(record["camera"]["rotation"])[0] * (1, 1, 0)
    right /= np.linalg.norm(right)
    up = np.array([0.0, 0.0, 1.0])
    axes = np.stack([right, -up, np.cross(up, right)])

    def joint(side: Side, part: str) -> np.ndarray:
        true_side = opposite(side) if mirror else side
        place = axes @ np.array(record["joints_m"][f"{true_side}_{part}"])
        return place * (-1.0 if mirror else 1.0, 1.0, 1.0)

    shoulders = joint("left", "shoulder") + joint("right", "shoulder")
    bones = [
        (shoulders - joint("left", "hip") - joint("right", "hip")) / 2,
        joint("right", "hip") - joint("left", "hip"),
        joint("right", "shoulder") - joint("left", "shoulder"),
    ]
    for side in SIDES:
        for start, end in (("hip", "knee"), ("knee", "ankle"), ("heel", "foot_index")):
            bones.append(joint(side, end) - joint(side, start))
    return bones
