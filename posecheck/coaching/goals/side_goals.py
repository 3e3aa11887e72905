"""The goal of one side, and how much of it is done: a hold, time moving, or counting."""

from __future__ import annotations

import math
from typing import Protocol

from posecheck.anatomy import Side
from posecheck.coaching.goals.count_goal import CountGoal
from posecheck.coaching.goals.hold import HoldState, HoldTimer
from posecheck.coaching.goals.progress import Amounts, Progress, Repetition
from posecheck.coaching.goals.rolling import RollingDetector
from posecheck.exercises.schema import Exercise, Hold, Moving
from posecheck.measures.table import Measurements

ROUNDING = 1e-6
"""A share of a hold that is smaller than this is a rounding error, not another pass."""


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

    def amounts(self) -> Amounts:
        """How much is done in all, at most what is asked for."""
        ...

    def limit(self, amounts: Amounts) -> None:
        """Ask for no more than ``amounts`` in all; what has been done stays."""
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
        self._hold, self._side, self._target_s = hold, side, target_s or hold.target_s
        self._timers = [HoldTimer(hold, target_s)]
        self._passes, self._most_s = hold.passes, math.inf

    @property
    def complete(self) -> bool:
        """Whether all passes are complete."""
        return self._timers[-1].complete and len(self._timers) == self._passes

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        good: bool | None,
        good_fraction: float,
    ) -> Repetition | None:
        """Take in one frame; a hold gives no repetitions."""
        if self._timers[-1].complete and not self.complete and not self.blocker(time_s):
            left_s = self._most_s - self.amounts()[""]
            self._timers.append(HoldTimer(self._hold, min(self._target_s, left_s)))
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
            self._passes,
        )

    def amounts(self) -> Amounts:
        """The seconds held in all passes."""
        return {"": sum(timer.held_s for timer in self._timers)}

    def limit(self, amounts: Amounts) -> None:
        """Ask for no more seconds than these, in as many passes as they need."""
        self._most_s = amounts[""]
        left_s = self._most_s - sum(timer.held_s for timer in self._timers[:-1])
        self._timers[-1].limit(left_s)
        more = math.ceil(max(0.0, left_s / self._target_s - 1) - ROUNDING)
        self._passes = min(self._passes, len(self._timers) + more)


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
        self._detector.interrupt()

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

    def amounts(self) -> Amounts:
        """The seconds spent rolling."""
        return {"": self._timer.held_s}

    def limit(self, amounts: Amounts) -> None:
        """Ask for no more seconds than these."""
        self._timer.limit(amounts[""])
