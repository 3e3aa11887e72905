"""Rendered stills with and without a roller: the truth, and what posecheck measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from perceive_files import perceive_photos
from truth_files import KnownStill, Record, known_stills

from posecheck.geometry import Array
from posecheck.measures.table import measure_scene
from posecheck.moment import Moment
from posecheck.perception.body.posture import LYING
from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.roller.network import TRAINED_POSITIONS, RollerNetwork
from posecheck.perception.roller.roller import Roller
from posecheck.perception.scene import scene_of

ROLLER_LABEL = 2
"""The roller's value in the label images."""

MIN_VISIBLE_SHARE = 0.1
"""A roller that shows less of its outline need not be found."""

MIN_VISIBLE_PX = 12
"""A roller that shows fewer pixels need not be found."""

HAND_ERROR = 0.1
"""Standard deviation of each end of a line drawn by hand, in diameters: 2 pixels where a roller is
20 wide."""

LENGTH_BINS = 40
"""The roller's length is divided into this many parts, to see how much of it shows."""

Measured = tuple[float, float]
"""A value and its tolerance; NaN for cannot-see."""

CANNOT_SEE: Measured = (math.nan, math.nan)


@dataclass(frozen=True, kw_only=True)
class RollerCase:
    """One still.

    Attributes
    ----------
    posture
        The true posture.
    there
        Whether there is a roller to be found; None where too little of it shows.
    found
        The roller that posecheck found, or None.
    turn
        True roller turn in degrees; NaN unless somebody lies on it.
    position
        True position along the trunk, 0 shoulder line, 1 hip line; NaN unless somebody lies on it.
    lens_m
        Height of the camera, in metres.
    off_side
        True degrees off the side view.
    shows_cm
        How much of the roller's length shows, in cm.
    measured_turn
        The measured turn in degrees; NaN for cannot-see, and for people on their side.
    measured_angle, angle_tolerance
        The measured angle to the spine, 0..90 degrees, and its tolerance; NaN for cannot-see.
    measured_position, position_tolerance
        The measured position and its tolerance; NaN for cannot-see.
    near_end_error
        Error of the end nearer to the camera, in diameters.
    axis_error
        Error of the axis in the image, in degrees.
    """

    posture: str
    there: bool | None
    found: Roller | None
    turn: float
    position: float
    lens_m: float
    off_side: float
    shows_cm: float
    measured_turn: float
    measured_angle: float
    angle_tolerance: float
    measured_position: float
    position_tolerance: float
    near_end_error: float
    axis_error: float

    @property
    def angle_error(self) -> float:
        """Error of the angle between roller and spine, 0..90: the turn without its direction."""
        return abs(self.measured_angle - (90 - abs(self.turn)))

    @property
    def position_error(self) -> float:
        """Error of the position."""
        return abs(self.measured_position - self.position)


def run_cases(folder: Path) -> tuple[list[RollerCase], list[RollerCase]]:
    """Measure each still of a folder alone.

    Returns
    -------
    found
        All stills with a person, the roller found by posecheck.
    by_hand
        The stills with somebody on the roller, the roller drawn by a simulated user: a line from
        end to end, as inexact as a hand draws it.
    """
    found, by_hand = [], []
    network, hand = RollerNetwork(), np.random.default_rng(0)
    for still, moment in _perceive(folder):
        if moment.body is None:
            continue
        case = roller_case(still, moment)
        found.append(case)
        if case.there and lies_on_roller(still.record):
            ends = np.array(still.record["roller"]["ends_px"])
            ends += hand.normal(0, HAND_ERROR * diameter_px(still.record), ends.shape)
            by_hand.append(roller_case(still, _with_roller_drawn(moment, ends, network)))
    return found, by_hand


def _perceive(folder: Path) -> Iterator[tuple[KnownStill, Moment]]:
    stills = list(known_stills(folder))
    moments = perceive_photos((still.path for still in stills), roller=True)
    return zip(stills, moments, strict=True)


def _with_roller_drawn(moment: Moment, ends: Array, network: RollerNetwork) -> Moment:
    """Measure the body of a moment again, with the roller drawn at ``ends`` (2, 2) in pixels."""
    frame, body = moment.frame, moment.body
    assert body is not None
    roller = RollerFinder(ends, network).update(frame.time_s, frame.image, body)
    measurements = measure_scene(scene_of(body, roller))
    return Moment(frame, body, measurements, None, roller=roller)


def roller_case(still: KnownStill, moment: Moment) -> RollerCase:
    """Compare what was measured in a still with its truth."""
    record, truth = still.record, still.record["roller"]
    visible = read_labels(still.path.with_suffix(".png")) == ROLLER_LABEL
    there: bool | None = False
    shows_cm = near_end_error = axis_error = math.nan
    if truth is not None:
        of_outline, of_length = visible_shares(visible, record)
        enough = of_outline >= MIN_VISIBLE_SHARE and visible.sum() >= MIN_VISIBLE_PX
        there = True if enough else None
        shows_cm = 100 * of_length * truth["length_m"]
        if moment.roller is not None:
            near_end_error, axis_error = end_errors(moment.roller, record)
    turn, _ = _measured(moment, "roller_turn")
    angle, angle_tolerance = _measured(moment, "roller_angle")
    position, position_tolerance = _measured(moment, "roller_position")
    lies_on = truth is not None and lies_on_roller(record)
    return RollerCase(
        posture=record["posture"],
        there=there,
        found=moment.roller,
        turn=truth["turn"] if lies_on else math.nan,
        position=truth["position"] if lies_on else math.nan,
        lens_m=record["camera"]["position"][2],
        off_side=record["off_side_deg"],
        shows_cm=shows_cm,
        measured_turn=turn,
        measured_angle=angle,
        angle_tolerance=angle_tolerance,
        measured_position=position,
        position_tolerance=position_tolerance,
        near_end_error=near_end_error,
        axis_error=axis_error,
    )


def read_labels(path: Path) -> np.ndarray:
    """Read a label image: (H, W) uint8."""
    labels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if labels is None:
        raise SystemExit(f"{path}: there is no label image, which the roller's truth needs.")
    return np.asarray(labels)


def _measured(moment: Moment, name: str) -> Measured:
    measured = moment.measurements
    return (measured.value(name), measured.tolerance(name)) if measured else CANNOT_SEE


def lies_on_roller(record: Record) -> bool:
    """Whether trunk or hips of somebody lying rest on the roller; else it has no position."""
    roller, (low, high) = record["roller"], TRAINED_POSITIONS
    return "turn" in roller and record["posture"] in LYING and low <= roller["position"] <= high


def visible_shares(visible: np.ndarray, record: Record) -> tuple[float, float]:
    """Compute how much of the roller's outline, and of its length, shows: 0..1 each.

    Parameters
    ----------
    visible
        (H, W) bool, the roller's visible pixels.
    record
        The still's truth.
    """
    camera, roller = record["camera"], record["roller"]
    ends = np.array(roller["ends_px"])
    depths = (np.array(roller["ends"]) - camera["position"]) @ np.array(camera["rotation"])[2]
    radii = camera["focal_px"] * roller["diameter_m"] / 2 / np.maximum(depths, 0.1)
    area = float(np.linalg.norm(ends[1] - ends[0]) * radii.sum() + math.pi * radii[0] ** 2)
    y, x = np.nonzero(visible)
    if not len(x):
        return 0.0, 0.0
    axis = ends[1] - ends[0]
    along = ((np.stack([x, y], 1) - ends[0]) @ axis) / max(float(axis @ axis), 1e-6)
    bins = np.unique((np.clip(along, 0, 0.999) * LENGTH_BINS).astype(int))
    return len(x) / area, len(bins) / LENGTH_BINS


def diameter_px(record: Record) -> float:
    """Compute the apparent diameter at the nearer end, in pixels."""
    camera, roller = record["camera"], record["roller"]
    depth = (np.array(roller["ends"][0]) - camera["position"]) @ np.array(camera["rotation"])[2]
    return float(camera["focal_px"] * roller["diameter_m"] / max(float(depth), 0.1))


def end_errors(roller: Roller, record: Record) -> tuple[float, float]:
    """Compute the error of the nearer end in diameters, and of the axis in the image in degrees."""
    ends = np.array(record["roller"]["ends_px"])
    slopes = [math.degrees(math.atan2(*(e[1] - e[0])[::-1])) for e in (ends, roller.ends)]
    axis_error = abs((slopes[1] - slopes[0] + 90.0) % 180.0 - 90.0)
    return float(np.linalg.norm(roller.ends[0] - ends[0])) / roller.diameter_px, axis_error
