"""A programme planned for today: when each part begins, and how long each hold is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posecheck.errors import ProgrammeError
from posecheck.exercises.programme import Part, Programme, Timing
from posecheck.exercises.schema import Exercise

LEAVE_OUT_HOLD = "leave out the seconds to hold."
"""What to do where seconds to hold are asked for and nothing is held; the end of a sentence."""


@dataclass(frozen=True)
class PlannedPart:
    """A part with its place in the timetable.

    Attributes
    ----------
    part
        The part, from the programme's file.
    exercise
        The exercise with as many passes as there is time for today.
    start_s
        When it is planned to begin, in seconds from the beginning of the programme.
    target_s
        Seconds for each hold, or for moving; None for an exercise that counts something else.
    timed
        Whether the part is left when its time is over (see :attr:`Timing.overtime`).
    """

    part: Part
    exercise: Exercise
    start_s: float
    target_s: float | None
    timed: bool

    @property
    def seconds(self) -> float:
        """The planned time."""
        return self.part.seconds

    @property
    def end_s(self) -> float:
        """When it is planned to end, in seconds from the beginning of the programme."""
        return self.start_s + self.part.seconds


@dataclass(frozen=True)
class Timetable:
    """A programme planned for today."""

    programme: Programme
    parts: tuple[PlannedPart, ...]

    @property
    def total_s(self) -> float:
        """The planned time of the whole programme, in seconds."""
        return self.parts[-1].end_s

    @property
    def takes_hold(self) -> bool:
        """Whether the seconds to hold that a person wishes count for one of its parts."""
        timed = [planned.part for planned in self.parts if planned.target_s is not None]
        return any(part.by_tolerance or self.programme.is_one_exercise for part in timed)

    def check_takes_hold(self) -> None:
        """Check that the seconds to hold that a person wishes count for one of its parts.

        Raises
        ------
        ProgrammeError
            They count for none: nothing is held, or each hold is as long as the file says.
        """
        if self.takes_hold:
            return
        title = self.programme.title
        if all(planned.target_s is None for planned in self.parts):
            raise ProgrammeError(f"There is nothing to hold in {title}: {LEAVE_OUT_HOLD}")
        raise ProgrammeError(
            f"{title} has its own times: leave out the seconds to hold, or choose one of its "
            "exercises."
        )

    @property
    def needs_mask(self) -> bool:
        """Whether one of its exercises looks at the lower back, which needs the person's mask."""
        return any(part.exercise.needs_mask for part in self.parts)


def plan_timetable(
    programme: Programme,
    find_exercise: Callable[[str], Exercise],
    *,
    proposed_s: float,
    wanted_s: float | None = None,
) -> Timetable:
    """Plan a programme for today.

    Parameters
    ----------
    programme
        The programme.
    find_exercise
        Gives an exercise by its name.
    proposed_s
        Seconds to hold that are proposed for this person, for the parts that follow it.
    wanted_s
        Seconds to hold that the person wishes, for the same parts or for the only part; None to
        follow the proposal.

    Raises
    ------
    ExerciseError
        From ``find_exercise``.
    """
    alone = programme.is_one_exercise
    start_s, parts = programme.timing.prepare_s, []
    for part in programme.parts:
        exercise = find_exercise(part.exercise)
        target_s = _choose_target_s(part, exercise, proposed_s, wanted_s, alone=alone)
        if part.by_tolerance and target_s is not None and not alone:
            passes = _count_passes(part, exercise, target_s, programme.timing)
            exercise = _set_passes(exercise, passes)
        parts.append(PlannedPart(part, exercise, start_s, target_s, timed=not alone))
        start_s += part.seconds
    return Timetable(programme, tuple(parts))


def _choose_target_s(
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


def _count_passes(part: Part, exercise: Exercise, target_s: float, timing: Timing) -> int:
    """As many holds on each side as there is time for, at least one."""
    rest_s = exercise.hold.rest_s if exercise.hold is not None else 0.0
    side_s = part.seconds / max(1, len(exercise.sides)) - timing.settle_s
    passes = max(1, int((side_s + rest_s) / (target_s + rest_s)))
    return min(passes, part.most_passes or passes)


def _set_passes(exercise: Exercise, passes: int) -> Exercise:
    if exercise.hold is None:
        return exercise
    hold = exercise.hold.model_copy(update={"passes": passes})
    return exercise.model_copy(update={"hold": hold})
