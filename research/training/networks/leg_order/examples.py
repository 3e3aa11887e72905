"""What the leg order network learns from: rendered stills seen about from the side, and photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from configuration import ConfigurationError
from photos import read_leg_photos, read_list
from stills import person_number, read_stills
from torch import Tensor

from examples import Examples, describe, load_or_make, read_picture
from networks.leg_order.settings import LegOrderData
from posecheck.anatomy import SIDES, Landmark
from posecheck.perception.body import leg_order
from posecheck.perception.body.landmarker import Landmarker
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.leg_order import HEIGHT, PARTS, WIDTH
from posecheck.perception.body.posture import LYING
from posecheck.perception.crop import Image, extract_crop

MARGIN = 1.35
"""The stored picture is this many times as large as the network's, so that it can be shifted,
turned and scaled."""

MARK_WITHIN = 0.03
"""The ankle that MediaPipe finds is at the mark within this share of the photo's longer side."""

LEG_JOINTS = [f"{side}_{part}" for side in SIDES for part in PARTS]


@dataclass
class LegExamples(Examples):
    """(n, ...) tensors.

    Attributes
    ----------
    pictures
        (n, 3, height, width) stored pictures, uint8.
    legs
        (n, 2, len(PARTS), 2) joints of left and right leg in the stored picture, pixels.
    shoulders
        (n, 2) middle of the shoulders in the stored picture.
    trunk
        (n,) length of the trunk in its pixels.
    left_near
        Whether the left leg is the nearer one.
    freely_posed
        Whether the legs were posed without regard to which one is near.
    person
        Number of the rendered person within its seed, or of the exercise that a photo shows.
    lying
        Whether the person lies; for the report, False in photos.
    photo
        Whether it is a photo.
    """

    pictures: Tensor
    legs: Tensor
    shoulders: Tensor
    trunk: Tensor
    left_near: Tensor
    freely_posed: Tensor
    person: Tensor
    lying: Tensor
    photo: Tensor


def make_examples(
    stills: Iterable[Path], photo_folder: Path, data: LegOrderData, cache: Path | None
) -> LegExamples:
    """Make the examples of all stills seen about from the side and of all photos, or read them
    from ``cache``.

    Parameters
    ----------
    stills
        The files of the stills' truth.
    photo_folder
        Where the photos lie.
    """
    stills = tuple(stills)

    def make_rows() -> list[tuple]:
        rows = [
            make_row(path, record, data)
            for path, record in read_stills(stills)
            if record["person"] and record["off_side_deg"] <= data.most_off_side_deg
        ]
        with Landmarker("photo") as landmarker:
            for path, exercise, near_ankle in read_leg_photos(data.photos, photo_folder):
                image = read_picture(path)
                body = next(iter(landmarker.detect(image)), None)
                if body is None:
                    raise ConfigurationError(f"MediaPipe finds nobody in {path}.")
                rows.append(make_photo_row(path, image, body, exercise, near_ankle))
        return rows

    made_of = describe(stills, read_list(data.photos), data)
    return load_or_make(LegExamples, make_rows, cache, made_of, kept="ub")


def make_row(path: Path, record: dict, data: LegOrderData) -> tuple:
    """Make one row of :class:`LegExamples` of a still."""
    places = {name: np.array(place) for name, place in record["joints_px"].items()}
    return (
        *cut_legs(read_picture(path), places),
        record["near_side"] == "left",
        record["kind"] not in data.one_leg_kinds,
        person_number(record),
        record["posture"] in LYING,
        False,
    )


def make_photo_row(
    path: Path, image: Image, body: Body, exercise: int, near_ankle: tuple[float, float]
) -> tuple:
    """Make one row of :class:`LegExamples` of a photo, with the joints as MediaPipe finds them.

    Parameters
    ----------
    near_ankle
        The nearer leg's ankle in the image, marked by eye: MediaPipe may take one leg for the
        other.

    Raises
    ------
    ConfigurationError
        Neither ankle that MediaPipe finds is at the mark: it has found somebody else.
    """
    places = {mark.name.lower(): body.image[mark] for mark in Landmark}
    left, right = (np.linalg.norm(places[f"{side}_ankle"] - near_ankle) for side in SIDES)
    if min(left, right) > MARK_WITHIN * max(image.shape):
        raise ConfigurationError(f"MediaPipe finds no ankle at {near_ankle} in {path}.")
    return (*cut_legs(image, places), left < right, True, exercise, False, True)


def cut_legs(image: Image, places: dict[str, np.ndarray]) -> tuple:
    """Make the first columns of a row: ``pictures``, ``legs``, ``shoulders`` and ``trunk``.

    Parameters
    ----------
    places
        The joints in the image, by name.
    """
    legs = np.array([places[name] for name in LEG_JOINTS])
    shoulders = (places["left_shoulder"] + places["right_shoulder"]) / 2
    hips = (places["left_hip"] + places["right_hip"]) / 2
    to_picture = leg_order.leg_crop_transform(legs, margin=MARGIN)
    size = round(WIDTH * MARGIN), round(HEIGHT * MARGIN)
    moved = legs @ to_picture[:, :2].T + to_picture[:, 2]
    return (
        extract_crop(image, to_picture, size).transpose(2, 0, 1),
        moved.reshape(2, len(PARTS), 2),
        to_picture[:, :2] @ shoulders + to_picture[:, 2],
        leg_order.trunk_length(shoulders, hips, legs) * to_picture[0, 0],
    )


def thin_out(examples: LegExamples, every: int) -> LegExamples:
    """Keep all freely posed examples, and of the others one in ``every``."""
    kept = torch.arange(len(examples)) % every == 0
    return examples.select(examples.freely_posed | kept)
