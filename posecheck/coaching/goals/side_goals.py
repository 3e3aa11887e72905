"""The goal of one side, and how much of it is done: a hold, time moving, or counting."""

from __future__ import annotations

from typing import Protocol

from posecheck.anatomy import Side
from posecheck.coaching.goals.counters import make_counter
from posecheck.coaching.goals.hold import HoldState, HoldTimer
from posecheck.coaching.goals.progress import GoalKind, Part, Progress, Repetition
from posecheck.coaching.goals.rolling import RollingDetector
from posecheck.exercises.schema import Breaths, Circles, Exercise, Hold, Moving, Repetitions
from posecheck.measures.table import Measurements

FAULT_SHOWN_S = 3.0
"""For this many seconds it is shown why a repetition did not count."""


class SideGoal(Protocol):
    """The goal of one side, frame by frame."""

    takes_all_frames: bool
    """Whether it takes in every frame, or only those in which its side is the working side."""

    @property
    def complete(self) -> bool:
        """Whether all of it is done."""
        ...

    @property
    def in_progress(self) -> bool:
        """Whether a repetition has started and is not done."""
        ...

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        good_fraction: float,
    ) -> Repetition | None:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        measurements
            None when nobody is seen.
        good
            Whether the position is good; None when it cannot be judged.
        good_fraction
            Which fraction of the time since the last judged frame was good, 0 to 1. Used only
            when one of the two frames is good and the other is not.

        Returns
        -------
        Repetition or None
            The repetition that this frame ended.
        """
        ...

    def finish(self) -> list[Repetition]:
        """Nothing more will be seen: count the repetitions that are as good as over."""
        ...

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: nothing counts through it."""
        ...

    def blocker(self, time_s: float) -> str:
        """Why nothing counts although the position is good; empty when it counts."""
        ...

    def hold(self, time_s: float) -> HoldState:
        """The timer; with several passes, of the last pass that started."""
        ...

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        """The timers of all passes that started."""
        ...

    def progress(self, time_s: float) -> Progress:
        """How much is done."""
        ...


def make_goal(exercise: Exercise, side: Side, target_s: float | None) -> SideGoal:
    """The goal of one side in ``exercise``.

    Parameters
    ----------
    exercise
        What is practised.
    side
        The side. An exercise in which left and right do the same together ignores it.
    target_s
        Seconds to hold or to move, if not the exercise's own.
    """
    goal, goal_side = exercise.goal, side if exercise.sides else None
    if isinstance(goal, Hold):
        return HoldGoal(goal, goal_side, target_s)
    if isinstance(goal, Moving):
        return MovingGoal(goal, goal_side, target_s)
    return CountGoal(goal, goal_side)


class HoldGoal:
    """One hold, or several passes with a rest between them."""

    takes_all_frames = False
    in_progress = False

    def __init__(self, hold: Hold, side: Side | None, target_s: float | None) -> None:
        self._hold, self._side, self._target_s = hold, side, target_s
        self._timers = [HoldTimer(hold, target_s)]

    @property
    def complete(self) -> bool:
        """Whether all passes are complete."""
        return self._timers[-1].complete and len(self._timers) == self._hold.passes

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        good_fraction: float,
    ) -> Repetition | None:
        """Take in one frame; a hold gives no repetitions."""
        if self._timers[-1].complete and not self.complete and not self.blocker(time_s):
            self._timers.append(HoldTimer(self._hold, self._target_s))
        self._timers[-1].update(time_s, good, good_fraction)
        return None

    def finish(self) -> list[Repetition]:
        """Nothing more will be seen; a timer counts as it goes."""
        return []

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: it does not count."""
        self._timers[-1].interrupt()

    def blocker(self, time_s: float) -> str:
        """What to do in the rest between two passes; empty outside it."""
        state = self._timers[-1].state(time_s)
        if self.complete or state.status != "complete" or state.end_s is None:
            return ""
        return self._hold.between if time_s - state.end_s < self._hold.rest_s else ""

    def hold(self, time_s: float) -> HoldState:
        """The timer of the last pass that started."""
        return self._timers[-1].state(time_s)

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        """The timers of all passes that started."""
        return tuple(timer.state(time_s) for timer in self._timers)

    def progress(self, time_s: float) -> Progress:
        """How much of this pass is done."""
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

    takes_all_frames = False
    in_progress = False

    def __init__(self, moving: Moving, side: Side | None, target_s: float | None) -> None:
        self._moving, self._side = moving, side
        self._detector = RollingDetector(moving.least_cm, moving.slowest_s)
        self._timer = HoldTimer(moving, target_s)
        self._is_still = True

    @property
    def complete(self) -> bool:
        """Whether the target is reached."""
        return self._timer.complete

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        good_fraction: float,
    ) -> Repetition | None:
        """Take in one frame; rolling gives no repetitions."""
        placement = measurements.placement if measurements else None
        rolls = self._detector.update(time_s, placement)
        self._is_still = not rolls
        good = good if good is None else good and rolls
        self._timer.update(time_s, good, good_fraction)
        return None

    def finish(self) -> list[Repetition]:
        """Nothing more will be seen; a timer counts as it goes."""
        return []

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: it does not count."""
        self._timer.interrupt()

    def blocker(self, time_s: float) -> str:
        """The request to keep rolling, once the body has been still for longer than the grace."""
        if self.complete or not self._is_still or self.hold(time_s).status == "grace":
            return ""
        return self._moving.still

    def hold(self, time_s: float) -> HoldState:
        """The timer of the time spent rolling."""
        return self._timer.state(time_s)

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        """The same, as the only one."""
        return (self.hold(time_s),)

    def progress(self, time_s: float) -> Progress:
        """How much of the time is done."""
        state = self.hold(time_s)
        return Progress(
            "moving_time", self._side, state.held_s, state.target_s, self._timer.complete
        )


class CountGoal:
    """A number of repetitions, circles in each direction, or breaths."""

    takes_all_frames = True

    def __init__(self, goal: Repetitions | Circles | Breaths, side: Side | None) -> None:
        self._goal, self._side = goal, side
        self._counter = make_counter(goal, side)
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
        """Whether the target is reached, of circles in both directions."""
        return min(self._done.values()) >= self._goal.target

    @property
    def in_progress(self) -> bool:
        """Whether a repetition has started and is not done."""
        return self._counter.in_progress

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        good_fraction: float,
    ) -> Repetition | None:
        """Take in one frame; nothing counts unless the position is good."""
        if good is not True:
            measurements = None
        done = self._counter.update(time_s, measurements)
        if self._counter.fault:
            self._fault, self._fault_since_s = self._counter.fault, time_s
        if done is not None:
            self._fault = ""
            self._add(done)
        return done

    def finish(self) -> list[Repetition]:
        """Nothing more will be seen: count the repetitions that are as good as over."""
        found = self._counter.finish()
        for done in found:
            self._add(done)
        return found

    def _add(self, done: Repetition) -> None:
        direction = done.name.removesuffix(" circle")
        self._done[direction if direction in self._done else ""] += 1

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: what was begun does not count."""
        self._counter.interrupt()

    def blocker(self, time_s: float) -> str:
        """Why the last repetition did not count, for FAULT_SHOWN_S after its end."""
        if self.complete or time_s - self._fault_since_s > FAULT_SHOWN_S:
            return ""
        return self._fault

    def hold(self, time_s: float) -> HoldState:
        """A timer that never starts: no time is counted."""
        return HoldState("complete" if self.complete else "waiting", 0.0, 0.0, None, None)

    def holds(self, time_s: float) -> tuple[HoldState, ...]:
        """None: no time is counted."""
        return ()

    def progress(self, time_s: float) -> Progress:
        """How much is done in all and, for circles, in each direction.

        No direction counts for more than its target: one too many does not make up for the other.
        """
        target = self._goal.target
        done = {name: min(count, target) for name, count in self._done.items()}
        parts = tuple(Part(name, count, target) for name, count in done.items() if name)
        total, asked = sum(done.values()), target * len(done)
        return Progress(self._kind, self._side, total, asked, self.complete, parts=parts)
