"""Rows of numbers, one a frame: the columns that `posecheck measure` promises."""

from __future__ import annotations

import csv
import math
from typing import IO

from posecheck.measures.table import VALUE_NAMES
from posecheck.moment import Moment

PROMISED = (
    "source", "frame", "time_s", "person", "posture", "view",
    "knee_left", "knee_right", "hip_flexion_left", "hip_flexion_right",
    "fallout_left", "fallout_right", "hip_rotation_left", "hip_rotation_right",
    "lumbar_gap_cm", "roller", "roller_x1", "roller_y1", "roller_x2", "roller_y2",
    "roller_angle", "roller_position", "breath_phase",
    "person_x1", "person_y1", "person_x2", "person_y2", "roller_turn",
    "breath_rate", "breaths",
)  # fmt: skip
"""A promise to tools outside the project: this order; more may come behind."""

COLUMNS = PROMISED + tuple(name for name in VALUE_NAMES if name not in PROMISED)
"""Behind what is promised: all other measures of the table."""

DECIMALS = {"lumbar_gap_cm": 2, "roller_position": 3} | {
    name: 3 for name in VALUE_NAMES if name.startswith(("hand_", "foot_", "ankle_"))
}


class MeasurementTable:
    """Writes CSV to an open text file, the header row before the first frame's: where nothing
    could be measured nothing is written. Empty is cannot-see."""

    def __init__(self, file: IO[str]) -> None:
        self._writer = csv.DictWriter(
            file, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n"
        )
        self._begun = False

    def write(self, source: str, moment: Moment) -> None:
        """Append the row of one frame."""
        if not self._begun:
            self._writer.writeheader()
            self._begun = True
        row: dict[str, object] = {
            "source": source,
            "frame": moment.frame.index,
            "time_s": f"{moment.frame.time_s:.4f}",
            "person": int(moment.body is not None),
            "roller": int(moment.roller is not None),
        }
        if moment.body is not None and moment.measurements is not None:
            row["posture"] = moment.measurements.posture
            row["view"] = moment.measurements.view
            for name, value in moment.measurements.values.items():
                if not math.isnan(value):
                    row[name] = f"{value:.{DECIMALS.get(name, 1)}f}"
            breath = moment.measurements.breath
            if breath is not None:
                row["breath_phase"] = breath.phase or ""
                row["breaths"] = breath.breaths
                if not math.isnan(breath.rate_per_min):
                    row["breath_rate"] = f"{breath.rate_per_min:.1f}"
            box = moment.body.box()
            for corner, edge in zip(("x1", "y1", "x2", "y2"), box, strict=True):
                row[f"person_{corner}"] = f"{edge:.1f}"
        if moment.roller is not None:
            for column, value in zip(COLUMNS[16:20], moment.roller.ends.ravel(), strict=True):
                row[column] = f"{value:.1f}"
        self._writer.writerow(row)
