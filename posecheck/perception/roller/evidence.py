"""Decide from several looks whether there is a roller.

One look in a hundred takes a shadow, a mat's edge or a leg for a roller, but seldom two of them one
after another: so in a video the median look of the last seconds counts.
"""

from __future__ import annotations

from collections import deque
from statistics import median

from posecheck.perception.roller.network import Detection

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

    def add(self, time_s: float, detection: Detection) -> None:
        """Take in a look."""
        self._looks.append((time_s, detection.probability, detection.peak))
        while time_s - self._looks[0][0] > self._confirm_s + SLACK_S:
            self._looks.popleft()

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

    @property
    def _probability(self) -> float:
        return median(look[1] for look in self._looks)
