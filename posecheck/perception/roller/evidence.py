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

PLAIN_LOOKS = 3
"""Number of looks that are enough for a new roller when their median probability is over
:data:`PLAIN`."""

PLAIN = 0.95
"""Median probability of a plain roller: rendered rollers have 1.00, those on photos of real people
mostly 0.96 and more."""

SLACK_S = 1.1
"""Looks are remembered for this much longer than :data:`CONFIRM_S`, in seconds: at rest they come
once a second."""

THRESHOLD = 0.6
"""Least probability of a new roller in a photo. On 14 real photos it was 0.61 at least."""

VIDEO_THRESHOLD = 0.9
"""The same in a video, as the median of the looks, of which one will show the roller plainly. On 11
of the 14 photos it was 0.93 at least; what is none had 0.8 at most in clips in which rollers had
been claimed. A false positive does more harm than a false negative."""

WIDE_THRESHOLD = 0.9
"""The same in a wider crop, in a photo as well: more things there look like a roller."""

MIN_PEAK = 0.985
"""Least peak of a new roller's heatmap; in a video the median. A bottle, a ball or a rolled mat
gives a heatmap too, but a faint one: on the 14 photos it was 0.99 at least, on 91 others 0.976 at
most."""

DROP_THRESHOLD = 0.6
"""Median probability below which a roller that was found is dropped."""

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
    wide
        Whether the crop is wider than the body's surroundings.
    """

    def __init__(self, confirm_s: float, *, wide: bool = False) -> None:
        self._confirm_s = confirm_s
        least = VIDEO_THRESHOLD if confirm_s > 0 else THRESHOLD
        self._threshold = max(least, WIDE_THRESHOLD) if wide else least
        self._looks: deque[tuple[float, float, float]] = deque()
        self._places: deque[tuple[float, Roller]] = deque()

    def add(self, time_s: float, detection: Detection) -> None:
        """Take in a look."""
        self._looks.append((time_s, detection.probability, detection.peak))
        _drop_before(self._looks, time_s - self._confirm_s - SLACK_S)

    def tells_roller(self, *, known: bool) -> bool:
        """Whether the looks so far speak for a roller.

        Parameters
        ----------
        known
            Whether it was found before. Then the drop-out threshold applies (hysteresis).
        """
        if known:
            return self._probability > DROP_THRESHOLD
        peak = median(look[2] for look in self._looks)
        return self._probability > self._threshold and peak > MIN_PEAK

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
