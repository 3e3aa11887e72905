"""After 3 to 5 breaths in a hold: a small shift up or down the roller."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.coaching.exercise_session import Coaching
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements

BREATHS = 4
"""The guide: small shifts after 3 to 5 breaths."""

BREATH_S = 7.0
"""How long a slow breath is taken to be where it cannot be seen: four make 28 s. The guide's
own pace, in 4 s and out 6 to 8 s, is slower, ordinary breathing at rest faster."""

LEAST_LEFT_S = 10.0
"""Nobody is asked to move just before the end of a hold."""


class ShiftReminder:
    """Says when it is time for the next small shift."""

    def __init__(self) -> None:
        self._hold: tuple[str, Side, float | None] | None = None
        self._shifted_at_s = 0.0
        self._breaths = 0

    def due(self, coaching: Coaching, measurements: Measurements | None, exercise: Exercise) -> str:
        """The sentence that asks for it, once each time; empty when it is not due."""
        hold = coaching.hold
        if exercise.hold is None or not exercise.hold.shift:
            return ""
        breath = measurements.breath if measurements else None
        breaths = breath.breaths if breath else self._breaths
        which = (exercise.name, coaching.side, hold.start_s)
        if which != self._hold:
            self._hold, self._shifted_at_s = which, 0.0
            self._breaths = breaths
        waited = hold.held_s - self._shifted_at_s >= BREATHS * BREATH_S
        enough = waited or breaths - self._breaths >= BREATHS
        if hold.status != "counting" or not enough:
            return ""
        if hold.target_s - hold.held_s < LEAST_LEFT_S:
            return ""
        self._shifted_at_s, self._breaths = hold.held_s, breaths
        return exercise.hold.shift
