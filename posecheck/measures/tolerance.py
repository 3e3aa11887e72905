"""Tolerances: how far a measure may be from the truth, as the accuracy benchmark found."""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from posecheck.toml_data import STRICT

TABLE_FILE = "tolerances.json"
"""The table's file in this package. benchmarks/accuracy.py writes it; benchmarks/roller.py writes
its ``roller_factors``."""

MAX_USABLE_TOLERANCE = {
    "knee": 22.0,
    "hip_flexion": 22.0,
    "fallout": 18.0,
    "hip_rotation": 25.0,
    "roller_turn": 12.0,
    "roller_position": 0.15,
}
"""Measure -> largest tolerance, in the measure's unit, at which its value is given. A value with a
larger tolerance is cannot-see.

For the leg it is about a third of the difference between opposite poses: a bent knee (50-110), a
lowered one (20 or more), a flexed hip. Hip rotation has a larger limit, because every single camera
measures it coarsely. The roller must lie within 15 degrees of the perpendicular, and within some
0.12 of the middle of the range 0.25-0.50: a value with a larger tolerance cannot decide that."""


class ToleranceRow(BaseModel):
    """The tolerance of one measure of people without a lying reading, in one range of views.

    Attributes
    ----------
    measure : str
        Its name in the table of measures.
    near : bool
        Whether the row is for the side nearer to the camera, or for the far side.
    off_side_below : float
        Upper end of the row's range of degrees off the side view, not included.
    tolerance : float
        In the measure's unit. 68 % of the errors were smaller.
    n : int
        Number of pictures that it was measured on.
    """

    model_config = STRICT

    measure: str
    near: bool
    off_side_below: float
    tolerance: float
    n: int


class ToleranceTable(BaseModel):
    """The contents of the table's file.

    Attributes
    ----------
    source : str
        What the tolerances were measured on.
    rows : tuple of ToleranceRow
        For people without a lying reading: those who do not lie, and those whose reading was
        rejected.
    reading_factors : dict
        For people with a reading: measure -> tolerance divided by the error that it expects.
    roller_factors : dict
        "turn", "position" -> tolerance divided by the error that the roller network expects.
    """

    model_config = STRICT

    source: str
    rows: tuple[ToleranceRow, ...]
    reading_factors: dict[str, float]
    roller_factors: dict[str, float]


def table_tolerance(measure: str, near: bool, off_side_deg: float) -> float:
    """Look up the tolerance of a measure of one leg of a person without a lying reading.

    Parameters
    ----------
    measure
        Its name in the table of measures.
    near
        Whether the leg is on the side nearer to the camera.
    off_side_deg
        Degrees off the side view, 0..90.

    Returns
    -------
    float
        In the measure's unit; 68 % of the errors are smaller. NaN where none was measured.
    """
    for below, tolerance in _rows(measure, near):
        if off_side_deg < below:
            return tolerance
    return math.nan


def reading_tolerance(measure: str, error_deg: float) -> float:
    """Compute the tolerance of a measure of one leg of a person with a lying reading.

    Parameters
    ----------
    measure
        Its name in the table of measures.
    error_deg
        The error that the lying reader expects, in degrees.

    Returns
    -------
    float
        Degrees; 68 % of the errors are smaller. NaN where none was measured.
    """
    return load_tolerances().reading_factors.get(measure, math.nan) * error_deg


def is_usable(measure: str, tolerance: float) -> bool:
    """Check whether a value with this tolerance can decide anything.

    Parameters
    ----------
    measure
        Its name in the table of measures.
    tolerance
        In the measure's unit, or NaN where it is unknown.

    Returns
    -------
    bool
        Whether the tolerance is known and at most :data:`MAX_USABLE_TOLERANCE`. Any tolerance of a
        measure without such a limit is usable, also an unknown one.
    """
    return measure not in MAX_USABLE_TOLERANCE or tolerance <= MAX_USABLE_TOLERANCE[measure]


@cache
def _rows(measure: str, near: bool) -> tuple[tuple[float, float], ...]:
    """Select (off_side_below, tolerance) of one measure and side, in growing order."""
    return tuple(
        sorted(
            (row.off_side_below, row.tolerance)
            for row in load_tolerances().rows
            if row.measure == measure and row.near == near
        )
    )


@cache
def load_tolerances() -> ToleranceTable:
    """Load the table that comes with the package."""
    text = files("posecheck.measures").joinpath(TABLE_FILE).read_text(encoding="utf-8")
    return ToleranceTable.model_validate_json(text)
