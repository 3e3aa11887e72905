"""What the lying reader learns from: rendered stills with MediaPipe's landmarks and the truth, and
photos, for which MediaPipe's joints in the picture stand for the truth."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from photos import read_photos
from stills import person_number, read_stills
from torch import Tensor

from examples import Examples, describe, fingerprint, read_picture, save_cache
from networks.lying_reader.settings import Looks, LyingReaderData
from posecheck.anatomy import SIDES, Side, opposite
from posecheck.geometry import Array
from posecheck.perception.body import lying, reading
from posecheck.perception.body.landmarker import Landmarker
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import orientation_from_landmarks
from posecheck.perception.body.posture import LYING, classify_posture
from posecheck.perception.body.reading import ANGLES
from posecheck.perception.crop import Image, to_crop

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
        Number of the rendered person within its seed, or of the exercise that a photo shows.
    side_view
        Whether supine and within SIDE_VIEW_DEG of the side view; for the report.
    near_left
        Whether the leg shown as left is the nearer one; for the report.
    photo
        Whether it is a photo. There ``joints`` are those that MediaPipe finds at the first look;
        legs may be exchanged, and ``bones``, ``angles`` and ``camera`` are NaN.
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
    photo: Tensor


def make_examples(
    stills: Iterable[Path],
    photo_folder: Path,
    data: LyingReaderData,
    looks: Looks,
    cache: Path | None,
) -> LyingExamples:
    """Make the examples of all stills and photos of people lying, one a look; read those in
    ``cache``.

    MediaPipe takes two minutes for 3000 looks.

    Parameters
    ----------
    stills
        The files of their truth.
    photo_folder
        Where the photos lie.
    """
    known: dict[str, list[tuple]] = {}
    made_of = describe((), looks, [field.name for field in fields(LyingExamples)])
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=True) as file:
            if "made_of" in file and str(file["made_of"]) == made_of:
                known = file["rows"].item()
    rows: dict[str, list[tuple]] = {}
    with Landmarker("photo") as landmarker:
        for path, record in read_stills(stills):
            key, lies = fingerprint(path.with_suffix(".json")), record["posture"] in LYING
            if key in known:
                rows[key] = known[key]
            else:
                rows[key] = make_still_rows(path, record, landmarker, looks) if lies else []
        for path, exercise in read_photos(data.photos, photo_folder):
            key = fingerprint(path)
            if key in known:
                rows[key] = known[key]
            else:
                rows[key] = make_photo_rows(path, exercise, landmarker, looks)
    if cache is not None:
        all_rows = np.array(known | rows, dtype=object)
        save_cache(cache, rows=all_rows, made_of=np.array(made_of))
    columns = list(zip(*(row for picture in rows.values() for row in picture), strict=True))
    tensors = []
    for column in columns:
        array = np.array(column)
        tensors.append(
            torch.from_numpy(array if array.dtype.kind in "ub" else array.astype("float32"))
        )
    return LyingExamples(*tensors)


def make_still_rows(path: Path, record: dict, landmarker: Landmarker, looks: Looks) -> list[tuple]:
    """Make the rows of :class:`LyingExamples` of a still: one for each look that finds somebody."""
    image = read_picture(path)
    bodies = look_often(path, image, landmarker, looks)
    return [make_still_row(image, record, body) for body in bodies]


def make_photo_rows(path: Path, exercise: int, landmarker: Landmarker, looks: Looks) -> list[tuple]:
    """Make the rows of :class:`LyingExamples` of a photo: one for each look that finds somebody,
    none where the first one finds nobody who lies."""
    image = read_picture(path)
    first = next(iter(landmarker.detect(image)), None)
    if first is None or classify_posture(first, orientation_from_landmarks(first)) not in LYING:
        return []
    bodies = look_often(path, image, landmarker, looks)
    return [make_photo_row(image, first, exercise, body) for body in bodies]


def look_often(path: Path, image: Image, landmarker: Landmarker, looks: Looks) -> list[Body]:
    """What MediaPipe finds in the image and in changed copies of it, in pixels of the image."""
    rng = np.random.default_rng(zlib.crc32(f"{path.parent.name}/{path.stem}".encode()))
    bodies = [next(iter(landmarker.detect(image)), None)]
    for number in range(1, looks.number):
        bodies.append(look_again(image, landmarker, looks, number % 2 == 1, rng))
    return [body for body in bodies if body is not None]


def look_again(
    image: Image, landmarker: Landmarker, looks: Looks, mirrored: bool, rng: np.random.Generator
) -> Body | None:
    """What MediaPipe finds in a changed copy of the image, in pixels of the image."""
    copy = image[:, ::-1] if mirrored else image
    height, width = copy.shape[:2]
    zoom = math.exp(rng.uniform(*np.log(looks.zoom)))
    copy = cv2.resize(copy, (round(zoom * width), round(zoom * height)))
    border = np.array([copy.shape[0]] * 2 + [copy.shape[1]] * 2) * looks.border_share
    top, bottom, left, right = (int(rng.uniform(0, most)) for most in border)
    copy = cv2.copyMakeBorder(copy, top, bottom, left, right, cv2.BORDER_REPLICATE)
    values = 255 * (copy / 255) ** math.exp(rng.uniform(-looks.gamma, looks.gamma))
    values = cv2.GaussianBlur(values, (0, 0), max(rng.uniform(0, looks.blur_px), 1e-3))
    values += rng.normal(0, rng.uniform(0, looks.noise_sd), values.shape)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(*looks.jpeg_quality))]
    coded = cv2.imencode(".jpg", values.clip(0, 255).astype(np.uint8), quality)[1]
    found = landmarker.detect(cv2.imdecode(coded, cv2.IMREAD_COLOR))
    if not found:
        return None
    scale = np.array([copy.shape[1] - left - right, copy.shape[0] - top - bottom]) / (width, height)
    places = (found[0].image - (left, top) + 0.5) / scale - 0.5
    body = replace(found[0], image=places, mask=None, frame_size=(width, height))
    return lying.mirror_body(body) if mirrored else body


def make_still_row(image: Image, record: dict, body: Body) -> tuple:
    """Make one row of :class:`LyingExamples` of a still."""
    mirror = _shows_head_left(body)
    picture, to_picture, seen = _cut(image, body, mirror=mirror)

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
    return (
        picture,
        to_crop(to_picture, pixels),
        _true_bones(record, mirror),
        [math.nan if angle is None else angle for angle in angles],
        *seen,
        [pitch / 10, record["off_side_deg"] / 10, camera["position"][2]],
        person_number(record),
        record["posture"] == "supine" and record["off_side_deg"] <= SIDE_VIEW_DEG,
        true_side(record["near_side"]) == "left",
        False,
    )


def make_photo_row(image: Image, first: Body, exercise: int, body: Body) -> tuple:
    """Make one row of :class:`LyingExamples` of a photo.

    Parameters
    ----------
    first
        Its joints stand for the truth.
    """
    mirror = _shows_head_left(body)
    picture, to_picture, seen = _cut(image, body, mirror=mirror)
    true = lying.mirror_body(first) if mirror else first
    return (
        picture,
        to_crop(to_picture, true.image[list(lying.JOINT_POINTS)]),
        np.full((lying.N_BONES, 3), math.nan),
        np.full(len(SIDES) * len(ANGLES), math.nan),
        *seen,
        np.full(3, math.nan),
        exercise,
        False,
        False,
        True,
    )


def _shows_head_left(body: Body) -> bool:
    return bool(body.middle("shoulder")[0] < body.middle("hip")[0])


def _cut(image: Image, body: Body, *, mirror: bool) -> tuple[np.ndarray, Array, list[np.ndarray]]:
    """The stored picture, its transform, and what MediaPipe gives."""
    if mirror:
        body = lying.mirror_body(body)
    picture, to_picture = lying.extract_lying_crop(image, body, mirrored=mirror, margin=MARGIN)
    features = lying.network_features(body, to_picture)
    points, world, visibility, joints = np.split(features, [2 * POINTS, 5 * POINTS, 6 * POINTS])
    seen = [points.reshape(POINTS, 2), world.reshape(POINTS, 3), visibility]
    return picture.transpose(2, 0, 1), to_picture, [*seen, joints.reshape(JOINTS, 2)]


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
