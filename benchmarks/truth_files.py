"""The truth of rendered clips and stills. sample_videos/README.md describes the files."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.anatomy import SIDES, Landmark, Side
from posecheck.measures.table import Measurements
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import ANGLES
from posecheck.perception.placement import PARTS, Placement

REPOSITORY = Path(__file__).resolve().parent.parent

SAMPLES = REPOSITORY / "sample_videos"
"""The clips of the repository, and their stills in ``stills/``."""

SCHEMA = 1
"""Version of the truth files that this module reads."""

LEGS_APART = 0.7
"""Legs nearer to each other than this cannot be swapped. In trunk lengths, summed over knees,
ankles and toes."""

LEGS_NEARER = 0.5
"""Legs are swapped when they are nearer by this to each other's true places than to their own. In
trunk lengths, summed over knees, ankles and toes of both legs."""

Record = dict[str, Any]


@dataclass(frozen=True, eq=False)
class KnownClip:
    """A rendered clip and its truth.

    ``side`` is None where left and right do the same together. ``frames`` has one record a frame.
    """

    path: Path
    exercise: str
    side: Side | None
    events: list[Record]
    frames: list[Record]


@dataclass(frozen=True)
class KnownStill:
    """A rendered still and its truth."""

    path: Path
    record: Record


def known_clips(folder: Path) -> Iterator[KnownClip]:
    """Read the clips of a folder that have a truth file beside them, ordered by name."""
    for path in sorted(folder.glob("*.mp4")):
        truth_file = path.with_suffix(".json")
        if not truth_file.exists():
            continue
        truth = _read_truth(truth_file)
        yield KnownClip(path, truth["exercise"], truth["side"], truth["events"], truth["frames"])


def known_stills(folder: Path) -> Iterator[KnownStill]:
    """Read the stills of a folder and the folders in it, ordered by path."""
    for truth_file in sorted(folder.rglob("*.json")):
        yield KnownStill(truth_file.with_suffix(".jpg"), _read_truth(truth_file))


def true_measurements(record: Record) -> Measurements | None:
    """Give the truth of one image as posecheck's measurements; None without a person.

    The tolerances are 0.
    """
    if not record["person"]:
        return None
    values = {name: _number(value) for name, value in record["angles"].items()}
    values["lumbar_gap_cm"] = _number(record["lumbar_gap_cm"])
    for name in ("angle", "turn", "position"):
        values[f"roller_{name}"] = _number((record["roller"] or {}).get(name))
    return Measurements(
        posture=record["posture"],
        view=record["view"],
        off_side_deg=record["off_side_deg"],
        near_side=record["near_side"],
        values=values,
        tolerances=dict.fromkeys(values, 0.0),
        placement=_placement(record),
    )


def _placement(record: Record) -> Placement:
    """Where the joints truly are in the image; the truth has no nose, so its place is NaN."""
    joints = [[record["joints_px"][f"{side}_{part}"] for part in PARTS] for side in SIDES]
    return Placement(np.full(2, np.nan), np.array(joints))


def legs_swapped(body: Body, record: Record) -> bool:
    """Whether the left leg of ``body`` is where the right one truly is, and the right the left."""
    parts = ("knee", "ankle", "foot_index")
    found = np.array([[body.image[Landmark.of(s, p)] for p in parts] for s in SIDES])
    true = np.array([[record["joints_px"][f"{s}_{p}"] for p in parts] for s in SIDES])
    trunk = float(np.linalg.norm(body.middle("shoulder") - body.middle("hip")))
    apart, to_own, to_other = (
        float(np.linalg.norm(offsets, axis=-1).sum())
        for offsets in (found[0] - found[1], found - true, found - true[::-1])
    )
    return apart > LEGS_APART * trunk and to_own - to_other > LEGS_NEARER * trunk


def measured_sides() -> list[tuple[str, Side]]:
    """List (measure, side) of every angle in the truth that both sides have."""
    return [(measure, side) for measure in ANGLES for side in SIDES]


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _read_truth(path: Path) -> Record:
    truth: Record = json.loads(path.read_text())
    if truth.get("schema") != SCHEMA:
        raise SystemExit(f"{path}: schema {truth.get('schema')}, not {SCHEMA}.")
    return truth
