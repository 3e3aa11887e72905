"""What to say of the breath while a position is held."""

from __future__ import annotations

import math

from posecheck.coaching.correction import SHOW_AT_LEAST_S
from posecheck.perception.breath.tracker import Breath

BREATH = "breath"
"""Name that advice on the breath has among the corrections of a session."""

HELD = "You are holding your breath: breathe out slowly"


class HeldBreath:
    """Says that the breath is held, for as long as it is, and long enough to be read."""

    def __init__(self) -> None:
        self._since_s = -math.inf
        self._said = False

    def update(self, time_s: float, breath: Breath | None) -> str:
        """The sentence, or nothing.

        Args:
            time_s: the frame's own time.
            breath: None while nothing is held, or nobody is seen: then nothing is said.
        """
        if breath is None:
            self._said = False
        elif breath.phase == "held":
            self._since_s = self._since_s if self._said else time_s
            self._said = True
        elif time_s - self._since_s >= SHOW_AT_LEAST_S:
            self._said = False
        return HELD if self._said else ""
