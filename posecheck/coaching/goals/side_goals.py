"""What one side has to do, and how much of it is done: a hold, time moving, or counting."""

from __future__ import annotations

from typing import Protocol

from posecheck.anatomy import Side
from posecheck.coaching.goals.counters import counter_of
from posecheck.coaching.goals.hold import HoldState, HoldTimer
from posecheck.coaching.goals.progress import GoalKind, Part, Progress, Repetition
from posecheck.coaching.goals.rolling import RollingWatcher
from posecheck.exercises.schema import Breaths, Circles, Exercise, Hold, Moving, Repetitions
from posecheck.measures.table import Measurements

FAULT_SHOWN_S = 3.0
"""How long it is said why a repetition did not count."""


class SideGoal(Protocol):
    """One side's goal, frame by frame."""

    every_side: bool
    """Whether it takes in every frame, or only those in which its side is worked on."""

    @property
    def complete(self) -> bool: ...

    @property
    def under_way(self) -> bool:
        """Whether just now something is being done that will count."""
        ...

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        share: float,
    ) -> Repetition | None:
        """Take in one frame; gives the repetition that it ended.

        Args:
            good: whether the position is good, None when that cannot be told.
            share: how much of the time since the last frame was good if only one of them is.
        """
        ...

    def hindrance(self, time_s: float) -> str:
        """Why nothing counts although the position is good; empty when it does."""
        ...

    def hold(self, time_s: float) -> HoldState: ...

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        """All passes that were begun."""
        ...

    def progress(self, time_s: float) -> Progress: ...


def goal_of(exercise: Exercise, side: Side, target_s: float | None) -> SideGoal:
    """What ``exercise`` asks of one side; ``target_s`` is another time than its own."""
    goal, of_side = exercise.goal, side if exercise.sides else None
    if isinstance(goal, Hold):
        return HoldGoal(goal, of_side, target_s)
    if isinstance(goal, Moving):
        return MovingGoal(goal, of_side, target_s)
    return CountGoal(goal, of_side)


class HoldGoal:
    """One hold, or several one after the other with a rest between."""

    every_side = False
    under_way = False

    def __init__(self, hold: Hold, side: Side | None, target_s: float | None) -> None:
        self._hold, self._side, self._target_s = hold, side, target_s
        self._timers = [HoldTimer(hold, target_s)]

    @property
    def complete(self) -> bool:
        return self._timers[-1].complete and len(self._timers) == self._hold.passes

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        share: float,
    ) -> Repetition | None:
        if self._timers[-1].complete and not self.complete and not self.hindrance(time_s):
            self._timers.append(HoldTimer(self._hold, self._target_s))
        self._timers[-1].update(time_s, good, share)
        return None

    def hindrance(self, time_s: float) -> str:
        state = self._timers[-1].state(time_s)
        if self.complete or state.status != "complete" or state.end_s is None:
            return ""
        return self._hold.between if time_s - state.end_s < self._hold.rest_s else ""

    def hold(self, time_s: float) -> HoldState:
        return self._timers[-1].state(time_s)

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        return tuple(timer.state(time_s) for timer in self._timers)

    def progress(self, time_s: float) -> Progress:
        state = self.hold(time_s)
        return Progress(
            "hold",
            self._side,
            state.held_s,
            state.target_s,
            self.complete,
            len(self._timers),
            self._hold.passes,
        )


class MovingGoal:
    """Time in which the body rolls to and fro."""

    every_side = False
    under_way = False

    def __init__(self, moving: Moving, side: Side | None, target_s: float | None) -> None:
        self._moving, self._side = moving, side
        self._watcher = RollingWatcher(moving.least_cm, moving.slowest_s)
        self._timer = HoldTimer(moving, target_s)
        self._still = True

    @property
    def complete(self) -> bool:
        return self._timer.complete

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        share: float,
    ) -> Repetition | None:
        placement = measurements.placement if measurements else None
        rolling = self._watcher.update(time_s, placement)
        self._still = not rolling.moving
        self._timer.update(time_s, good if good is None else good and rolling.moving, share)
        return None

    def hindrance(self, time_s: float) -> str:
        if self.complete or not self._still or self.hold(time_s).status == "grace":
            return ""
        return self._moving.still

    def hold(self, time_s: float) -> HoldState:
        return self._timer.state(time_s)

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        return (self.hold(time_s),)

    def progress(self, time_s: float) -> Progress:
        state = self.hold(time_s)
        return Progress(
            "moving_time", self._side, state.held_s, state.target_s, self._timer.complete
        )


class CountGoal:
    """So many repetitions, circles each way, or breaths."""

    every_side = True

    def __init__(self, goal: Repetitions | Circles | Breaths, side: Side | None) -> None:
        self._goal, self._side = goal, side
        self._counter = counter_of(goal, side)
        self._kind: GoalKind = "repetitions"
        names: tuple[str, ...] = ("",)
        if isinstance(goal, Circles):
            self._kind, names = "circles", ("outward", "inward")
        elif isinstance(goal, Breaths):
            self._kind = "breaths"
        self._done = dict.fromkeys(names, 0)
        self._fault, self._fault_since_s = "", 0.0

    @property
    def complete(self) -> bool:
        return min(self._done.values()) >= self._goal.target

    @property
    def under_way(self) -> bool:
        return self._counter.under_way

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        share: float,
    ) -> Repetition | None:
        if good is not True:
            measurements = None
        done = self._counter.update(time_s, measurements)
        if self._counter.fault:
            self._fault, self._fault_since_s = self._counter.fault, time_s
        if done is not None:
            self._fault = ""
            direction = done.name.removesuffix(" circle")
            self._done[direction if direction in self._done else ""] += 1
        return done

    def hindrance(self, time_s: float) -> str:
        if self.complete or time_s - self._fault_since_s > FAULT_SHOWN_S:
            return ""
        return self._fault

    def hold(self, time_s: float) -> HoldState:
        """No time is counted: a timer that never begins."""
        return HoldState("complete" if self.complete else "waiting", 0.0, 0.0, None, None)

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        return ()

    def progress(self, time_s: float) -> Progress:
        target = self._goal.target
        done = {name: min(count, target) for name, count in self._done.items()}
        parts = tuple(Part(name, count, target) for name, count in done.items() if name)
        total, asked = sum(done.values()), target * len(done)
        return Progress(self._kind, self._side, total, asked, self.complete, parts=parts)
