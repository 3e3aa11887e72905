"""What is known of rendered clips and stills, and of footage labelled by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.anatomy import SIDES, Landmark
from posecheck.measures.table import Measurements
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import ANGLES

SCHEMA = 1
"""Of the rendered truth; sample_videos/README.md describes it."""

Record = dict[str, Any]


@dataclass(frozen=True, eq=False)
class KnownClip:
    """A rendered clip and its truth; ``frames`` has one record a frame."""

    path: Path
    exercise: str
    side: str | None
    events: list[Record]
    frames: list[Record]


@dataclass(frozen=True)
class KnownStill:
    """A rendered still and its truth."""

    path: Path
    record: Record


def known_clips(folder: Path) -> Iterator[KnownClip]:
    """The clips of a folder that have their truth beside them, by name."""
    for path in sorted(folder.glob("*.mp4")):
        beside = path.with_suffix(".json")
        if not beside.exists():
            continue
        about = json.loads(beside.read_text())
        _check_schema(beside, about)
        yield KnownClip(path, about["exercise"], about["side"], about["events"], about["frames"])


def known_stills(folder: Path) -> Iterator[KnownStill]:
    """The stills of a folder, by name."""
    for beside in sorted(folder.glob("*.json")):
        record = json.loads(beside.read_text())
        _check_schema(beside, record)
        yield KnownStill(beside.with_suffix(".jpg"), record)


def true_measurements(record: Record) -> Measurements | None:
    """The truth of one picture in the form that posecheck's own numbers have; None without
    a person. The sides' tolerances are 0."""
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
    )


APART, NEARER = 0.7, 0.5
"""In trunk lengths, summed over knees, ankles and toes: the legs must be said to lie so far apart,
and so much nearer to each other's true places than to their own, to be taken for each other."""


def legs_swapped(body: Body, record: Record) -> bool:
    """Whether the left leg of ``body`` is where the right one truly is, and the right the left."""
    parts = ("knee", "ankle", "foot_index")
    said = np.array([[body.image[Landmark.of(s, p)] for p in parts] for s in SIDES])
    true = np.array([[record["joints_px"][f"{s}_{p}"] for p in parts] for s in SIDES])
    trunk = float(np.linalg.norm(body.middle("shoulder") - body.middle("hip")))
    apart, own, others = (
        float(np.linalg.norm(way, axis=-1).sum())
        for way in (said[0] - said[1], said - true, said - true[::-1])
    )
    return apart > APART * trunk and own - others > NEARER * trunk


def measured_sides() -> list[tuple[str, str]]:
    """(measure, side) of every angle of the truth that both sides have."""
    return [(measure, side) for measure in ANGLES for side in ("left", "right")]


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _check_schema(path: Path, about: Record) -> None:
    if about.get("schema") != SCHEMA:
        raise SystemExit(f"{path}: schema {about.get('schema')}, not {SCHEMA}.")
