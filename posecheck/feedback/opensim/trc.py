"""A TRC file: where the markers are in each frame, for OpenSim."""

from __future__ import annotations

from array import array
from typing import IO

import numpy as np

from posecheck.feedback.opensim.even_times import spread_evenly
from posecheck.feedback.opensim.markers import MARKERS, marker_positions
from posecheck.moment import Moment

DECIMALS = 2
"""Decimals of a position in millimetres."""


class TrcWriter:
    """Gathers the markers of all frames; :meth:`close` writes the file.

    The head of a TRC file says how many frames it has, and at which rate: so nothing can be written
    before the last frame is known. An hour at 30 frames a second takes 25 MB meanwhile, and three
    times as much while it is written.

    Parameters
    ----------
    file
        An open text file.
    name
        The file's name, which its first line repeats.
    """

    def __init__(self, file: IO[str], name: str) -> None:
        self._file, self._name = file, name
        self._times_s, self._values = array("d"), array("f")

    def write(self, _source: str, moment: Moment) -> None:
        """Take in one frame."""
        self._times_s.append(moment.frame.time_s)
        self._values.extend(marker_positions(moment.body).ravel().tolist())

    def close(self) -> None:
        """Write the file. What cannot be seen is ``nan``, which OpenSim reads as missing."""
        frames = len(self._times_s)
        values = np.array(self._values, float).reshape(frames, 3 * len(MARKERS))
        rows = spread_evenly(np.array(self._times_s), values)
        count, rate = len(rows.times_s), f"{rows.rate_hz:.6f}"
        numbers = range(1, len(MARKERS) + 1)
        head = [
            ["PathFileType", "4", "(X/Y/Z)", self._name],
            ["DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate",
             "OrigDataStartFrame", "OrigNumFrames"],
            [rate, rate, str(count), str(len(MARKERS)), "mm", rate, "1", str(frames)],
            ["Frame#", "Time", *(cell for name in MARKERS for cell in (name, "", ""))],
            ["", "", *(f"{axis}{number}" for number in numbers for axis in "XYZ")],
        ]  # fmt: skip
        for line in head:
            self._file.write("\t".join(line) + "\n")
        self._file.write("\n")
        for number, (time_s, row) in enumerate(zip(rows.times_s, rows.values, strict=True), 1):
            cells = (f"{value:.{DECIMALS}f}" for value in row)
            self._file.write(f"{number}\t{time_s:.6f}\t" + "\t".join(cells) + "\n")
