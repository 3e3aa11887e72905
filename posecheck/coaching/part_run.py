"""One part of a programme while it is done: rounds on each side, equal time for both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from posecheck.body.landmarks import Body, opposite
from posecheck.body.reading import Side
from posecheck.coaching.programme import PlannedPart
from posecheck.coaching.record import SessionRecord
from posecheck.coaching.session import Coaching, Phase, Session
from posecheck.measures.table import Measurements

SHORTEST_HOLD_S = 5.0
"""A rest of equal time that is shorter than this is not worth getting into position for."""

LONGEST_STEP_S = 1.0
"""Frames further apart than this: there was a pause between them."""


@dataclass
class HoldRun:
    """One hold, or the first hold of each side: a session with its record.

    Attributes:
        number: 1 for the first hold of a side, then 2, ...
    """

    session: Session
    record: SessionRecord
    number: int


@dataclass
class PartRun:
    """Runs a planned part through sessions, one after the other.

    The first session looks after both sides: it recognises which one is worked on, and asks for
    the other. A side that is held more than once gets a session of its own for each further hold.

    Attributes:
        holds: all that was begun, the oldest first.
        worked_s: seconds for which it has been going on, pauses aside.
    """

    planned: PlannedPart
    holds: list[HoldRun] = field(default_factory=list)
    worked_s: float = 0.0
    counting: bool = False
    _targets: dict[Side, list[float]] = field(default_factory=dict)
    _main: HoldRun | None = None
    _extra: HoldRun | None = None
    _last_s: float | None = None
    _rest_until_s: float = -math.inf
    _skipped: bool = False
    _done: bool = False

    def __post_init__(self) -> None:
        targets = [self.planned.hold_s] * self.planned.rounds
        self._targets = {side: list(targets) for side in self.planned.exercise.sides}
        self._main = self._begin(self.planned.exercise.sides, self.planned.hold_s, 1)

    @property
    def done(self) -> bool:
        return self._done

    @property
    def side(self) -> Side:
        """The side that is worked on."""
        return self._side

    _side: Side = "left"

    def update(
        self, time_s: float, body: Body | None, measurements: Measurements | None
    ) -> Coaching | None:
        """Take in one frame; None between two holds. Time without a call does not count."""
        if self._last_s is not None and time_s - self._last_s <= LONGEST_STEP_S:
            self.worked_s += time_s - self._last_s
        self._last_s = time_s
        if self.is_between(time_s):
            return None
        run = self._extra or self._main
        assert run is not None
        coaching = run.session.update(time_s, body, measurements)
        run.record.add(time_s, coaching)
        self._side = coaching.side
        self.counting = coaching.hold.status in ("counting", "grace")
        self._go_on(time_s, run, coaching)
        return None if self.is_between(time_s) else coaching

    def is_between(self, time_s: float) -> bool:
        """Whether this is the rest from one hold to the next on the same side."""
        return time_s < self._rest_until_s

    def held_s(self, side: Side) -> float:
        """Seconds counted on one side, in all its holds."""
        return sum(run.session.hold(side, 0.0).held_s for run in self._of(side))

    def target_s(self, side: Side) -> float:
        """Seconds planned for one side, in all its holds."""
        return sum(self._targets.get(side, ()))

    def round_of(self, side: Side) -> tuple[int, int]:
        """Which hold of how many."""
        number = self._extra.number if self._extra is not None else 1
        return number, max(1, len(self._targets.get(side, ())))

    def skip_side(self, time_s: float) -> None:
        """Leave the side that is worked on; the other gets as much time as this one had."""
        side, other = self._side, opposite(self._side)
        held_s = self.held_s(side)
        self._targets[side] = [held_s] if held_s else []
        if other not in self._targets or self._is_complete(other):
            self._done = True
            return
        if held_s and not self._skipped:
            self._targets[other] = _shared_out(held_s, self.planned.hold_s)
        self._skipped = True
        self._extra = None
        self._main = self._begin((other,), self._targets[other][0], 1)
        self._side = other

    def _go_on(self, time_s: float, run: HoldRun, coaching: Coaching) -> None:
        """Begin the next hold of this side, or go back to the session that asks for the other."""
        side = coaching.side
        complete = coaching.hold.status == "complete"
        if not complete and coaching.phase is not Phase.DONE:
            return
        targets = self._targets[side]
        if complete and run.number < len(targets):
            self._extra = self._begin((side,), targets[run.number], run.number + 1)
            self._rest_until_s = time_s + self.planned.between_s
        elif self._extra is not None:
            self._extra = None
            assert self._main is not None
            others = [s for s in self._main.session.sides if s != side]
            self._done = all(self._is_complete(s) for s in others)
        elif coaching.phase is Phase.DONE:
            self._done = True

    def _is_complete(self, side: Side) -> bool:
        return self.held_s(side) >= self.target_s(side) - 1e-6

    def _begin(self, sides: tuple[Side, ...], target_s: float, number: int) -> HoldRun:
        session = Session(self.planned.exercise, sides, target_s)
        run = HoldRun(session, SessionRecord(session), number)
        self.holds.append(run)
        return run

    def _of(self, side: Side) -> list[HoldRun]:
        return [run for run in self.holds if side in run.session.sides]


def _shared_out(total_s: float, hold_s: float) -> list[float]:
    """Holds of ``hold_s`` that add up to ``total_s``, a last one shorter."""
    holds = [hold_s] * int(total_s // hold_s)
    rest_s = total_s - sum(holds)
    if rest_s >= SHORTEST_HOLD_S or not holds:
        holds.append(rest_s)
    return holds


def equal_share(held_s: Mapping[Side, float]) -> float:
    """0..1, how equal both sides' times are: the shorter over the longer; 1 when none is."""
    longest = max(held_s.values(), default=0.0)
    return min(held_s.values()) / longest if longest else 1.0
