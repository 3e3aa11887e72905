"""Advice on the breath while a position is held."""

from __future__ import annotations

import math

from posecheck.coaching.correction import MIN_DISPLAY_S
from posecheck.perception.breath.breath import Breath

BREATH = "breath"
"""Name of the advice on the breath among the corrections of a session."""

HELD_BREATH = "You are holding your breath: breathe out slowly"
"""What is said while the breath is held."""


class HeldBreathAdvice:
    """Says that the breath is held, while it is, and at least as long as it takes to read."""

    def __init__(self) -> None:
        self._since_s = -math.inf
        self._shown = False

    def update(self, time_s: float, breath: Breath | None) -> str:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        breath
            None while no position is held or nobody is seen: then nothing is said.

        Returns
        -------
        str
            The sentence, or an empty string.
        """
        if breath is None:
            self._shown = False
        elif breath.phase == "held":
            self._since_s = self._since_s if self._shown else time_s
            self._shown = True
        elif time_s - self._since_s >= MIN_DISPLAY_S:
            self._shown = False
        return HELD_BREATH if self._shown else ""
