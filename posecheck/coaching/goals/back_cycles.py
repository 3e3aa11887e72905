"""Count what the lower back alone does: pelvic tilts, in which no joint goes anywhere."""

from __future__ import annotations

import math

from posecheck.coaching.goals.cycles import Cycle, CycleCounter
from posecheck.measures.steadiness import LUMBAR_CHANGE
from posecheck.measures.table import Measurements

LEAST_CM = 0.5
"""The back must rise and fall by this much: a pelvic tilt of a real person moved it by 0.8 to 1.7
cm, a rendered person's breath by 0.2 cm."""


class BackCycleCounter:
    """Counts how often the lower back leaves the height at which it lay first, and comes back.

    Some lie flat and arch their back, some lie at ease and press it down: the first way it goes
    tells which.

    Parameters
    ----------
    shortest_s, longest_s
        A faster or slower movement does not count, in seconds.
    """

    def __init__(self, shortest_s: float, longest_s: float) -> None:
        self._ways = {sign: CycleCounter(LEAST_CM, shortest_s, longest_s) for sign in (1, -1)}
        self._way = 0
        self._reference: int | None = None

    def update(self, time_s: float, measurements: Measurements | None) -> Cycle | None:
        """Take in one frame, None when nobody is seen; return the repetition it ended.

        Heights over two references cannot be compared: with a new one, what was begun ends.
        """
        rise = measurements.back_rise if measurements else None
        if measurements is None or rise is None:
            return None
        if rise.reference != self._reference:
            ended = self.finish()
            self._forget_heights()
            self._reference = rise.reference
            return ended
        value = measurements.value(LUMBAR_CHANGE)
        cycles = {sign: way.update(time_s, sign * value) for sign, way in self._ways.items()}
        if not self._way and not math.isnan(value):
            self._way = next((s for s, way in self._ways.items() if way.in_progress), 0)
        return cycles.get(self._way)

    def finish(self) -> Cycle | None:
        """Nothing more will be seen: the repetition that is as good as over, if there is one."""
        return self._ways[self._way].finish() if self._way else None

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: what was begun does not count."""
        self._forget_heights()
        self._reference = None

    def _forget_heights(self) -> None:
        for way in self._ways.values():
            way.interrupt()
