"""How much of an exercise is done: seconds held or moved, repetitions, circles, breaths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from posecheck.anatomy import Side

GoalKind = Literal["hold", "moving_time", "repetitions", "circles", "breaths"]
"""What an exercise counts."""

Amounts = Mapping[str, float]
"""How much of one side is done in all, in seconds or times: by direction for circles, else under
the empty name."""


@dataclass(frozen=True)
class Repetition:
    """One repetition, circle or breath that was done.

    Attributes
    ----------
    name
        What it is, for example "repetition", "outward circle" or "breath".
    side
        None where left and right do the same together.
    start_s, end_s
        Frame times of its start and its end.
    """

    name: str
    side: Side | None
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Part:
    """One part of a target: one direction of circles.

    Attributes
    ----------
    name
        The direction.
    done
        How many are done, at most ``target``.
    target
        How many are asked for.
    """

    name: str
    done: int
    target: int


@dataclass(frozen=True)
class Progress:
    """How much of one side is done.

    Attributes
    ----------
    kind
        What is counted: seconds (hold, moving_time) or times (all others).
    side
        None where left and right do the same together.
    done, target
        Seconds or times of this pass; ``done`` is at most ``target``.
    complete
        Whether all of this side is done, all passes included.
    pass_number, passes
        Which pass this is, from 1, and how many there are.
    parts
        The directions of circles; empty for all other kinds.
    """

    kind: GoalKind
    side: Side | None
    done: float
    target: float
    complete: bool
    pass_number: int = 1
    passes: int = 1
    parts: tuple[Part, ...] = ()

    @property
    def counts_time(self) -> bool:
        """Whether ``done`` and ``target`` are seconds."""
        return self.kind in ("hold", "moving_time")

    @property
    def fraction(self) -> float:
        """How much of this pass is done, 0 to 1."""
        return min(1.0, self.done / self.target) if self.target > 0 else 0.0
