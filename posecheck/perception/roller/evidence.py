"""Decide from several looks whether there is a roller.

One look in a hundred takes a shadow, a mat's edge or a leg for a roller, but seldom two of them one
after another: so in a video the median look of the last seconds counts. And a roller lies where it
lay: what is somewhere else in each look is none.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from statistics import fmean, median
from typing import Any

import numpy as np

from posecheck.perception.roller.network import Detection
from posecheck.perception.roller.roller import Roller

CONFIRM_S = 2.0
"""In a video a roller must have been looked at for this many seconds before it counts as found,
unless it is plain."""

PLAIN_LOOKS, PLAIN = 3, 0.97
"""So many looks are enough from this median probability on. Rollers on photos of real people mostly
have 0.98 and more; what was taken for one in real videos had 0.93 at most."""

SLACK_S = 1.1
"""Looks are remembered for this much longer than :data:`CONFIRM_S`, in seconds: at rest they come
once a second."""

DROP_THRESHOLD = 0.6
"""Median probability below which a roller that was found is dropped."""

MIN_PEAK = 0.93
"""Least peak of the heatmap of a new roller in a photo. A bottle, a ball or a rolled mat gives a
heatmap too, but a faint one. A false positive does more harm than a false negative."""

VIDEO_MIN_PEAK = 0.985
"""The same for the median of a video's looks. Rollers on photos of real people have 0.99 and more;
a caption that was taken for one had 0.97."""


STEADY_DIAMETERS = 1.0
"""From one look to the next a roller moves by no more than this, at either end, in diameters. In
rendered clips, those in which it rolls among them, it was 0.5 at most."""

STEADY_SHARE = 0.7
"""In this share of the looks at a roller it lies where it lay. It was 1 in the rendered clips; 0.2
and 0.4 on two clips of real people in which a leg was taken for one."""


class Evidence:
    """Gathers the network's looks at one crop.

    Parameters
    ----------
    confirm_s
        For how many seconds of looks a new roller must be seen; 0 for a photo: one look decides.
    """

    def __init__(self, confirm_s: float) -> None:
        self._confirm_s = confirm_s
        self._min_peak = VIDEO_MIN_PEAK if confirm_s > 0 else MIN_PEAK
        self._looks: deque[tuple[float, float, float]] = deque()
        self._places: deque[tuple[float, Roller]] = deque()

    def add(self, time_s: float, detection: Detection) -> None:
        """Take in a look."""
        self._looks.append((time_s, detection.probability, detection.peak))
        _drop_before(self._looks, time_s - self._confirm_s - SLACK_S)

    def tells_roller(self, threshold: float, *, known: bool) -> bool:
        """Whether the looks so far speak for a roller.

        Parameters
        ----------
        threshold
            Probability from which a new roller is detected.
        known
            Whether it was found before. Then the drop-out threshold applies (hysteresis).
        """
        if known:
            return self._probability > DROP_THRESHOLD
        peak = median(look[2] for look in self._looks)
        return self._probability > threshold and peak > self._min_peak

    @property
    def is_enough(self) -> bool:
        """Whether there were enough looks to be sure of a new roller."""
        if len(self._looks) >= PLAIN_LOOKS and self._probability > PLAIN:
            return True
        return self._looks[-1][0] - self._looks[0][0] >= self._confirm_s

    def lies_still(self, time_s: float, found: Roller) -> bool:
        """Take in where a look has found it; tell whether most looks found it where it lay."""
        self._places.append((time_s, found))
        _drop_before(self._places, time_s - self._confirm_s - SLACK_S)
        pairs = list(pairwise(place for _, place in self._places))
        return not pairs or fmean(_lies_as(*pair) for pair in pairs) >= STEADY_SHARE

    @property
    def _probability(self) -> float:
        return median(look[1] for look in self._looks)


def _lies_as(one: Roller, other: Roller) -> bool:
    """Whether two looks have found a roller at the same place, whichever end they call nearer."""
    most = STEADY_DIAMETERS * (one.diameter_px + other.diameter_px) / 2
    moved = [
        np.linalg.norm(one.ends - ends, axis=1).max() for ends in (other.ends, other.ends[::-1])
    ]
    return bool(min(moved) <= most)


def _drop_before(entries: deque[Any], time_s: float) -> None:
    """Drop the entries whose time, their first part, is earlier."""
    while entries and entries[0][0] < time_s:
        entries.popleft()
