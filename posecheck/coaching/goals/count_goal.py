"""The goal to do something so many times: repetitions, circles, breaths."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.coaching.goals.counters import make_counter
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.progress import Amounts, GoalKind, Part, Progress, Repetition
from posecheck.exercises.schema import Breaths, Circles, Repetitions
from posecheck.measures.table import Measurements

FAULT_SHOWN_S = 3.0
"""For this many seconds it is shown why a repetition did not count."""


class CountGoal:
    """A number of repetitions, circles in each direction, or breaths."""

    takes_all_frames = True

    def __init__(self, goal: Repetitions | Circles | Breaths, side: Side | None) -> None:
        self._side = side
        self._counter = make_counter(goal, side)
        self._kind: GoalKind = "repetitions"
        names: tuple[str, ...] = ("",)
        if isinstance(goal, Circles):
            self._kind, names = "circles", ("outward", "inward")
        elif isinstance(goal, Breaths):
            self._kind = "breaths"
        self._done = dict.fromkeys(names, 0)
        self._targets = dict.fromkeys(names, goal.target)
        self._fault, self._fault_since_s = "", 0.0

    @property
    def complete(self) -> bool:
        """Whether the target is reached, of circles in both directions."""
        return all(self._done[name] >= target for name, target in self._targets.items())

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
        targets = self._targets
        done = {name: min(count, targets[name]) for name, count in self._done.items()}
        parts = tuple(Part(name, count, targets[name]) for name, count in done.items() if name)
        total, asked = sum(done.values()), sum(targets.values())
        return Progress(self._kind, self._side, total, asked, self.complete, parts=parts)

    def amounts(self) -> Amounts:
        """The times, by direction for circles."""
        return {name: min(count, self._targets[name]) for name, count in self._done.items()}

    def limit(self, amounts: Amounts) -> None:
        """Ask for no more times than these."""
        own = self.amounts()
        self._targets = {
            name: max(min(target, int(amounts[name])), int(own[name]))
            for name, target in self._targets.items()
        }
