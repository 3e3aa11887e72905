"""A MOT file: the angles of the joints in each frame, for OpenSim."""

from __future__ import annotations

import itertools
from array import array
from typing import IO

import numpy as np

from posecheck.feedback.opensim.coordinates import COORDINATES, coordinate_values
from posecheck.geometry import Array
from posecheck.moment import Moment

DECIMALS = 3
"""Decimals of an angle in degrees."""


class MotWriter:
    """Gathers the angles of all frames; :meth:`close` writes the file.

    No cell of the file is empty: one of OpenSim's two readers (``Storage``, which its windows use)
    stops at the first number that is none. So the file holds those coordinates, and those frames,
    that together have the most values (:func:`choose_block`). Its head names what is left out.

    Parameters
    ----------
    file
        An open text file.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._times_s, self._values = array("d"), array("f")

    def write(self, _source: str, moment: Moment) -> None:
        """Take in one frame."""
        self._times_s.append(moment.frame.time_s)
        self._values.extend(coordinate_values(moment.measurements))

    def close(self) -> None:
        """Write the file: degrees, a row for each frame that is kept, at its own time."""
        frames = len(self._times_s)
        values = np.array(self._values, float).reshape(frames, len(COORDINATES))
        columns, rows = choose_block(np.isfinite(values))
        names = [COORDINATES[column] for column in columns]
        left_out = [name for name in COORDINATES if name not in names]
        head = [
            "Coordinates", "version=1", f"nRows={len(rows)}", f"nColumns={len(names) + 1}",
            "inDegrees=yes", "",
            "Angles of the body, measured by posecheck from one camera.",
            f"Frames in which one of these could not be seen, left out: {frames - len(rows)}.",
            f"Coordinates that were seen too seldom, left out: {', '.join(left_out) or 'none'}.",
            "", "endheader", "\t".join(["time", *names]),
        ]  # fmt: skip
        self._file.write("\n".join(head) + "\n")
        for row in rows:
            cells = (f"{values[row, column]:.{DECIMALS}f}" for column in columns)
            self._file.write("\t".join([f"{self._times_s[row]:.6f}", *cells]) + "\n")


def choose_block(seen: Array) -> tuple[list[int], list[int]]:
    """Choose the columns and the rows that are seen throughout and hold the most values.

    Parameters
    ----------
    seen
        (rows, columns) whether each value was seen; few columns, because all choices are tried.

    Returns
    -------
    columns, rows
        Their numbers; both empty where nothing was seen. Of two choices with as many values the
        one with more columns is taken.
    """
    best: tuple[int, int, tuple[int, ...]] = (0, 0, ())
    for count in range(1, seen.shape[1] + 1):
        for columns in itertools.combinations(range(seen.shape[1]), count):
            size = count * int(seen[:, columns].all(axis=1).sum())
            if size and (size, count) > best[:2]:
                best = size, count, columns
    chosen = list(best[2])
    rows = np.flatnonzero(seen[:, chosen].all(axis=1)).tolist() if chosen else []
    return chosen, rows
