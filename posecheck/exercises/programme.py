"""What a programme is: exercises one after the other, with times that add up.

Programmes are TOML files; this module says what they may hold.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from posecheck.exercises.checklist import checklist
from posecheck.exercises.schema import Sentence
from posecheck.exercises.sources import CHOICE, SourceKeys


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
    source: SourceKeys = CHOICE
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
