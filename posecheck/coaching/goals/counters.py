"""Turn the measurements of one side into repetitions, circles and breaths."""

from __future__ import annotations

import math
from typing import Protocol

from posecheck.anatomy import Side, opposite
from posecheck.coaching.goals.back_cycles import BackCycleCounter
from posecheck.coaching.goals.circles import CircleCounter
from posecheck.coaching.goals.cycles import MAX_GAP_S, Cycle, CycleCounter
from posecheck.coaching.goals.movement import MovementCounter
from posecheck.coaching.goals.progress import Repetition
from posecheck.exercises.schema import MOVEMENT, Breaths, Circles, Repetitions
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import Measurements

MAX_UNKNOWN_S = 6.0
"""After more seconds without a phase, a breath counts only from its next start. The rest after a
slow breath out is shorter."""


class Counter(Protocol):
    """Takes in, frame by frame, what is seen in good position; gives what was done."""

    @property
    def in_progress(self) -> bool:
        """Whether a repetition has started and is not done."""
        ...

    @property
    def fault(self) -> str:
        """Why the repetition that ended with this frame does not count; empty when it does.

        A text of the exercise's file.
        """
        ...

    def update(self, time_s: float, measurements: Measurements | None) -> Repetition | None:
        """Take in one frame, None when nobody is in position; return the repetition it ended."""
        ...

    def finish(self) -> list[Repetition]:
        """Nothing more will be seen: the repetitions that are as good as over."""
        ...

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: what was begun does not count."""
        ...


def make_counter(goal: Repetitions | Circles | Breaths, side: Side | None) -> Counter:
    """The counter of a goal, for one side; for both sides together with ``side`` None."""
    if isinstance(goal, Circles):
        return _LegCircleCounter(goal, side)
    if isinstance(goal, Breaths):
        return _BreathCounter(goal)
    if goal.measure == MOVEMENT:
        return _BodyMovementCounter(goal, side)
    return _MeasureCounter(goal, side)


class _Leg:
    """Reads the measures of one leg, frame after frame.

    Without a side it is the near leg, or the other one where that is not seen; then it stays that
    leg until it has been unseen for MAX_GAP_S: two legs in turns look like a movement.
    """

    def __init__(self, side: Side | None) -> None:
        self._side = self._followed = side
        self._seen_s = -math.inf

    def read(
        self, time_s: float, measurements: Measurements | None, *measures: str
    ) -> tuple[float, ...]:
        """The values in one frame; NaN where they are not seen."""
        if measurements is None:
            return (math.nan,) * len(measures)
        if self._side is None and time_s - self._seen_s > MAX_GAP_S:
            near = measurements.near_side
            far_only = _is_seen(measurements, measures, opposite(near)) and not _is_seen(
                measurements, measures, near
            )
            self._followed = opposite(near) if far_only else near
        if _is_seen(measurements, measures, self._followed):
            self._seen_s = time_s
        return _values(measurements, measures, self._followed)


def _is_seen(measurements: Measurements, measures: tuple[str, ...], side: Side | None) -> bool:
    return not math.isnan(sum(_values(measurements, measures, side)))


def _values(
    measurements: Measurements, measures: tuple[str, ...], side: Side | None
) -> tuple[float, ...]:
    return tuple(measurements.value(m, side if m in SIDED_NAMES else None) for m in measures)


class _MeasureCounter:
    """Counts how often one measure goes up and down."""

    def __init__(self, goal: Repetitions, side: Side | None) -> None:
        self._goal, self._side = goal, side
        self._leg = _Leg(opposite(side) if side and goal.leg == "other" else side)
        self._cycles = CycleCounter(goal.range, goal.shortest_s, goal.longest_s, goal.rest)
        self.fault = ""

    @property
    def in_progress(self) -> bool:
        return self._cycles.in_progress

    def update(self, time_s: float, measurements: Measurements | None) -> Repetition | None:
        (value,) = self._leg.read(time_s, measurements, self._goal.measure)
        return self._judge(self._cycles.update(time_s, value))

    def finish(self) -> list[Repetition]:
        repetition = self._judge(self._cycles.finish())
        return [repetition] if repetition else []

    def _judge(self, cycle: Cycle | None) -> Repetition | None:
        """The repetition of a cycle that went far enough, and came back far enough."""
        goal, self.fault = self._goal, ""
        if cycle is None:
            return None
        if cycle.top < goal.reach or cycle.rest > goal.rest:
            self.fault = goal.too_short
            return None
        return Repetition(goal.name, self._side, cycle.start_s, cycle.end_s)

    def interrupt(self) -> None:
        self._cycles.interrupt()


class _BodyMovementCounter:
    """Counts whatever movement the whole body repeats, or, while it rests, the lower back alone."""

    fault = ""

    def __init__(self, goal: Repetitions, side: Side | None) -> None:
        self._goal, self._side = goal, side
        self._movement = MovementCounter(goal.range, goal.shortest_s, goal.longest_s)
        self._back = BackCycleCounter(goal.shortest_s, goal.longest_s)

    @property
    def in_progress(self) -> bool:
        return self._movement.in_progress

    def update(self, time_s: float, measurements: Measurements | None) -> Repetition | None:
        if measurements is None:
            cycle = self._movement.update(time_s, None)
        else:
            cycle = self._movement.update(time_s, measurements.placement, measurements.near_side)
        of_back = self._alone(self._back.update(time_s, measurements))
        cycle = cycle or of_back
        return self._repetition(cycle) if cycle else None

    def finish(self) -> list[Repetition]:
        of_back = self._alone(self._back.finish())
        cycles = self._movement.finish() or ([of_back] if of_back else [])
        return [self._repetition(cycle) for cycle in cycles]

    def _alone(self, cycle: Cycle | None) -> Cycle | None:
        """A cycle of the back while nothing else has moved."""
        alone = cycle is not None and self._movement.rests(cycle.start_s, cycle.end_s)
        return cycle if alone else None

    def _repetition(self, cycle: Cycle) -> Repetition:
        return Repetition(self._goal.name, self._side, cycle.start_s, cycle.end_s)

    def interrupt(self) -> None:
        self._movement.interrupt()
        self._back.interrupt()


class _LegCircleCounter:
    """Counts the circles of one leg's knee."""

    fault = ""

    def __init__(self, goal: Circles, side: Side | None) -> None:
        self._goal, self._side, self._leg = goal, side, _Leg(side)
        self._circles = CircleCounter(*goal.ranges, goal.shortest_s, goal.longest_s)

    @property
    def in_progress(self) -> bool:
        return self._circles.in_progress

    def update(self, time_s: float, measurements: Measurements | None) -> Repetition | None:
        up, out = self._leg.read(time_s, measurements, *self._goal.measures)
        circle = self._circles.update(time_s, up, out)
        if circle is None:
            return None
        return Repetition(f"{circle.direction} circle", self._side, circle.start_s, circle.end_s)

    def finish(self) -> list[Repetition]:
        return []  # a circle that is loosely closed has counted already

    def interrupt(self) -> None:
        self._circles.interrupt()


class _BreathCounter:
    """Counts breaths by their phases: in, then out.

    A breath is done when the next one begins, or when the breath is held. It counts only if it was
    seen from its start. The slow end of a breath, where no phase is known, belongs to it.
    """

    def __init__(self, goal: Breaths) -> None:
        self._goal = goal
        self.fault = ""
        self._in_since_s: float | None = None
        self._out_until_s: float | None = None
        self._phase_known_s = -math.inf

    @property
    def in_progress(self) -> bool:
        return self._in_since_s is not None

    def update(self, time_s: float, measurements: Measurements | None) -> Repetition | None:
        phase, self.fault = measurements.breath_phase if measurements else None, ""
        if time_s - self._phase_known_s > MAX_UNKNOWN_S:
            self._in_since_s = self._out_until_s = None
        if phase is None:
            return None
        self._phase_known_s = time_s
        if phase == "out" and self._in_since_s is not None:
            self._out_until_s = time_s
        elif phase == "in" and (self._in_since_s is None or self._out_until_s is not None):
            return self._finish(next_start_s=time_s)
        elif phase == "held":
            return self._finish(next_start_s=None)
        return None

    def finish(self) -> list[Repetition]:
        return []  # how long a breath out still goes on cannot be known

    def interrupt(self) -> None:
        self._in_since_s = self._out_until_s = None

    def _finish(self, next_start_s: float | None) -> Repetition | None:
        start_s, self._in_since_s = self._in_since_s, next_start_s
        end_s, self._out_until_s = self._out_until_s, None
        if start_s is None or end_s is None:
            return None
        if end_s - start_s < self._goal.shortest_s:
            self.fault = self._goal.too_fast
            return None
        if end_s - start_s > self._goal.longest_s:
            return None
        return Repetition("breath", None, start_s, end_s)
