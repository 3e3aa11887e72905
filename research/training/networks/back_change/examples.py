"""What the back change network learns from: rendered groups of one person each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from stills import person_number, read_stills
from torch import Tensor

from examples import Examples, load_or_make
from posecheck.perception.back.change_network import (
    HEIGHT,
    USUAL_TRUNK_CM,
    WIDTH,
    trunk_transform,
)
from posecheck.perception.crop import extract_crop

MARGIN_PX = 32
"""The stored pictures are so many pixels wider on each side, so that they can be turned and
shifted."""

LARGER = 1.25
"""The stored pictures are so many times finer, so that they can be scaled."""


@dataclass
class BackGroups(Examples):
    """(n, ...) tensors, a row a group of pictures of one person.

    Attributes
    ----------
    pictures
        (n, 8, height, width, 3) stored pictures, uint8, all cut out alike.
    gaps
        (n, 8) lumbar gap in cm, of a trunk of the usual length.
    arms_along
        (n,) whether the arms lie along the body in most of them; for the report.
    person
        (n,) number of the group: one person each.
    """

    pictures: Tensor
    gaps: Tensor
    arms_along: Tensor
    person: Tensor


def stored_size() -> tuple[int, int]:
    """Width and height of a stored picture."""
    return round(LARGER * (WIDTH + 2 * MARGIN_PX)), round(LARGER * (HEIGHT + 2 * MARGIN_PX))


def make_examples(folder: Path, cache: Path | None) -> BackGroups:
    """Make the examples of all groups in ``folder``, or read them from ``cache``."""

    def make_rows() -> list[tuple]:
        return [make_row(path.parent, record) for path, record in read_stills([folder])]

    return load_or_make(BackGroups, make_rows, cache, kept="ub")


def make_row(folder: Path, record: dict) -> tuple:
    """Read the pictures of a group, and cut out the same piece of each."""
    pictures = record["pictures"]
    hip, shoulder = (_middle(pictures[0]["joints_px"], part) for part in ("hip", "shoulder"))
    transform = trunk_transform(hip, shoulder)
    transform[:, 2] += MARGIN_PX
    transform = LARGER * transform
    pieces, gaps = [], []
    for picture in pictures:
        image = cv2.cvtColor(cv2.imread(str(folder / picture["file"])), cv2.COLOR_BGR2RGB)
        pieces.append(extract_crop(image, transform, stored_size()))
        joints = picture["joints_m"]
        trunk_cm = 100 * np.linalg.norm(_middle(joints, "shoulder") - _middle(joints, "hip"))
        gaps.append(picture["lumbar_gap_cm"] * USUAL_TRUNK_CM / trunk_cm)
    along = record["arms"] in ("along", "away")
    return np.stack(pieces), np.array(gaps), np.bool_(along), float(person_number(record))


def _middle(joints: dict, part: str) -> np.ndarray:
    return np.mean([joints[f"{side}_{part}"] for side in ("left", "right")], axis=0)
