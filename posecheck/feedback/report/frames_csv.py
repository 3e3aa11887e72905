"""The table of measurements, with the columns that `posecheck measure` promises."""

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
"""The promised columns. Other tools read them in this order; new columns come after them."""

COLUMNS = (
    *PROMISED,
    *(name for name in VALUE_NAMES if name not in PROMISED),
    "interpolated",
)
"""All columns: the promised ones, then all other measures, then whether nobody looked at the frame
(:attr:`~posecheck.moment.Moment.is_interpolated`)."""

DECIMALS = {"lumbar_gap_cm": 2, "lumbar_gap_change_cm": 2, "roller_position": 3} | {
    name: 3 for name in VALUE_NAMES if name.startswith(("hand_", "foot_", "ankle_"))
}
"""Decimals of the values that need other than :data:`DEFAULT_DECIMALS`."""

DEFAULT_DECIMALS = 1
"""Decimals of all other values: a tenth of a degree."""

ROLLER_ENDS = ("roller_x1", "roller_y1", "roller_x2", "roller_y2")
"""The columns of the roller's two ends, in pixels, the end nearer the camera first."""

PERSON_BOX = ("person_x1", "person_y1", "person_x2", "person_y2")
"""The columns of the box around the person, in pixels."""


class FramesCsvWriter:
    """Writes the table as CSV. An empty cell means that the value cannot be seen.

    The header row comes with the first frame: without frames nothing is written.

    Parameters
    ----------
    file
        An open text file.
    """

    def __init__(self, file: IO[str]) -> None:
        self._writer = csv.DictWriter(
            file, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n"
        )
        self._has_header = False
        self._held: list[dict[str, object]] | None = None

    def hold(self) -> None:
        """Keep what is written from now on back, until :meth:`release` or :meth:`drop`."""
        self._held = []

    def release(self) -> None:
        """Write what was held back, and hold back nothing more."""
        held, self._held = self._held or (), None
        for row in held:
            self._write_row(row)

    def drop(self) -> None:
        """Forget what was held back, and hold back nothing more."""
        self._held = None

    def write(self, source: str, moment: Moment) -> None:
        """Append the row of one frame.

        Parameters
        ----------
        source
            Name of the clip, photo or camera.
        moment
            What is known of the frame.
        """
        row: dict[str, object] = {
            "source": source,
            "frame": moment.frame.index,
            "time_s": f"{moment.frame.time_s:.4f}",
            "person": int(moment.body is not None),
            "roller": int(moment.roller is not None),
            "interpolated": int(moment.is_interpolated),
        }
        if moment.body is not None and moment.measurements is not None:
            row["posture"] = moment.measurements.posture
            row["view"] = moment.measurements.view
            for name, value in moment.measurements.values.items():
                if not math.isnan(value):
                    row[name] = f"{value:.{DECIMALS.get(name, DEFAULT_DECIMALS)}f}"
            breath = moment.measurements.breath
            if breath is not None:
                row["breath_phase"] = breath.phase or ""
                row["breaths"] = breath.breaths
                if not math.isnan(breath.rate_per_min):
                    row["breath_rate"] = f"{breath.rate_per_min:.1f}"
            for column, edge in zip(PERSON_BOX, moment.body.box(), strict=True):
                row[column] = f"{edge:.1f}"
        if moment.roller is not None:
            for column, value in zip(ROLLER_ENDS, moment.roller.ends.ravel(), strict=True):
                row[column] = f"{value:.1f}"
        if self._held is None:
            self._write_row(row)
        else:
            self._held.append(row)

    def _write_row(self, row: dict[str, object]) -> None:
        if not self._has_header:
            self._writer.writeheader()
            self._has_header = True
        self._writer.writerow(row)
