"""What is known of the breath; apart from how it is tracked, which needs OpenCV."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posecheck.perception.breath.waveform import BreathPhase


@dataclass(frozen=True)
class Breath:
    """What is known of the breath in one frame.

    Attributes
    ----------
    phase
        in, out or held; None when it is unknown.
    rate_per_min
        Breaths a minute, from the last complete ones; NaN before the first.
    held_s
        For how long the trunk has been still, once the breath is held; else 0.
    confidence
        0..1, from the breath's depth against its noise.
    breath_ends_s
        When each complete breath (in and out) ended, in the frames' time.
    """

    phase: BreathPhase | None = None
    rate_per_min: float = math.nan
    held_s: float = 0.0
    confidence: float = 0.0
    breath_ends_s: tuple[float, ...] = ()

    @property
    def breaths(self) -> int:
        """Complete breaths so far."""
        return len(self.breath_ends_s)
