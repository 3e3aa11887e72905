"""The pace of a slow breath to keep to: in for 4 s, out for 6 to 8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.exercises.schema import Exercise


@dataclass(frozen=True)
class Pace:
    """Seconds of breathing in and out; the guide asks for 4 and 6 to 8."""

    in_s: float = 4.0
    out_s: float = 7.0


@dataclass(frozen=True)
class PacePoint:
    """Where a breath at that pace is.

    Attributes:
        phase: in or out.
        fill: 0 empty to 1 full.
        left_s: seconds until the phase ends.
        breath: its number, from 1.
        small: it is only to be seen from the corner of the eye.
        into_s: seconds since the phase began.
    """

    phase: Literal["in", "out"]
    fill: float
    left_s: float
    breath: int
    small: bool = False
    into_s: float = 0.0


def pace_at(pace: Pace, since_s: float, *, small: bool = False) -> PacePoint:
    """Where the breath is ``since_s`` (0 or more) after the first began."""
    cycle_s = pace.in_s + pace.out_s
    number, in_cycle_s = divmod(since_s, cycle_s)
    breath = int(number) + 1
    if in_cycle_s < pace.in_s:
        fill = in_cycle_s / pace.in_s
        return PacePoint("in", fill, pace.in_s - in_cycle_s, breath, small, in_cycle_s)
    left_s = cycle_s - in_cycle_s
    into_s = in_cycle_s - pace.in_s
    return PacePoint("out", left_s / pace.out_s, left_s, breath, small, into_s)


class Pacer:
    """Sets the pace from the moment a position is held.

    Args:
        pace: of the breath.
        small: see :class:`PacePoint`.
    """

    def __init__(self, pace: Pace, *, small: bool) -> None:
        self._pace, self._small = pace, small
        self._since_s: float | None = None

    @classmethod
    def of(cls, exercise: Exercise) -> Pacer | None:
        """The pacer of an exercise: of breaths its own, of holds a small one; else None."""
        if exercise.breaths is not None:
            return cls(Pace(exercise.breaths.in_s, exercise.breaths.out_s), small=False)
        return cls(Pace(), small=True) if exercise.hold is not None else None

    def update(self, time_s: float, *, holding: bool) -> PacePoint | None:
        """Where to be now; None unless something is held. Each hold begins with an empty breath."""
        if not holding:
            self._since_s = None
            return None
        if self._since_s is None:
            self._since_s = time_s
        return pace_at(self._pace, time_s - self._since_s, small=self._small)
