"""The height of the lower back, from what shows under it and from how it has moved."""

from __future__ import annotations

import math
from collections import deque
from statistics import median

from posecheck.measures.lumbar import MAX_USABLE_ERROR_CM
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.estimate import Estimate, fuse

OUTLINE_ERROR_CM = 0.5
"""Expected error of a change that is read from the outline under the back (docs/selftest.md)."""

LEAST_MOTION_ERROR_CM, UNDERSTATED = 0.6, 0.25
"""Beside an outline that is seen, the motion counts as known no better than this, and than this
share of the change: cloth may slide over the back, and large arches are understated by a fifth."""

ENOUGH = 5
"""Frames in which both are known, and the motion well, from which their distance is known."""

REMEMBERED = 100
"""Of the latest frames the median distance is taken."""

CONTRADICTION = 3.0
"""The two contradict each other when they differ by more than this many times their joint error:
then nothing is known."""

CARRY_S = 1.0
"""With a new reference the height goes on from the last one that is no older than this, in
seconds."""


class BackHeight:
    """Puts two readings of the lower back together, frame after frame.

    One is the gap that the outline shows under the back, in cm over the floor. The other is the
    change since a reference picture (:class:`BackRise`), which is known also where an arm hides the
    gap, but not from which height. What they have in common is the change: the distance of the two
    is learnt where both are known.
    """

    def __init__(self) -> None:
        self._reference: int | None = None
        self._distances: deque[float] = deque(maxlen=REMEMBERED)
        self._start_cm = 0.0
        self._last_cm, self._last_s = math.nan, -math.inf

    def update(self, time_s: float, outline_cm: float, rise: BackRise | None) -> float:
        """Take in a frame.

        Parameters
        ----------
        outline_cm
            The gap as the outline shows it; NaN where it is not seen.
        rise
            The change since the reference; None where it is not known.

        Returns
        -------
        float
            The height in cm; NaN where it is not known. Without an outline only its changes mean
            something.
        """
        height_cm = self._put_together(time_s, outline_cm, rise)
        if not math.isnan(height_cm):
            self._last_cm, self._last_s = height_cm, time_s
        return height_cm

    def _put_together(self, time_s: float, outline_cm: float, rise: BackRise | None) -> float:
        if rise is None or (rise.error_cm > MAX_USABLE_ERROR_CM and not math.isnan(outline_cm)):
            return self._from_outline(outline_cm)
        if rise.reference != self._reference:
            self._begin(time_s, outline_cm, rise)
        least_cm = max(LEAST_MOTION_ERROR_CM, UNDERSTATED * abs(rise.change_cm))
        error_cm = max(rise.error_cm, least_cm)
        moved = Estimate(self._start_cm + rise.change_cm, error_cm)
        if math.isnan(outline_cm):
            return moved.value
        if rise.error_cm <= LEAST_MOTION_ERROR_CM:
            self._distances.append(outline_cm - moved.value)
        if len(self._distances) < ENOUGH:
            return moved.value
        shown = Estimate(self._from_outline(outline_cm), OUTLINE_ERROR_CM)
        apart = abs(shown.value - moved.value) / math.hypot(shown.error, moved.error)
        return math.nan if apart > CONTRADICTION else fuse(shown, moved, max_shift=math.inf).value

    def _begin(self, time_s: float, outline_cm: float, rise: BackRise) -> None:
        """With a new reference: go on from the last height, else from the outline, else from 0."""
        self._reference = rise.reference
        self._distances.clear()
        known = self._last_cm if time_s - self._last_s <= CARRY_S else outline_cm
        self._start_cm = 0.0 if math.isnan(known) else known - rise.change_cm

    def _from_outline(self, outline_cm: float) -> float:
        """What the outline shows, on the scale of the heights before."""
        if len(self._distances) < ENOUGH:
            return outline_cm
        return outline_cm - median(self._distances)
