"""How much of an exercise is done: seconds held or moving, repetitions, circles, breaths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.anatomy import Side

GoalKind = Literal["hold", "moving_time", "repetitions", "circles", "breaths"]


@dataclass(frozen=True)
class Repetition:
    """One that was done.

    Attributes:
        name: what it is, for example "repetition", "outward circle" or "breath".
        side: None where left and right do the same together.
        start_s, end_s: frame times between which it was done.
    """

    name: str
    side: Side | None
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Part:
    """One of the parts that a target is made of: a direction of circles."""

    name: str
    done: int
    target: int


@dataclass(frozen=True)
class Progress:
    """How much of one side is done.

    Attributes:
        kind: whether ``done`` and ``target`` are seconds (hold, moving_time) or times.
        side: None where left and right do the same together.
        done, target: of this pass; ``done`` is at most ``target``.
        complete: all of this side is done, all passes included.
        pass_number, passes: which pass this is, from 1, and how many there are.
        parts: the directions of circles; empty for all others.
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
        return self.kind in ("hold", "moving_time")

    @property
    def share(self) -> float:
        """0..1 of this pass."""
        return min(1.0, self.done / self.target) if self.target > 0 else 0.0
