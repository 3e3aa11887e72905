"""The pace of a slow breath to follow: in for 4 s, out for 6 to 8 s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.exercises.schema import Exercise


@dataclass(frozen=True)
class Pace:
    """The pace of one breath. The guide asks for 4 s in and 6 to 8 s out.

    Attributes
    ----------
    in_s, out_s
        Seconds to breathe in, and to breathe out.
    """

    in_s: float = 4.0
    out_s: float = 7.0


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
        """The pacer of an exercise: its own for breaths, a small one for a hold, else None."""
        if exercise.breaths is not None:
            return cls(Pace(exercise.breaths.in_s, exercise.breaths.out_s), small=False)
        return cls(Pace(), small=True) if exercise.hold is not None else None

    def update(self, time_s: float, *, holding: bool) -> PacePoint | None:
        """The breath at the time of one frame, from the start of the hold; None without a hold."""
        if not holding:
            self._since_s = None
            return None
        if self._since_s is None:
            self._since_s = time_s
        return pace_at(self._pace, time_s - self._since_s, small=self._small)
