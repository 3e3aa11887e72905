"""One part of a programme while it is done, with equal time for both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.anatomy import Side, opposite
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.coaching.practice.timetable import PlannedPart
from posecheck.coaching.record import SessionRecord
from posecheck.measures.table import Measurements

MAX_STEP_S = 1.0
"""Between frames that are further apart than this, in seconds, there was a pause."""

Status = Literal["begun", "done", "skipped"]
"""How far a part has come."""


@dataclass(frozen=True)
class SideTotal:
    """How much of one side is done in a part, all passes together.

    Attributes
    ----------
    done, target
        Seconds or times.
    counts_time
        Whether ``done`` and ``target`` are seconds.
    """

    done: float
    target: float
    counts_time: bool

    def __add__(self, other: SideTotal) -> SideTotal:
        done, target = self.done + other.done, self.target + other.target
        return SideTotal(done, target, self.counts_time)


class PartRun:
    """Runs a planned part through a session.

    Attributes
    ----------
    planned
        The planned part.
    record
        The record of the session.
    side
        The working side.
    worked_s
        Seconds for which the part has been going on, without pauses.
    counting
        Whether time, or something else, counts in this frame.
    status
        How far it has come.
    """

    def __init__(self, planned: PlannedPart) -> None:
        self.planned = planned
        self.worked_s = 0.0
        self.counting = False
        self.status: Status = "begun"
        self.side: Side = planned.exercise.sides[0] if planned.exercise.sides else "left"
        self._session = ExerciseSession(planned.exercise, None, planned.target_s)
        self.record = SessionRecord(self._session)
        self._equal: dict[Side, float] = {}  # what a side has, or is to have, after a skip
        self._has_skipped = False  # until the other side counts
        self._last_s: float | None = None

    def update(self, time_s: float, measurements: Measurements | None) -> Coaching:
        """Take in one frame. Time without a call does not count."""
        if self._last_s is not None and time_s - self._last_s <= MAX_STEP_S:
            self.worked_s += time_s - self._last_s
        self._last_s = time_s
        coaching = self._session.update(time_s, measurements)
        self.record.add(time_s, coaching)
        self.side = coaching.side
        self.counting = coaching.phase is Phase.HOLDING
        self._has_skipped = self._has_skipped and not self.counting
        if coaching.phase is Phase.DONE:
            self.status = "done"
        return coaching

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: nothing counts through it."""
        self._session.interrupt()

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides; where left and right do the same together, one side that stands for both."""
        return self.planned.exercise.sides or (self.side,)

    @property
    def awaits_other_side(self) -> bool:
        """Whether one side is done, or was left, and the other has not started."""
        return self._has_skipped or self._session.awaits_next_side

    def total_of(self, side: Side) -> SideTotal:
        """How much of one side is done."""
        progress = self._session.progress(side, self._last_s or 0.0)
        done, target = progress.done, progress.target
        if progress.counts_time:
            holds = self._session.holds(side, self._last_s or 0.0)
            done, target = sum(hold.held_s for hold in holds), target * progress.passes
        target = self._equal.get(side, target)
        return SideTotal(done, target, counts_time=progress.counts_time)

    def totals(self) -> dict[Side, SideTotal]:
        """How much of each side is done."""
        return {side: self.total_of(side) for side in self.sides}

    def current_pass(self) -> tuple[int, int]:
        """The number of the present pass on the working side, from 1, and how many there are."""
        progress = self._session.progress(self.side, self._last_s or 0.0)
        return progress.pass_number, progress.passes

    def skip_side(self) -> None:
        """Leave the working side. The other side gets as much as this one had, in time or times.

        What the other side has already counts. Where nothing is left to do, the part is skipped.
        """
        side, other = self.side, opposite(self.side)
        if not self._session.leave_side(side):
            self.status = "skipped"
            return
        done = self.total_of(side).done
        self._equal = {side: done, other: done} if done > 0 else {side: 0.0}
        self.side, self._has_skipped = other, True
