"""What a programme is: exercises one after the other, with a timetable that adds up.

Programmes are TOML files; this module says what they may hold, and plans the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from posecheck.coaching.exercise import Exercise, Sentence
from posecheck.toml_data import shipped


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Timing(_Data):
    """Seconds that a practice waits for something; a programme may set its own."""

    prepare_s: float = Field(default=60, ge=0)
    """In the timetable for the checklist, the danger signs and the camera."""
    checklist_s: float = Field(default=90, gt=0)
    """The checklist goes by itself after this long: nobody should have to come back for a key."""
    lying_s: float = Field(default=2.0, gt=0)
    """Lying, or in the first exercise's posture, for this long: everything is ready."""
    safety_s: float = Field(default=16.0, gt=0)
    """The danger signs are shown for at least so long, and until they have been said."""
    safety_most_s: float = Field(default=45.0, gt=0)
    """No longer than this, also when the voice hangs: twice as long as a slow one needs."""
    camera_s: float = Field(default=25.0, gt=0)
    """In position for this long, the camera is taken as it stands: what it does not see is
    cannot-see, which is better than no practice. In the picture, but in no position that is
    recognised, for twice as long."""
    camera_good_s: float = Field(default=1.5, gt=0)
    """The picture must have been right for this long."""
    settle_s: float = Field(default=20.0, ge=0)
    """To get into position, in the timetable, for each side."""
    overtime: float = Field(default=2.0, ge=1)
    """A part of a programme that has taken this many times its planned time, and in which
    nothing counts just now, is left: nobody is stuck on the floor in it."""
    pause_s: float = Field(default=60.0, gt=0)
    """A longer pause ends the practice: the person has gone."""
    gone_s: float = Field(default=300.0, gt=0)
    """Nobody seen for so long while preparing: the practice ends."""
    done_s: float = Field(default=6.0, gt=0)
    """How long the end is shown."""
    danger_s: float = Field(default=60.0, gt=0)
    """How long it is shown what to do after a danger sign."""


class Part(_Data):
    """One exercise within a programme."""

    exercise: str
    seconds: float = Field(gt=0)
    """Planned for it, with getting into position and changing sides."""
    by_tolerance: bool = False
    """Each hold is as long as the person tolerates, and repeated while there is time."""
    most_passes: int | None = Field(default=None, ge=1)
    """No more holds to a side than these."""
    hold_s: float | None = Field(default=None, gt=0)
    """Another hold than the exercise's own."""
    warm_up: bool = False
    """It counts as warm-up."""


class Programme(_Data):
    """Exercises one after the other. ``minutes`` is what its parts and the time to prepare
    add up to; a programme of one exercise has none."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    summary: Sentence
    reason: Sentence
    minutes: float | None = Field(default=None, gt=0)
    checklist: tuple[str, ...] = ()
    parts: tuple[Part, ...] = Field(min_length=1)
    timing: Timing = Timing()

    @model_validator(mode="after")
    def _adds_up(self) -> Programme:
        unknown = set(self.checklist) - {item.name for item in checklist().items}
        if unknown:
            raise ValueError(f"the checklist has no {', '.join(sorted(unknown))}")
        if self.minutes is None and len(self.parts) > 1:
            raise ValueError("minutes is missing")
        total_s = self.timing.prepare_s + sum(part.seconds for part in self.parts)
        if self.minutes is not None and abs(total_s - 60 * self.minutes) > 0.5:
            raise ValueError(
                f"the parts and the time to prepare add up to {total_s:.0f} s, "
                f"not to {60 * self.minutes:.0f} s"
            )
        return self

    def heading(self, about: str) -> str:
        """Its title, and how long it takes, with ``about`` between them."""
        if self.minutes is None:
            return self.title
        return f"{self.title}{about}{self.minutes:.0f} minute{'s' if self.minutes >= 1.5 else ''}"

    @property
    def is_one_exercise(self) -> bool:
        """Whether it was made of a single exercise: then nothing presses."""
        return self.minutes is None


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


def is_on_roller(exercise: Exercise) -> bool:
    """Whether it is a release on the roller: the roller's place is checked."""
    return any((check.measure or "").startswith("roller_") for check in exercise.checks)


# --- the checklist


class ChecklistItem(_Data):
    name: str
    text: Sentence
    reason: Sentence


class DangerTexts(_Data):
    """The danger signs, and what is said and shown about them."""

    signs: tuple[str, ...] = Field(min_length=1)
    warning: Sentence
    how: Sentence
    question: Sentence
    asked: Sentence
    what_to_do: tuple[str, ...] = Field(min_length=1)
    recorded: Sentence
    reason: Sentence


class Checklist(_Data):
    """What checklist.toml holds."""

    disclaimer: Sentence
    items: tuple[ChecklistItem, ...]
    danger: DangerTexts

    release: tuple[str, ...]
    """Names of what a release on the roller needs."""

    def texts(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The texts of the named items, in the order of the names."""
        by_name = {item.name: item.text for item in self.items}
        return tuple(by_name[name] for name in names)


@cache
def checklist() -> Checklist:
    """The checklist that comes with posecheck."""
    return shipped("posecheck.coaching", "checklist.toml", Checklist)
