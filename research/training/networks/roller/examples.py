"""What the roller network learns from: rendered stills with labels of the roller, and photos of
people without one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
from photos import read_list, read_photos
from settings import TestSplit
from stills import person_number, read_stills
from torch import Tensor

from examples import Examples, describe, load_or_make, read_picture
from posecheck.anatomy import Landmark
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.posture import LYING
from posecheck.perception.crop import FILL
from posecheck.perception.roller.network import TRAINED_POSITIONS

CANVAS = 320
"""Stills are kept in the top left corner of a square of this many pixels."""

PERSON_LABEL, ROLLER_LABEL = 1, 2
"""The person's and the roller's value in a still's labels; 0 is the room."""

LENT_SHARE = 0.5
"""Share of the photos that are there once more with the roller of a still in them."""

LENT_FROM_PX = 250
"""Visible pixels from which on a still's roller may be lent to a photo."""

TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")


@dataclass
class RollerExamples(Examples):
    """(n, ...) tensors. Pixels are the still's, azimuths run from the line of sight to the right,
    seen from above, in degrees.

    Attributes
    ----------
    pictures
        (n, 3, CANVAS, CANVAS) stills, uint8.
    labels
        (n, CANVAS, CANVAS) where a person or the roller shows, uint8.
    size
        (n, 2) width and height of the still.
    box
        (n, 4) the body's box: left, top, right, bottom.
    trunk
        (n, 4, 2) the joints of TRUNK.
    ends
        (n, 2, 2) ends of the roller's axis, the nearer one first; NaN without a roller.
    azimuth, trunk_azimuth
        (n,) of the roller and of the trunk; NaN where there is none.
    position
        (n,) of the roller along the trunk; NaN where the trunk does not lie on it.
    under
        (n,) 1 where somebody lies on the roller, else 0; NaN without a roller.
    diameter
        (n,) apparent diameter at the nearer end; NaN without a roller.
    visible
        (n,) the roller's visible pixels.
    person
        Number of the rendered person within its seed; of a photo, of its exercise.
    height, off_side, shows_cm
        Lens height (m), degrees off the side view, length of the roller that shows (cm); for the
        report.
    """

    pictures: Tensor
    labels: Tensor
    size: Tensor
    box: Tensor
    trunk: Tensor
    ends: Tensor
    azimuth: Tensor
    trunk_azimuth: Tensor
    position: Tensor
    under: Tensor
    diameter: Tensor
    visible: Tensor
    person: Tensor
    height: Tensor
    off_side: Tensor
    shows_cm: Tensor


COLUMNS = tuple(field.name for field in fields(RollerExamples))

PERSON, SIZE = COLUMNS.index("person"), COLUMNS.index("size")


def make_examples(
    stills: Iterable[Path],
    photos: Path,
    photo_folder: Path,
    split: TestSplit,
    cache: Path | None,
) -> RollerExamples:
    """Make the examples of all stills that have labels and of all photos in which somebody is
    found, or read them from ``cache``.

    Parameters
    ----------
    stills
        The files of the stills' truth.
    photos, photo_folder
        The list of photos, and where they lie.
    split
        Rollers are lent to photos on their own side of the test split.
    """
    stills = tuple(stills)

    def make_rows() -> list[tuple]:
        rows = [
            make_row(path, record)
            for path, record in read_stills(stills)
            if path.with_suffix(".png").exists()
        ]
        rng = np.random.default_rng(0)
        lenders: dict[bool, list[tuple]] = {False: [], True: []}
        for row in filter(can_lend_roller, rows):
            lenders[split.is_test(row[PERSON])].append(row)
        extents = {
            side: np.array([roller_extent(row) for row in lenders[side]]) for side in lenders
        }
        with PoseEstimator("photo", find_turn=False) as estimator:
            for path, exercise in read_photos(photos, photo_folder):
                image = read_picture(path)
                body = estimator.estimate(image)
                if body is not None:
                    rows.append(make_photo_row(image, body, exercise))
                    if rng.random() < LENT_SHARE:
                        side = split.is_test(exercise)
                        within = (extents[side] <= rows[-1][SIZE]).all(axis=1)
                        chosen = int(rng.choice(np.flatnonzero(within)))
                        rows.append(lend_roller(rows[-1], lenders[side][chosen]))
        return rows

    made_of = describe(stills, read_list(photos), split)
    return load_or_make(RollerExamples, make_rows, cache, made_of, kept="u")


def make_row(path: Path, record: dict) -> tuple:
    """Make one row of :class:`RollerExamples`."""
    image = read_picture(path)
    labels = cv2.imread(str(path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
    height, width = labels.shape
    canvas = np.full((3, CANVAS, CANVAS), FILL, np.uint8)
    canvas[:, :height, :width] = image.transpose(2, 0, 1)
    kept = np.zeros((CANVAS, CANVAS), np.uint8)
    kept[:height, :width] = labels
    mask = kept == ROLLER_LABEL
    places = np.array(list(record["joints_px"].values()))
    low, high = np.clip([places.min(0), places.max(0)], 0, (width, height))
    trunk = [record["joints_px"][name] for name in TRUNK]
    joints = {name: np.array(place) for name, place in record["joints_m"].items()}
    hips = (joints["left_hip"] + joints["right_hip"]) / 2
    shoulders = (joints["left_shoulder"] + joints["right_shoulder"]) / 2
    lens = np.array(record["camera"]["position"])
    roller = record["roller"] or {}
    ends = np.array(roller.get("ends", np.full((2, 3), np.nan)))
    middle = ends.mean(0) if roller else (hips + shoulders) / 2
    axis = ends[1] - ends[0]
    lies = record["posture"] in LYING
    under = lies and "turn" in roller
    least, most = TRAINED_POSITIONS
    on = under and least <= roller["position"] <= most
    shows = _visible_share(mask, np.array(roller["ends_px"])) if roller else 0.0
    return (
        canvas,
        kept,
        (width, height),
        (*low, *high),
        trunk,
        roller.get("ends_px", np.full((2, 2), np.nan)),
        _azimuth(axis, middle - lens),
        _azimuth(shoulders - hips, middle - lens) if lies else math.nan,
        roller["position"] if on else math.nan,
        under if roller else math.nan,
        _diameter_px(record) if roller else math.nan,
        int(mask.sum()),
        person_number(record),
        lens[2],
        record["off_side_deg"],
        100 * shows * roller.get("length_m", 0.0),
    )


def make_photo_row(image: np.ndarray, body: Body, exercise: int) -> tuple:
    """Make one row of a photo without a roller, RGB."""
    scale = CANVAS / max(image.shape[:2])
    height, width = (round(scale * side) for side in image.shape[:2])
    canvas = np.full((3, CANVAS, CANVAS), FILL, np.uint8)
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    canvas[:, :height, :width] = small.transpose(2, 0, 1)
    labels = np.zeros((CANVAS, CANVAS), np.uint8)
    if body.mask is None:
        labels[:height, :width] = PERSON_LABEL
    else:
        person = cv2.resize(body.mask.astype(np.float32), (width, height))
        labels[:height, :width] = PERSON_LABEL * (person > 0.5)
    trunk = [scale * body.image[Landmark[name.upper()]] for name in TRUNK]
    box = [scale * edge for edge in body.box()]
    roller = (np.full((2, 2), np.nan), *(math.nan,) * 5, 0)
    of_report = (math.nan, math.nan, 0.0)
    return (canvas, labels, (width, height), box, trunk, *roller, exercise, *of_report)


def can_lend_roller(row: tuple) -> bool:
    """Whether a still's roller lies apart from the body and shows well."""
    still = dict(zip(COLUMNS, row, strict=True))
    return still["under"] == 0 and still["visible"] >= LENT_FROM_PX


def roller_extent(still: tuple) -> tuple[int, int]:
    """How far right and down a still's roller goes, in pixels: a photo that it is lent to is at
    least as large."""
    y, x = np.nonzero(still[COLUMNS.index("labels")] == ROLLER_LABEL)
    return int(x.max()) + 1, int(y.max()) + 1


def lend_roller(photo: tuple, still: tuple) -> tuple:
    """Make a row of a photo with the roller of a still in it.

    Otherwise all rollers would be rendered and all photos without one, and the network could tell
    a photo instead of a roller.
    """
    row, lent = (dict(zip(COLUMNS, values, strict=True)) for values in (photo, still))
    mask = (lent["labels"] == ROLLER_LABEL).astype(np.uint8)
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.7)
    pictures = row["pictures"] * (1 - soft) + lent["pictures"] * soft
    row |= {name: lent[name] for name in ("ends", "azimuth", "under", "diameter", "visible")}
    row["pictures"] = pictures.astype(np.uint8)
    row["labels"] = np.where(mask, ROLLER_LABEL, row["labels"]).astype(np.uint8)
    return tuple(row.values())


def _azimuth(direction: np.ndarray, sight: np.ndarray) -> float:
    """Degrees from the line of sight to ``direction``, to the right, seen from above."""
    right = np.array([sight[1], -sight[0], 0.0])
    flat = sight * (1, 1, 0)
    return math.degrees(math.atan2(direction @ right, direction @ flat))


def _diameter_px(record: dict) -> float:
    """The roller's apparent diameter at its nearer end."""
    camera, roller = record["camera"], record["roller"]
    offset = np.array(roller["ends"][0]) - camera["position"]
    return camera["focal_px"] * roller["diameter_m"] / float(offset @ camera["rotation"][2])


def _visible_share(mask: np.ndarray, ends: np.ndarray) -> float:
    """Share of the axis' length beside which roller shows, 0..1, in steps of a fortieth."""
    y, x = np.nonzero(mask)
    if len(x) < 5:
        return 0.0
    axis = ends[1] - ends[0]
    along = ((np.stack([x, y], 1) - ends[0]) @ axis) / (axis @ axis)
    return float(len(np.unique(np.clip(along * 40, 0, 39).astype(int))) / 40)
