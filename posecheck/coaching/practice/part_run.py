"""One part of a programme while it is done, with equal time for both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.anatomy import Side, opposite
from posecheck.coaching.exercise_session import Coaching, ExerciseSession, Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.practice.timetable import PlannedPart
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.schema import Exercise
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
    """Runs a planned part through a session, and through a second one if a side is skipped.

    Attributes
    ----------
    planned
        The planned part.
    records
        The records of the sessions, the oldest first.
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
        self.records: list[SessionRecord] = []
        self._session = self._begin_session(planned.exercise, None, planned.target_s)
        self._skipped_side: Side | None = None
        self._last_s: float | None = None

    def update(self, time_s: float, measurements: Measurements | None) -> Coaching:
        """Take in one frame. Time without a call does not count."""
        if self._last_s is not None and time_s - self._last_s <= MAX_STEP_S:
            self.worked_s += time_s - self._last_s
        self._last_s = time_s
        coaching = self._session.update(time_s, measurements)
        self.records[-1].add(time_s, coaching)
        self.side = coaching.side
        self.counting = coaching.phase is Phase.HOLDING
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

    def holds(self, side: Side) -> tuple[HoldState, ...]:
        """All holds that started on one side."""
        last_s = self._last_s or 0.0
        return tuple(
            hold
            for record in self.records
            if side in record.session.sides
            for hold in record.session.holds(side, last_s)
            if hold.start_s is not None
        )

    def total_of(self, side: Side) -> SideTotal:
        """How much of one side is done."""
        sessions = [r.session for r in self.records if side in r.session.sides]
        progress = sessions[-1].progress(side, self._last_s or 0.0)
        if not progress.counts_time:
            return SideTotal(progress.done, progress.target, counts_time=False)
        held_s = sum(hold.held_s for hold in self.holds(side))
        target_s = held_s if side == self._skipped_side else progress.target * progress.passes
        return SideTotal(held_s, target_s, counts_time=True)

    def totals(self) -> dict[Side, SideTotal]:
        """How much of each side is done."""
        return {side: self.total_of(side) for side in self.sides}

    def current_pass(self) -> tuple[int, int]:
        """The number of the present pass on the working side, from 1, and how many there are."""
        progress = self._session.progress(self.side, self._last_s or 0.0)
        return progress.pass_number, progress.passes

    def skip_side(self) -> None:
        """Leave the working side. The other side gets as much time as this one had.

        Without another side that is still to do, the part is skipped.
        """
        side, other = self.side, opposite(self.side)
        has_both = other in self._session.sides and side in self._session.sides
        if not has_both or self._session.progress(other, self._last_s or 0.0).complete:
            self.status = "skipped"
            return
        held_s = self.total_of(side).done
        exercise, target_s = self.planned.exercise, self.planned.target_s
        if exercise.hold is not None and target_s is not None and held_s > 0:
            passes = max(1, round(held_s / target_s))
            hold = exercise.hold.model_copy(update={"passes": passes})
            exercise, target_s = exercise.model_copy(update={"hold": hold}), held_s / passes
        self._skipped_side = side
        self._session = self._begin_session(exercise, (other,), target_s)
        self.side = other

    def _begin_session(
        self, exercise: Exercise, sides: tuple[Side, ...] | None, target_s: float | None
    ) -> ExerciseSession:
        session = ExerciseSession(exercise, sides, target_s)
        self.records.append(SessionRecord(session))
        return session
