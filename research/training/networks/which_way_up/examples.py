"""What the which-way-up network learns from: photos of people at exercise, turned four ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from augmentation import change_colours
from layers import Backbone
from photos import read_list, read_photos
from torch import Tensor

from examples import Examples, describe, load_or_make, read_picture
from networks.which_way_up.settings import WhichWayUpAugmentation, WhichWayUpData
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.which_way_up import MEAN, SD, cut_out
from posecheck.perception.crop import Image

BATCH = 16
"""Number of pieces whose features are computed at once."""

LEAST_MASK_SHARE = 0.01
"""A person who takes up less of the photo is left where they are."""


@dataclass
class TurnedExamples(Examples):
    """(n, ...) tensors, one row a piece.

    Attributes
    ----------
    features
        (n, 4, channels, height, width) the backbone's, 16 bits, of the piece as it is and turned
        clockwise by 90, 180 and 270 degrees.
    person
        Number of the exercise in the list of photos.
    """

    features: Tensor
    person: Tensor


def make_examples(
    folder: Path,
    data: WhichWayUpData,
    augmentation: WhichWayUpAugmentation,
    backbone: Backbone,
    cache: Path | None,
    seed: int,
) -> TurnedExamples:
    """Make the examples of all photos in the list, or read them from ``cache``."""

    def make_rows() -> list[tuple]:
        rng, rows = np.random.default_rng(seed), []
        torch.manual_seed(seed)
        with PoseEstimator("photo", find_turn=False) as estimator:
            for path, exercise in read_photos(data.photos, folder):
                image = read_picture(path)
                body = estimator.estimate(image)
                pieces = [draw_piece(image, body, augmentation, rng) for _ in range(data.pieces)]
                rows += [(f, exercise) for f in compute_features(pieces, augmentation, backbone)]
        return rows

    made_of = describe((), read_list(data.photos), data, augmentation, seed)
    return load_or_make(TurnedExamples, make_rows, cache, made_of, kept="uf")


def draw_piece(
    image: Image, body: Body | None, augmentation: WhichWayUpAugmentation, rng: np.random.Generator
) -> Image:
    """Cut a square piece out at random; a share of them is mirrored, or has a plain background."""
    height, width = image.shape[:2]
    short, size = min(width, height), np.array([width, height])
    box = (0.0, 0.0, float(width), float(height)) if body is None else body.box()
    if body is not None and rng.random() < augmentation.plain_share:
        image = replace_background(image, body, rng)
    low, high = np.array(box[:2]), np.array(box[2:])
    side = float((high - low).max()) * rng.uniform(*augmentation.side_of_person)
    side = min(short, max(side, short * rng.uniform(*augmentation.least_side)))
    middle = (low + high) / 2 + augmentation.off_middle_share * (high - low) * rng.uniform(
        -0.5, 0.5, 2
    )
    x, y = np.clip(middle - side / 2, 0, size - side).astype(int)
    piece = cut_out(image, (int(x), int(y), int(side)))
    return piece[:, ::-1] if rng.random() < augmentation.mirror_share else piece


def replace_background(image: Image, body: Body, rng: np.random.Generator) -> Image:
    """Put the person before a wall of one colour, some of them over a floor of another tone."""
    if body.mask is None:
        return image
    height, width = image.shape[:2]
    mask = cv2.resize(body.mask.astype(np.float32), (width, height))[..., None]
    if mask.mean() < LEAST_MASK_SHARE:
        return image
    white = rng.random() < 0.6
    colour = np.full(3, rng.uniform(200, 255)) if white else rng.uniform(30, 255, 3)
    behind = np.ones((height, width, 3), np.float32) * (colour + rng.normal(0, 8, 3))
    if rng.random() < 0.5:
        floor = int(np.clip(rng.uniform(0.5, 1.0) * body.box()[3], 0, height - 1))
        behind[floor:] += rng.uniform(-30, 10)
        behind = cv2.GaussianBlur(behind, (0, 0), rng.uniform(1, 15))
    return np.clip(image * mask + behind * (1 - mask), 0, 255).astype(np.uint8)


def compute_features(
    pieces: Iterable[Image], augmentation: WhichWayUpAugmentation, backbone: Backbone
) -> list[np.ndarray]:
    """Compute each piece's features in all four turns. All but the first are recoloured."""
    stacked = np.stack(list(pieces)).transpose(0, 3, 1, 2)
    values = torch.from_numpy(np.ascontiguousarray(stacked)).float() / 255
    if len(values) > 1:
        values[1:] = change_colours(values[1:], augmentation.colour)
    turned = torch.stack([torch.rot90(values, -quarters, (2, 3)) for quarters in range(4)], 1)
    flat = ((turned.flatten(0, 1) - MEAN) / SD).to(memory_format=torch.channels_last)
    with torch.no_grad():
        features = torch.cat([backbone(part)[-1].half() for part in flat.split(BATCH)])
    return list(features.view(len(values), 4, *features.shape[1:]).numpy())
