"""How much is looked at on a machine that cannot keep up with its camera."""

from __future__ import annotations

from collections import deque

from posecheck.video.frame import Frame

WANTED_RATE = 15.0
"""Analyses a second below which corrections would come late. Work is lowered before."""

SPARE_BELOW = 18.0
"""Analyses a second below which looks become rarer, where the camera gives more."""

FULL_ABOVE = 24.0
"""Analyses a second above which they become as frequent as before: on the way back a machine must
have room for them."""

WINDOW_S = 3.0
"""The rate is taken over this many seconds, so that a hiccup counts little."""

RARER = 3.0
"""By what the pauses between looks at the roller, at a lying body and at the lower back grow: about
half of the work beside MediaPipe's is then left out."""


class Effort:
    """Finds out from a camera's frames whether the machine keeps up. Knows no clock but theirs.

    Attributes
    ----------
    pause_factor
        By what the pauses between looks are to be multiplied.
    """

    def __init__(self) -> None:
        self.pause_factor = 1.0
        self._taken: deque[tuple[float, int]] = deque()

    def take(self, frame: Frame) -> None:
        """Take in a frame that is looked at; a gap in the index means frames that were skipped."""
        if frame.waited_s > 0:
            self._taken.clear()
        self._taken.append((frame.time_s, frame.index))
        last_s, last = self._taken[-1]
        while len(self._taken) > 2 and last_s - self._taken[1][0] >= WINDOW_S:
            self._taken.popleft()
        first_s, first = self._taken[0]
        if last_s - first_s < WINDOW_S:
            return
        looked = len(self._taken) - 1
        rate, keeps_up = looked / (last_s - first_s), last - first == looked
        if rate < SPARE_BELOW and not keeps_up:
            self.pause_factor = RARER
        elif rate > FULL_ABOVE or keeps_up:
            self.pause_factor = 1.0
