"""Whether a recording's sound fits the times of its frames, and where it begins."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MAX_OFF_S = 0.04
"""A frame whose time is this much off the stamp of its file, in seconds, does not go with the sound
of the file. Lips and voice are seen to differ from 0.045 s on (ITU-R BT.1359)."""

MAX_OFF_SHARE = 0.02
"""Share of such frames in a recording whose sound still fits: single stamps are wrong in many
files, and the times mend them."""


@dataclass(frozen=True)
class SourceSound:
    """The sound that belongs to the frames of a recording.

    Attributes
    ----------
    path
        The recording.
    start_s
        Which time of the file's own clock the time 0 of its frames is, in seconds.
    """

    path: Path
    start_s: float


class ClockComparison:
    """Compares the times of frames with the stamps that their file has for them."""

    def __init__(self) -> None:
        self._starts_s = array("d")
        self._unstamped = 0

    def add(self, stamp_s: float | None, time_s: float) -> None:
        """Take in a frame: its stamp in the file, and its time."""
        if stamp_s is None:
            self._unstamped += 1
        else:
            self._starts_s.append(stamp_s - time_s)

    def start_s(self) -> float | None:
        """The stamp that time 0 has, in seconds; None where stamps and times do not run alike."""
        if not self._starts_s:
            return None
        start_s = median(self._starts_s)
        off = sum(abs(one - start_s) > MAX_OFF_S for one in self._starts_s) + self._unstamped
        most = MAX_OFF_SHARE * (len(self._starts_s) + self._unstamped)
        return start_s if off <= most else None
