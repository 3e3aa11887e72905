"""How far off a measure may be: a table that the accuracy benchmark measured."""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

TABLE = "tolerances.json"

USABLE = {
    "knee": 22.0,
    "hip_flexion": 22.0,
    "fallout": 18.0,
    "hip_rotation": 25.0,
    "roller_turn": 12.0,
    "roller_position": 0.15,
}
"""A tolerance beyond this is cannot-see: about a third of what parts a bent knee (50-110), a
lowered one (20 and more) or a flexed hip from their opposites; hip rotation is coarse in any one
camera. The roller must lie within 15 degrees and some 0.12 of the trunk (0.25-0.50): a tolerance
beyond that tells nothing."""


class ToleranceRow(BaseModel):
    """Attributes:
    measure: its name in the table of measures.
    near: whether it holds for the side nearer to the camera, or for the far one.
    off_side_below: upper end of the row's range of degrees off the side view.
    tolerance: in the measure's unit; 68 % of the errors were smaller.
    n: how many pictures it rests on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str
    near: bool
    off_side_below: float
    tolerance: float
    n: int


class ToleranceTable(BaseModel):
    """The file; ``source`` says what was measured to make it. ``rows`` are for all postures
    but lying."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    rows: tuple[ToleranceRow, ...]
    of_reading: dict[str, float]
    """For someone lying: measure -> how many times the error that the reading expects."""
    of_roller: dict[str, float]
    """turn, position -> how many times the error that the roller's network expects."""


def tolerance_of(measure: str, near: bool, off_side_deg: float) -> float:
    """The tolerance of a measure of one side of the body, NaN where none was measured.

    Args:
        near: whether that side is the one nearer to the camera.
        off_side_deg: degrees off the side view, 0..90.
    """
    for below, tolerance in _rows(measure, near):
        if off_side_deg < below:
            return tolerance
    return math.nan


def tolerance_of_reading(measure: str, error_deg: float) -> float:
    """The tolerance of a measure of someone lying, from the error that the reading expects."""
    return load_tolerances().of_reading.get(measure, math.nan) * error_deg


def is_of_use(measure: str, tolerance: float) -> bool:
    """Whether a value with that tolerance tells anything; unknown tolerances pass."""
    return not tolerance > USABLE.get(measure, math.inf)


@cache
def _rows(measure: str, near: bool) -> tuple[tuple[float, float], ...]:
    return tuple(
        sorted(
            (row.off_side_below, row.tolerance)
            for row in load_tolerances().rows
            if row.measure == measure and row.near == near
        )
    )


@cache
def load_tolerances() -> ToleranceTable:
    """The table that comes with the package."""
    text = files("posecheck.measures").joinpath(TABLE).read_text(encoding="utf-8")
    return ToleranceTable.model_validate_json(text)
