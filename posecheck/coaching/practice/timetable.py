"""A programme planned for today: when each part begins, and how long each hold is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posecheck.exercises.programme import Part, Programme, Timing
from posecheck.exercises.schema import Exercise


@dataclass(frozen=True)
class PlannedPart:
    """A part with its place in time.

    Attributes:
        start_s: seconds from the beginning of the programme at which it is planned to begin.
        exercise: as it is done today: with as many passes as there is time for.
        target_s: how long each hold is, or how long is moved; None where something is counted.
        timed: whether it is left when its time is over (see :attr:`Timing.overtime`).
    """

    part: Part
    exercise: Exercise
    start_s: float
    target_s: float | None
    timed: bool

    @property
    def seconds(self) -> float:
        return self.part.seconds

    @property
    def end_s(self) -> float:
        return self.start_s + self.part.seconds


@dataclass(frozen=True)
class Timetable:
    """A programme planned for today."""

    programme: Programme
    parts: tuple[PlannedPart, ...]

    @property
    def total_s(self) -> float:
        return self.parts[-1].end_s

    @property
    def needs_mask(self) -> bool:
        """Whether one of its exercises looks at the lower back."""
        return any(part.exercise.needs_mask for part in self.parts)


def planned(
    programme: Programme,
    find: Callable[[str], Exercise],
    *,
    proposed_s: float,
    wanted_s: float | None = None,
) -> Timetable:
    """The timetable for today.

    Args:
        find: gives an exercise by its name; may raise ExerciseError.
        proposed_s: the hold that the person tolerates, for the parts that follow it.
        wanted_s: the person's own wish for those, or for the only part.
    """
    alone = programme.is_one_exercise
    start_s, found = programme.timing.prepare_s, []
    for part in programme.parts:
        exercise = find(part.exercise)
        target_s = _target_s(part, exercise, proposed_s, wanted_s, alone=alone)
        if part.by_tolerance and target_s is not None and not alone:
            exercise = _with_passes(exercise, _passes(part, exercise, target_s, programme.timing))
        found.append(PlannedPart(part, exercise, start_s, target_s, timed=not alone))
        start_s += part.seconds
    return Timetable(programme, tuple(found))


def _target_s(
    part: Part, exercise: Exercise, proposed_s: float, wanted_s: float | None, *, alone: bool
) -> float | None:
    goal = exercise.hold or exercise.moving
    if goal is None:
        return None
    if wanted_s is not None and (part.by_tolerance or alone):
        return wanted_s
    if part.by_tolerance:
        return min(proposed_s, goal.longest_s)
    return part.hold_s or goal.target_s


def _passes(part: Part, exercise: Exercise, target_s: float, timing: Timing) -> int:
    """As many holds on each side as there is time for, at least one."""
    rest_s = exercise.hold.rest_s if exercise.hold is not None else 0.0
    side_s = part.seconds / max(1, len(exercise.sides)) - timing.settle_s
    passes = max(1, int((side_s + rest_s) / (target_s + rest_s)))
    return min(passes, part.most_passes or passes)


def _with_passes(exercise: Exercise, passes: int) -> Exercise:
    if exercise.hold is None:
        return exercise
    hold = exercise.hold.model_copy(update={"passes": passes})
    return exercise.model_copy(update={"hold": hold})
