"""One frame as a row of the table of measurements."""

from __future__ import annotations

import math

from posecheck.feedback.report.columns import (
    COLUMNS,
    PERSON_BOX,
    ROLLER_ENDS,
    TOLERANCE,
    WITH_TOLERANCE,
)
from posecheck.measures.table import Measurements
from posecheck.moment import Moment

Row = dict[str, str | int | float]
"""Column -> text, whole number or number. What cannot be seen is not in it."""


def make_row(source: str, moment: Moment) -> Row:
    """Make the row of one frame; the columns are described in :mod:`.columns`.

    Parameters
    ----------
    source
        Name of the clip, photo or camera.
    moment
        What is known of the frame.
    """
    row: Row = {
        "source": source,
        "frame": moment.frame.index,
        "time_s": moment.frame.time_s,
        "person": int(moment.body is not None),
        "roller": int(moment.roller is not None),
        "interpolated": int(moment.is_interpolated),
    }
    if moment.body is not None and moment.measurements is not None:
        row |= _measured(moment.measurements)
        row |= zip(PERSON_BOX, moment.body.box(), strict=True)
    if moment.roller is not None:
        row |= zip(ROLLER_ENDS, moment.roller.ends.ravel().tolist(), strict=True)
    return {
        name: value
        for name, value in row.items()
        if name in _KNOWN and not (isinstance(value, float) and math.isnan(value))
    }


_KNOWN = frozenset(COLUMNS)
"""The columns, to look one up."""


def _measured(measurements: Measurements) -> Row:
    row: Row = {"posture": measurements.posture, "view": measurements.view}
    row |= {name: float(value) for name, value in measurements.values.items()}
    for name in WITH_TOLERANCE:
        if not math.isnan(measurements.values.get(name, math.nan)):
            row[name + TOLERANCE] = measurements.tolerances.get(name, math.nan)
    breath = measurements.breath
    if breath is not None:
        row |= {"breaths": breath.breaths, "breath_rate": breath.rate_per_min}
        row |= {"breath_phase": breath.phase} if breath.phase else {}
    return row
