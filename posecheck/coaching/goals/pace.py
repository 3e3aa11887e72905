"""The pace of a slow breath to follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Exercise

BREATHING = "breathing"
"""The exercise that sets the pace of the breath during a hold."""


@dataclass(frozen=True)
class Pace:
    """The pace of one breath.

    Attributes
    ----------
    in_s, out_s
        Seconds to breathe in, and to breathe out.
    """

    in_s: float
    out_s: float


@dataclass(frozen=True)
class PacePoint:
    """Where a breath at a given pace is at one moment.

    Attributes
    ----------
    phase
        In or out.
    fill
        How full the lungs are: 0 empty, 1 full.
    left_s
        Seconds until the phase ends.
    breath
        The number of the breath, from 1.
    small
        Whether the pacer is shown small, at the edge of the screen.
    elapsed_s
        Seconds since the phase began.
    """

    phase: Literal["in", "out"]
    fill: float
    left_s: float
    breath: int
    small: bool = False
    elapsed_s: float = 0.0


def pace_at(pace: Pace, since_s: float, *, small: bool = False) -> PacePoint:
    """Where the breath is ``since_s`` seconds (0 or more) after the first one began."""
    cycle_s = pace.in_s + pace.out_s
    breaths_done, in_cycle_s = divmod(since_s, cycle_s)
    breath = int(breaths_done) + 1
    if in_cycle_s < pace.in_s:
        return PacePoint(
            phase="in",
            fill=in_cycle_s / pace.in_s,
            left_s=pace.in_s - in_cycle_s,
            breath=breath,
            small=small,
            elapsed_s=in_cycle_s,
        )
    left_s = cycle_s - in_cycle_s
    return PacePoint(
        phase="out",
        fill=left_s / pace.out_s,
        left_s=left_s,
        breath=breath,
        small=small,
        elapsed_s=in_cycle_s - pace.in_s,
    )


class Pacer:
    """Sets the pace from the moment at which a position is held.

    Parameters
    ----------
    pace
        Of one breath.
    small
        See :class:`PacePoint`.
    """

    def __init__(self, pace: Pace, *, small: bool) -> None:
        self._pace, self._small = pace, small
        self._since_s: float | None = None

    @classmethod
    def for_exercise(cls, exercise: Exercise) -> Pacer | None:
        """The pacer of an exercise: its own for breaths, else None.

        For a hold it is a small one, at the pace of the breathing exercise.
        """
        shown_small = exercise.hold is not None
        breaths = find_exercise(BREATHING).breaths if shown_small else exercise.breaths
        return cls(Pace(breaths.in_s, breaths.out_s), small=shown_small) if breaths else None

    def update(self, time_s: float, *, holding: bool) -> PacePoint | None:
        """The breath at the time of one frame, from the start of the hold; None without a hold."""
        if not holding:
            self._since_s = None
            return None
        if self._since_s is None:
            self._since_s = time_s
        return pace_at(self._pace, time_s - self._since_s, small=self._small)
