"""Errors of the angles of both legs: posecheck's, and those of bare MediaPipe landmarks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import fmean, median

import numpy as np
from markdown_tables import aligned_table
from truth_files import Record, measured_sides, true_measurements

from posecheck.anatomy import Landmark, Side
from posecheck.geometry import angle_at, wrap_degrees
from posecheck.measures import leg
from posecheck.measures.table import Measurements
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.legs import swap_legs
from posecheck.perception.scene import scene_of

OFF_SIDE_BINS = (15.0, 30.0, 45.0, 90.0)
"""Upper ends of the bins of degrees off the side view."""

WRAPPING = ("fallout", "hip_rotation")
"""Angles that go from 180 to -180 degrees: their errors are taken the short way round."""


@dataclass(frozen=True)
class Sample:
    """One image: its truth, and what posecheck made of it."""

    time_s: float
    record: Record
    body: Body | None
    measurements: Measurements | None


@dataclass(frozen=True)
class AngleScore:
    """One angle of one leg in one image.

    Attributes
    ----------
    measure
        Its name in the table of measures.
    near
        Whether the leg is truly the one nearer to the camera.
    posture
        The true posture.
    off_side
        True degrees off the side view.
    truth, bare, ours
        Degrees: the true angle, from MediaPipe's landmarks alone, from posecheck. NaN: not given.
    expected
        The error in degrees that the reading of someone lying expects; NaN without a reading.
    """

    measure: str
    near: bool
    posture: str
    off_side: float
    truth: float
    bare: float
    ours: float
    expected: float = math.nan


def bare_angles(body: Body) -> dict[str, float]:
    """Compute the angles from MediaPipe's landmarks alone; nothing is withheld.

    Knee and hip flexion are angles in the image. Fall-out and hip rotation are computed in
    MediaPipe's world space.
    """
    if body.legs_swapped:
        body = swap_legs(body)
    trusted = replace(body, visibility=np.ones_like(body.visibility), reading=None)
    scene = replace(scene_of(trusted), posture="supine")
    angles = {}
    for measure, side in measured_sides():
        shoulder, hip, knee, ankle = (
            body.point(Landmark.of(side, part)) for part in ("shoulder", "hip", "knee", "ankle")
        )
        if measure == "knee":
            value = angle_at(hip, knee, ankle)
        elif measure == "hip_flexion":
            value = 180.0 - angle_at(shoulder, hip, knee)
        elif measure == "fallout":
            value = leg.fall_out(scene, side)
        else:
            value = leg.hip_rotation(scene, side)
        angles[f"{measure}_{side}"] = value
    return angles


def score_angles(samples: Iterable[Sample]) -> list[AngleScore]:
    """Score the angles of all images that show the whole person."""
    scores = []
    for sample in samples:
        truth = true_measurements(sample.record)
        if truth is None or not sample.record["fully_in_view"]:
            continue
        bare = bare_angles(sample.body) if sample.body is not None else {}
        for measure, side in measured_sides():
            value = truth.value(measure, side)
            if math.isnan(value):
                continue
            measured = sample.measurements
            scores.append(
                AngleScore(
                    measure,
                    side == truth.near_side,
                    truth.posture,
                    truth.off_side_deg,
                    value,
                    bare.get(f"{measure}_{side}", math.nan),
                    measured.value(measure, side) if measured else math.nan,
                    _expected_error(sample.body, measure, side),
                )
            )
    return scores


def _expected_error(body: Body | None, measure: str, side: Side) -> float:
    if body is None or body.reading is None:
        return math.nan
    return body.reading.legs[side].error_deg[measure]


def error_deg(measure: str, value: float, truth: float) -> float:
    """Compute measured minus true in degrees; the short way round for angles that wrap."""
    error = value - truth
    return wrap_degrees(error) if measure in WRAPPING else error


def error_cells(scores: list[AngleScore], whose: str) -> list[object]:
    """Compute MAE, median, 90th percentile, bias and the share of answers.

    Parameters
    ----------
    scores
        The scores of one row.
    whose
        "bare" or "ours".
    """
    errors = [error_deg(s.measure, getattr(s, whose), s.truth) for s in scores]
    errors = [error for error in errors if not math.isnan(error)]
    share = f"{100 * len(errors) / len(scores):.0f} %"
    if not errors:
        return ["", "", "", "", share]
    sizes = [abs(error) for error in errors]
    return [fmean(sizes), median(sizes), float(np.percentile(sizes, 90)), fmean(errors), share]


def angle_table(scores: list[AngleScore], groups: dict[str, list[AngleScore]] | None = None) -> str:
    """Make a table of the errors of MediaPipe and posecheck: a row a measure, leg and group."""
    rows = []
    for group, members in (groups or {"all": scores}).items():
        for measure in dict.fromkeys(name for name, _ in measured_sides()):
            for near in (True, False):
                chosen = [s for s in members if s.measure == measure and s.near == near]
                if chosen:
                    row = [measure, "near" if near else "far", group, len(chosen)]
                    rows.append(row + error_cells(chosen, "bare") + error_cells(chosen, "ours"))
    kinds = ("MAE", "median", "p90", "bias", "given")
    head = ["measure", "leg", "group", "n"] + [f"bare {kind}" for kind in kinds]
    return aligned_table(head + [f"posecheck {kind}" for kind in kinds], rows)


def by_posture(scores: list[AngleScore]) -> dict[str, list[AngleScore]]:
    """Group the scores by posture."""
    return {p: [s for s in scores if s.posture == p] for p in sorted({s.posture for s in scores})}


def by_off_side(scores: list[AngleScore]) -> dict[str, list[AngleScore]]:
    """Group the scores by degrees off the side view."""
    groups, start = {}, 0.0
    for end in OFF_SIDE_BINS:
        groups[f"{start:.0f}-{end:.0f}°"] = [s for s in scores if start <= s.off_side < end]
        start = end
    return groups
