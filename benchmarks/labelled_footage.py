"""Scores on real photos and clips with labels by hand.

A folder holds ``photos.json`` with ``photos/`` beside it, ``clips.json`` with ``clips/``, or both.
photos.json: ``{"photos": {name: {people, posture, posture_alt, view, near_side, roller,
angles_2d_near: {knee, hip}, joints: {near, far}, exerciser_box, assistant: {box}}}}``. clips.json:
``{"clips": {name: {segments: [{start_s, end_s, presence, posture}], keypoints: [{t_s, side,
knee_angle_2d_deg}]}}}``. Angles are the picture's, hip as the included angle shoulder-hip-knee.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np

from posecheck.engine.pipeline import moments
from posecheck.geometry import angle_at
from posecheck.moment import Moment
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.video.opening import open_file

NAMED_OTHERWISE = {"bridge": "supine", "long_sitting": "sitting", "plank": "prone"}
NOT_SCORED = {"other", "inverted", "transition"}
SEGMENT_EDGE_S = 0.15
LEGS_APART_DEG = 35.0

Table = Callable[[list[str], list[list[object]]], str]
Label = dict[str, Any]


def footage_tables(folder: Path, table: Table) -> list[str]:
    """Headings and tables for a folder of footage."""
    parts = []
    if (folder / "photos.json").exists():
        labels = json.loads((folder / "photos.json").read_text())["photos"]
        parts += ["## Real photos", table(["what", "result"], _photos(folder / "photos", labels))]
    if (folder / "clips.json").exists():
        labels = json.loads((folder / "clips.json").read_text())["clips"]
        head = ["clip", "frames", "posture right", "nobody where nobody is", "knee MAE"]
        parts += ["## Real clips", table(head, _clips(folder / "clips", labels))]
    if not parts:
        raise SystemExit(f"{folder} holds neither photos.json nor clips.json.")
    return parts


def _photos(folder: Path, labels: dict[str, Label]) -> list[list[object]]:
    seen: dict[str, Moment] = {}
    with PoseEstimator("photo", with_mask=False) as estimator:
        for name in labels:
            if (path := folder / name).exists():
                with open_file(path) as source:
                    (seen[name],) = moments(source, estimator)
    single = {n: labels[n] for n in seen if labels[n]["people"] == 1}
    found = [seen[n].body is not None for n in seen if labels[n]["people"] >= 1]
    posture = [
        _posture(seen[n]) in {_posture_name(label["posture"]), label.get("posture_alt")}
        for n, label in single.items()
        if label["posture"] not in NOT_SCORED
    ]
    view = [
        m.measurements is not None and m.measurements.view == single[n]["view"]
        for n, m in seen.items()
        if n in single and single[n].get("view")
    ]
    rows: list[list[object]] = [
        ["person found", _share(found)],
        ["posture right", _share(posture)],
        ["view right", _share(view)],
    ]
    told_apart = []
    for measure in ("knee", "hip_flexion"):
        errors = []
        for name, label in single.items():
            if not label.get("joints") or label.get("near_side") not in ("left", "right"):
                continue
            moment = seen[name]
            value = (
                moment.measurements.value(measure, label["near_side"])
                if moment.measurements
                else math.nan
            )
            angles = label["angles_2d_near"]
            wanted = angles["knee"] if measure == "knee" else 180.0 - angles["hip"]
            if label["view"] == "side":
                errors.append(value - wanted)
            far = label["joints"].get("far") or {}
            if measure == "knee" and far.get("knee") and far.get("ankle"):
                other = angle_at(label["joints"]["near"]["hip"], far["knee"], far["ankle"])
                if abs(other - wanted) > LEGS_APART_DEG:
                    told_apart.append(abs(value - wanted) < abs(value - other))
        rows.append([f"near {measure.replace('_', ' ')}, side view", _errors(errors)])
    rows.append([f"near and far leg told apart, over {LEGS_APART_DEG:.0f}°", _share(told_apart)])
    with_helper = [
        _is_exerciser(seen[n], label)
        for n, label in labels.items()
        if n in seen and "exerciser_box" in label
    ]
    if with_helper:
        rows.append(["the exerciser measured, not the helper", _share(with_helper)])
    return rows


def _clips(folder: Path, labels: dict[str, Label]) -> list[list[object]]:
    rows: list[list[object]] = []
    for name, label in labels.items():
        path = folder / name
        if not path.exists():
            continue
        with open_file(path) as source, PoseEstimator("video", with_mask=False) as estimator:
            seen = [(m.frame.time_s, m.measurements) for m in moments(source, estimator)]
        posture, nobody = [], []
        for time_s, measurements in seen:
            segment = _segment_at(label["segments"], time_s)
            if segment is None:
                continue
            if segment["presence"] in ("absent", "title_card"):
                nobody.append(measurements is None)
            elif segment["presence"] == "full" and segment["posture"] not in {None, *NOT_SCORED}:
                given = measurements.posture if measurements else None
                posture.append(given == _posture_name(segment["posture"]))
        errors = []
        for known in label.get("keypoints", []):
            _, nearest = min(seen, key=lambda s: abs(s[0] - known["t_s"]))
            value = nearest.value("knee", known["side"]) if nearest else math.nan
            errors.append(value - known["knee_angle_2d_deg"])
        rows.append([name, len(seen), _share(posture), _share(nobody), _errors(errors)])
    return rows


def _segment_at(segments: list[Label], time_s: float) -> Label | None:
    for segment in segments:
        if segment["start_s"] + SEGMENT_EDGE_S <= time_s < segment["end_s"] - SEGMENT_EDGE_S:
            return segment
    return None


def _posture(moment: Moment) -> str | None:
    return moment.measurements.posture if moment.measurements else None


def _posture_name(labelled: str) -> str:
    return NAMED_OTHERWISE.get(labelled, labelled)


def _is_exerciser(moment: Moment, label: Label) -> bool:
    if moment.body is None:
        return False
    box = moment.body.box()
    with_helper = _overlap(box, label["assistant"]["box"])
    return _overlap(box, label["exerciser_box"]) > max(0.4, with_helper)


def _overlap(a: Any, b: Any) -> float:
    """Intersection over union of two boxes x1, y1, x2, y2."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0.0, width) * max(0.0, height)
    return float(shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared))


def _share(hits: list[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.1f} % of {len(hits)}" if hits else ""


def _errors(errors: list[float]) -> str:
    size = [abs(e) for e in errors if not math.isnan(e)]
    if not size:
        return "not given" if errors else ""
    return (
        f"MAE {fmean(size):.1f}, median {median(size):.1f}, p90 {np.percentile(size, 90):.1f}, "
        f"given {100 * len(size) / len(errors):.0f} % of {len(errors)}"
    )
