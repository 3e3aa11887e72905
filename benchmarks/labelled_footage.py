"""Scores on real photos and clips that were labelled by hand.

A folder holds ``photos.json`` with ``photos/`` beside it, ``clips.json`` with ``clips/``, or both.
photos.json: ``{"photos": {name: {people, posture, posture_alt, view, near_side, roller,
angles_2d_near: {knee, hip}, joints: {near, far}, exerciser_box, assistant: {box}}}}``. clips.json:
``{"clips": {name: {segments: [{start_s, end_s, presence, posture}], keypoints: [{t_s, side,
knee_angle_2d_deg}]}}}``. Angles are those in the image, hip as the included angle
shoulder-hip-knee.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np
from markdown_tables import aligned_table
from perceive_files import perceive_clip, perceive_photos, read_frames

from posecheck.geometry import angle_at
from posecheck.measures.table import Measurements
from posecheck.moment import Moment

POSTURE_NAMES = {"bridge": "supine", "long_sitting": "sitting", "plank": "prone"}
"""Postures that the labels name differently from posecheck."""

NOT_SCORED = {"other", "inverted", "transition"}
"""Labelled postures that posecheck has no name for."""

SEGMENT_EDGE_S = 0.15
"""Frames this near to the start or end of a labelled segment are not scored, in seconds."""

LEGS_APART_DEG = 35.0
"""Knee angles of both legs that differ by more show which leg was measured, in degrees."""

MIN_OVERLAP = 0.4
"""Intersection over union above which a box is the exerciser's."""

Label = dict[str, Any]


def footage_tables(folder: Path) -> list[str]:
    """Make headings and tables for a folder of footage."""
    parts = []
    if (folder / "photos.json").exists():
        labels = json.loads((folder / "photos.json").read_text())["photos"]
        rows = _photo_rows(folder / "photos", labels)
        parts += ["## Real photos", aligned_table(["what", "result"], rows)]
    if (folder / "clips.json").exists():
        labels = json.loads((folder / "clips.json").read_text())["clips"]
        head = ["clip", "frames", "posture right", "nobody where nobody is", "knee MAE"]
        rows = [
            [name, *_clip_cells(folder / "clips" / name, label)]
            for name, label in labels.items()
            if (folder / "clips" / name).exists()
        ]
        parts += ["## Real clips", aligned_table(head, rows)]
    if not parts:
        raise SystemExit(f"{folder} holds neither photos.json nor clips.json.")
    return parts


# --- photos


def _photo_rows(folder: Path, labels: dict[str, Label]) -> list[list[object]]:
    names = [name for name in labels if (folder / name).exists()]
    moments = perceive_photos((folder / name for name in names), roller=False)
    photos = [(moment, labels[name]) for name, moment in zip(names, moments, strict=True)]
    single = [(moment, label) for moment, label in photos if label["people"] == 1]
    posture = [
        _posture(moment.measurements) in {_posture_name(label["posture"]), label.get("posture_alt")}
        for moment, label in single
        if label["posture"] not in NOT_SCORED
    ]
    view = [
        moment.measurements is not None and moment.measurements.view == label["view"]
        for moment, label in single
        if label.get("view")
    ]
    rows: list[list[object]] = [
        ["person found", _share([m.body is not None for m, label in photos if label["people"]])],
        ["posture right", _share(posture)],
        ["view right", _share(view)],
    ]
    near = [
        (moment, label)
        for moment, label in single
        if label.get("joints") and label.get("near_side") in ("left", "right")
    ]
    for measure in ("knee", "hip_flexion"):
        errors = [
            _near_angle(moment, label, measure) - _labelled_angle(label, measure)
            for moment, label in near
            if label["view"] == "side"
        ]
        rows.append([f"near {measure.replace('_', ' ')}, side view", _errors(errors)])
    near_leg = [right for photo in near if (right := _near_leg_measured(*photo)) is not None]
    rows.append([f"near and far leg told apart, over {LEGS_APART_DEG:.0f}°", _share(near_leg)])
    with_helper = [_is_exerciser(m, label) for m, label in photos if "exerciser_box" in label]
    if with_helper:
        rows.append(["the exerciser measured, not the helper", _share(with_helper)])
    return rows


def _near_angle(moment: Moment, label: Label, measure: str) -> float:
    measured = moment.measurements
    return measured.value(measure, label["near_side"]) if measured else math.nan


def _labelled_angle(label: Label, measure: str) -> float:
    angles = label["angles_2d_near"]
    return float(angles["knee"] if measure == "knee" else 180.0 - angles["hip"])


def _near_leg_measured(moment: Moment, label: Label) -> bool | None:
    """Whether the measured knee fits the near leg better than the far one.

    None where the far leg is not labelled, or both knees are alike.
    """
    far = label["joints"].get("far") or {}
    if not (far.get("knee") and far.get("ankle")):
        return None
    far_knee = angle_at(label["joints"]["near"]["hip"], far["knee"], far["ankle"])
    near_knee = _labelled_angle(label, "knee")
    if not abs(far_knee - near_knee) > LEGS_APART_DEG:
        return None
    value = _near_angle(moment, label, "knee")
    return abs(value - near_knee) < abs(value - far_knee)


def _is_exerciser(moment: Moment, label: Label) -> bool:
    if moment.body is None:
        return False
    box = moment.body.box()
    helper_overlap = _overlap(box, label["assistant"]["box"])
    return _overlap(box, label["exerciser_box"]) > max(MIN_OVERLAP, helper_overlap)


def _overlap(a: Any, b: Any) -> float:
    """Compute the intersection over union of two boxes x1, y1, x2, y2."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0.0, width) * max(0.0, height)
    return float(shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared))


# --- clips


def _clip_cells(path: Path, label: Label) -> list[object]:
    moments = perceive_clip(read_frames(path), roller=False)
    frames = [(moment.frame.time_s, moment.measurements) for moment in moments]
    posture, nobody = [], []
    for time_s, measurements in frames:
        segment = _segment_at(label["segments"], time_s)
        if segment is None:
            continue
        if segment["presence"] in ("absent", "title_card"):
            nobody.append(measurements is None)
        elif segment["presence"] == "full" and segment["posture"] not in {None, *NOT_SCORED}:
            posture.append(_posture(measurements) in _clip_postures(segment))
    errors = []
    for known in label.get("keypoints", []):
        _, nearest = min(frames, key=lambda frame: abs(frame[0] - known["t_s"]))
        value = nearest.value("knee", known["side"]) if nearest else math.nan
        errors.append(value - known["knee_angle_2d_deg"])
    return [len(frames), _share(posture), _share(nobody), _errors(errors)]


def _clip_postures(segment: Label) -> set[str]:
    """The postures that are right; a side plank is lying on the side, propped up."""
    if segment["posture"] == "plank" and (segment.get("sub") or "").startswith("side plank"):
        return {"side_lying_left", "side_lying_right"}
    return {_posture_name(segment["posture"])}


def _segment_at(segments: list[Label], time_s: float) -> Label | None:
    for segment in segments:
        if segment["start_s"] + SEGMENT_EDGE_S <= time_s < segment["end_s"] - SEGMENT_EDGE_S:
            return segment
    return None


# --- both


def _posture(measurements: Measurements | None) -> str | None:
    return measurements.posture if measurements else None


def _posture_name(labelled: str) -> str:
    return POSTURE_NAMES.get(labelled, labelled)


def _share(hits: list[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.1f} % of {len(hits)}" if hits else ""


def _errors(errors: list[float]) -> str:
    sizes = [abs(error) for error in errors if not math.isnan(error)]
    if not sizes:
        return "not given" if errors else ""
    return (
        f"MAE {fmean(sizes):.1f}, median {median(sizes):.1f}, p90 {np.percentile(sizes, 90):.1f}, "
        f"given {100 * len(sizes) / len(errors):.0f} % of {len(errors)}"
    )
