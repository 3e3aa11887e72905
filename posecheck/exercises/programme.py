"""The schema of a programme file: exercises one after the other, with times that add up."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from posecheck.exercises.checklist import checklist
from posecheck.exercises.schema import Sentence
from posecheck.exercises.sources import CHOICE, SourceKeys
from posecheck.toml_data import STRICT


class _Data(BaseModel):
    model_config = STRICT


class Timing(_Data):
    """How long a practice waits for something, in seconds. A programme may set its own."""

    prepare_s: float = Field(default=60, ge=0)
    """The time planned for the checklist, the danger signs and the camera."""
    checklist_s: float = Field(default=90, gt=0)
    """The checklist ends by itself after this time, so that nobody must come back to a key."""
    lying_s: float = Field(default=2.0, gt=0)
    """Everything is ready once the person has been lying, or in the first exercise's posture,
    for this long."""
    safety_s: float = Field(default=16.0, gt=0)
    """The danger signs are shown for at least this long, and until they have been spoken."""
    safety_most_s: float = Field(default=45.0, gt=0)
    """The danger signs are shown no longer than this, even if the voice hangs. A slow voice needs
    half of it."""
    camera_s: float = Field(default=25.0, gt=0)
    """The camera is accepted as it stands once the person has been in position for this long:
    checks that cannot see are better than no practice. A person who is in the picture, but in no
    recognised position, has twice as long."""
    camera_good_s: float = Field(default=1.5, gt=0)
    """The camera is right once the picture has been right for this long."""
    settle_s: float = Field(default=20.0, ge=0)
    """The time planned to get into position, for each side."""
    overtime: float = Field(default=2.0, ge=1)
    """A factor, not seconds. A part is left once it has taken this many times its planned time
    and nothing is counting, so that nobody is stuck in it on the floor."""
    pause_s: float = Field(default=60.0, gt=0)
    """A pause ends the practice when nobody is seen for this long: the person has gone."""
    pause_seen_s: float = Field(default=600.0, gt=0)
    """A pause ends the practice after this time although somebody is seen. A minute before, that
    is said."""
    gone_s: float = Field(default=300.0, gt=0)
    """The practice ends when nobody is seen for this long during the preparation."""
    done_s: float = Field(default=6.0, gt=0)
    """How long the end is shown."""
    danger_s: float = Field(default=60.0, gt=0)
    """How long the advice after a danger sign is shown."""


class Part(_Data):
    """One exercise within a programme."""

    exercise: str
    """The name of an exercise, or the path of its file."""
    seconds: float = Field(gt=0)
    """The planned time, including getting into position and changing sides."""
    by_tolerance: bool = False
    """Whether each hold is as long as is proposed for the person, and repeated while time is
    left."""
    most_passes: int | None = Field(default=None, ge=1)
    """The most holds a side; None for no limit."""
    hold_s: float | None = Field(default=None, gt=0)
    """The hold in seconds, if not the exercise's own."""
    warm_up: bool = False
    """Whether it counts as warm-up."""


class Programme(_Data):
    """Exercises one after the other."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """What commands call it."""
    title: str
    """A short name to show."""
    summary: Sentence
    """What is done, in a sentence or two."""
    reason: Sentence
    source: SourceKeys = CHOICE
    minutes: float | None = Field(default=None, gt=0)
    """The sum of all parts and the time to prepare; None for a single exercise."""
    checklist: tuple[str, ...] = ()
    """Names of checklist items to have ready."""
    parts: tuple[Part, ...] = Field(min_length=1)
    timing: Timing = Timing()

    @model_validator(mode="after")
    def _check_checklist_and_minutes(self) -> Programme:
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

    def heading(self, separator: str) -> str:
        """The title and, unless it is a single exercise, how long it takes.

        Parameters
        ----------
        separator
            What stands between the two, for example ", about ".
        """
        if self.minutes is None:
            return self.title
        unit = "minutes" if self.minutes >= 1.5 else "minute"
        return f"{self.title}{separator}{self.minutes:.0f} {unit}"

    @property
    def is_one_exercise(self) -> bool:
        """Whether it is a single exercise: then there is no timetable to keep."""
        return self.minutes is None
