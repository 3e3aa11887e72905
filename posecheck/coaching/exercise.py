"""What an exercise is. Exercises are TOML files; this module says what they may hold."""

from __future__ import annotations

import math
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from posecheck.body.posture import Posture
from posecheck.body.reading import Side
from posecheck.body.view import View
from posecheck.measures.table import KNOWN, NOT_YET

Kind = Literal["defining", "guarding"]
Part = Literal["shoulder", "hip", "knee", "ankle"]


def _has_only_sides(text: str) -> str:
    """A sentence may name the {side} that is worked on and the {other}, and nothing else."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"{text!r} has a bracket without its partner") from error
    if names - {"side", "other"}:
        raise ValueError(f"{text!r} may hold only {{side}} and {{other}} in brackets")
    return text


Sentence = Annotated[str, Field(min_length=3)]
Spoken = Annotated[str, AfterValidator(_has_only_sides)]
SpokenSentence = Annotated[Spoken, Field(min_length=3)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(_Data):
    """One thing that must be right, and the sentence that corrects it.

    Either ``posture`` lists the postures that are right, or ``measure`` names a number
    that must lie within ``min`` and ``max``. A verdict changes only when the value is
    ``hysteresis`` beyond a limit, or its tolerance if that is more, so that neither noise nor
    the camera's own error makes it flicker.

    A *defining* check must be good for the hold to count. A *guarding* one pauses the hold
    when it says fix; when it cannot see, the time counts and is marked unverified.
    """

    name: str
    title: str
    kind: Kind
    reason: Sentence
    posture: tuple[Posture, ...] = ()
    measure: str | None = None
    leg: Literal["working", "other"] = "working"
    min: float = -math.inf
    max: float = math.inf
    hysteresis: float = Field(default=0.0, ge=0.0)
    views: tuple[View, ...] = ()
    """Views from which the measure may be judged; empty is any."""
    fix: Spoken = ""
    fix_low: Spoken = ""
    fix_high: Spoken = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Check:
        if bool(self.posture) == bool(self.measure):
            raise ValueError(f"check {self.name}: give either posture or measure")
        if self.posture and not self.fix:
            raise ValueError(f"check {self.name}: fix is missing")
        if self.measure:
            if self.measure not in KNOWN and self.measure not in NOT_YET:
                raise ValueError(f"check {self.name}: there is no measure {self.measure}")
            if not self.min < self.max:
                raise ValueError(f"check {self.name}: min must be below max")
            if math.isfinite(self.min) and not self.fix_low:
                raise ValueError(f"check {self.name}: fix_low is missing")
            if math.isfinite(self.max) and not self.fix_high:
                raise ValueError(f"check {self.name}: fix_high is missing")
        return self


class Hold(_Data):
    """How long the position is held, in seconds."""

    target_s: float = Field(gt=0)
    longest_s: float = Field(gt=0)
    reason: Sentence
    grace_s: float = Field(default=1.5, ge=0)
    """A break up to this long is not announced. Time never counts in a break."""
    bridge_s: float = Field(default=1.0, ge=0)
    """Good before and after: a gap up to this long, in which nothing was seen, counts."""


class Step(_Data):
    """One instruction; it is done when all its checks are good."""

    text: SpokenSentence
    checks: tuple[str, ...] = ()


class Exercise(_Data):
    """An exercise of the guide."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    summary: Sentence
    camera: Sentence
    views: tuple[View, ...]
    """Views from which it can be watched."""
    camera_height_m: tuple[float, float] | None = None
    """Lowest and highest place of the lens over the floor."""
    wrong_view: SpokenSentence
    """What to do when the checks cannot see and the view is another."""
    sides: tuple[Side, ...] = ("left", "right")
    parts_in_view: tuple[Part, ...] = ("shoulder", "hip", "knee", "ankle")
    other_side: SpokenSentence
    hold: Hold
    steps: tuple[Step, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=1)

    @property
    def needs_mask(self) -> bool:
        """Whether a check looks at the lower back, which only the person's mask shows."""
        return any(check.measure == "lumbar_gap_cm" for check in self.checks)

    @model_validator(mode="after")
    def _names_fit(self) -> Exercise:
        names = [check.name for check in self.checks]
        if len(set(names)) != len(names):
            raise ValueError("two checks have the same name")
        unknown = {c for step in self.steps for c in step.checks} - set(names)
        if unknown:
            raise ValueError(f"a step names checks that do not exist: {', '.join(unknown)}")
        if not any(check.kind == "defining" for check in self.checks):
            raise ValueError("at least one check must be defining")
        return self
