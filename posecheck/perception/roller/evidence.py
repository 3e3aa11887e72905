"""Decide from several looks whether there is a roller.

One look in a hundred takes a shadow, a mat's edge or a leg for a roller, but seldom two of them one
after another: so in a video the median look of the last seconds counts.
"""

from __future__ import annotations

from collections import deque
from statistics import median

from posecheck.perception.roller.network import Detection

CONFIRM_S = 2.0
"""In a video a roller must have been looked at for this many seconds before it counts as found."""

SLACK_S = 1.1
"""Looks are remembered for this much longer, in seconds: at rest they come once a second."""

DROP_THRESHOLD = 0.4
"""Probability below which a roller that was found is dropped."""

MIN_PEAK = 0.93
"""Least peak of the heatmap of a new roller. A bottle, a ball or a rolled mat gives a heatmap too,
but a faint one. A false positive does more harm than a false negative."""


class Evidence:
    """Gathers the network's looks at one crop.

    Parameters
    ----------
    confirm_s
        For how many seconds of looks a new roller must be seen; 0 for a photo: one look decides.
    """

    def __init__(self, confirm_s: float) -> None:
        self._confirm_s = confirm_s
        self._looks: deque[tuple[float, float, float]] = deque()

    def add(self, time_s: float, detection: Detection) -> None:
        """Take in a look."""
        self._looks.append((time_s, detection.probability, detection.peak))
        while time_s - self._looks[0][0] > self._confirm_s + SLACK_S:
            self._looks.popleft()

    def tells_roller(self, threshold: float, *, known: bool) -> bool:
        """Whether the looks so far tell that there is a roller.

        Parameters
        ----------
        threshold
            Probability from which a new roller is detected.
        known
            Whether it was found before. Then the drop-out threshold applies (hysteresis).
        """
        probability = median(look[1] for look in self._looks)
        if known:
            return probability > DROP_THRESHOLD
        span_s = self._looks[-1][0] - self._looks[0][0]
        peak = median(look[2] for look in self._looks)
        return span_s >= self._confirm_s and probability > threshold and peak > MIN_PEAK
