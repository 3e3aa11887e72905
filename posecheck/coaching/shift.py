"""After 3 to 5 breaths in a hold: a small shift up or down the roller."""

from __future__ import annotations

from posecheck.body.reading import Side
from posecheck.coaching.hold import HoldState
from posecheck.coaching.programme import PlannedPart
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

    def is_due(
        self,
        hold: HoldState,
        side: Side,
        measurements: Measurements | None,
        part: PlannedPart,
    ) -> bool:
        """Whether the person is to be asked now; true once each time.

        Args:
            hold: the working side's timer.
            measurements: the frame's, None without a body.
        """
        if not part.exercise.shift:
            return False
        which = (part.exercise.name, side, hold.start_s)
        if which != self._hold:
            self._hold, self._shifted_at_s = which, 0.0
        enough = hold.held_s - self._shifted_at_s >= BREATHS * BREATH_S
        if hold.status != "counting" or not enough:
            return False
        if hold.target_s - hold.held_s < LEAST_LEFT_S:
            return False
        self._shifted_at_s = hold.held_s
        return True
