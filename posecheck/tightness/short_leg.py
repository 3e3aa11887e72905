"""A leg that stops short of straight: it is asked to go on, and gets the time to do so."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from posecheck.tightness.limits import ShortLimits, selftest_limits


@dataclass
class ShortLeg:
    """Follows for how long a leg has rested short of straight. Its clock is the frames' time.

    Attributes
    ----------
    after_cue_s
        How much time the person has after having been told to straighten the leg, in seconds; 0 in
        a recording, where nobody hears it.
    has_stopped
        Whether the leg has been still for long enough to be called short.
    is_asked
        Whether the person is to straighten it.
    had_time
        Whether the leg has stopped, and the person has had the time to straighten it.
    """

    after_cue_s: float = 0.0
    has_stopped: bool = False
    is_asked: bool = False
    had_time: bool = False
    _told_s: float = math.nan
    _limits: ShortLimits = field(default_factory=lambda: selftest_limits().short)

    def update(self, time_s: float, still_s: float, *, speech_pending: bool) -> None:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        still_s
            For how many seconds the leg has rested short of straight.
        speech_pending
            Whether the voice has still to say that it is to be straightened.
        """
        self.has_stopped = still_s >= self._limits.still_s
        self.is_asked = still_s >= self._limits.cue_s
        if not self.is_asked:
            self._told_s = math.nan
        elif math.isnan(self._told_s) or speech_pending:
            self._told_s = time_s
        self.had_time = self.has_stopped and time_s - self._told_s >= self.after_cue_s
