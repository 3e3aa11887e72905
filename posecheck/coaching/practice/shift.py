"""Ask for a small shift up or down the roller after some breaths in a hold."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.coaching.frame_coaching import Coaching
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements

BREATHS = 4
"""A shift is asked for after this many breaths. The guide: small shifts after 3 to 5 breaths."""

BREATH_S = 7.0
"""Where the breath cannot be seen, one slow breath counts as this many seconds; four make 28 s. The
guide's own pace, in 4 s and out 6 to 8 s, is slower; ordinary breathing at rest is faster."""

MIN_LEFT_S = 10.0
"""No shift is asked for when fewer seconds of the hold are left."""


class ShiftReminder:
    """Says when it is time for the next small shift."""

    def __init__(self) -> None:
        self._hold: tuple[str, Side, float | None] | None = None
        self._shifted_at_s = 0.0
        self._breaths = 0

    def update(
        self, coaching: Coaching, measurements: Measurements | None, exercise: Exercise
    ) -> str:
        """Take in one frame.

        Parameters
        ----------
        coaching
            Of this frame.
        measurements
            Of this frame; None when nobody is seen.
        exercise
            What is practised.

        Returns
        -------
        str
            The sentence that asks for the shift, in one frame each time; else empty.
        """
        hold = coaching.hold
        if exercise.hold is None or not exercise.hold.shift:
            return ""
        breath = measurements.breath if measurements else None
        breaths = breath.breaths if breath else self._breaths
        present_hold = (exercise.name, coaching.side, hold.start_s)
        if present_hold != self._hold:
            self._hold, self._shifted_at_s = present_hold, 0.0
            self._breaths = breaths
        has_waited = hold.held_s - self._shifted_at_s >= BREATHS * BREATH_S
        is_due = has_waited or breaths - self._breaths >= BREATHS
        if hold.status != "counting" or not is_due:
            return ""
        if hold.target_s - hold.held_s < MIN_LEFT_S:
            return ""
        self._shifted_at_s, self._breaths = hold.held_s, breaths
        return exercise.hold.shift
