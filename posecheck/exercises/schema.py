"""What an exercise is. Exercises are TOML files; this module says what they may hold."""

from __future__ import annotations

import math
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from posecheck.anatomy import Side
from posecheck.measures.table import MEASURE_NAMES, PLANNED_MEASURES
from posecheck.perception.body.posture import Posture
from posecheck.perception.body.view import View

Kind = Literal["defining", "guarding"]
Part = Literal["shoulder", "hip", "knee", "ankle"]

MOVEMENT = "movement"
"""In place of a measure: whatever the whole body does again and again."""


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
    posture: tuple[Posture | Literal["side_lying"], ...] = ()
    """"side_lying" is lying on the side that is worked on."""
    only_in: tuple[Posture, ...] = ()
    """Postures in which the measure is judged; empty is any."""
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
            if self.measure not in MEASURE_NAMES and self.measure not in PLANNED_MEASURES:
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
    passes: int = Field(default=1, ge=1)
    """How many holds there are to a side."""
    rest_s: float = Field(default=5.0, ge=0)
    """Time between two passes in which nothing counts."""
    between: Spoken = ""
    """What to do between two passes."""
    shift: Spoken = ""
    """The small movement that is asked for after some breaths; empty for none."""


class Repetitions(_Data):
    """A movement that goes up and down again, counted on one measure.

    What counts as up adapts to the person's own movement (:mod:`posecheck.coaching.goals.cycles`);
    ``range`` is the least that is movement at all. With ``reach`` and ``rest`` a repetition
    counts only when the measure came up to the one and back to the other.
    """

    target: int = Field(gt=0)
    reason: Sentence
    measure: str
    """A measure of the table, or "movement" for whatever the whole body does."""
    leg: Literal["working", "other"] = "working"
    range: float = Field(gt=0)
    name: str = "repetition"
    shortest_s: float = Field(default=0.6, gt=0)
    longest_s: float = Field(default=15.0, gt=0)
    reach: float = -math.inf
    rest: float = math.inf
    too_short: Spoken = ""
    """What to say when ``reach`` or ``rest`` was missed."""

    @model_validator(mode="after")
    def _is_whole(self) -> Repetitions:
        if self.measure != MOVEMENT and self.measure not in MEASURE_NAMES:
            raise ValueError(f"there is no measure {self.measure}")
        if (math.isfinite(self.reach) or math.isfinite(self.rest)) and not self.too_short:
            raise ValueError("too_short is missing")
        if not self.shortest_s < self.longest_s:
            raise ValueError("shortest_s must be below longest_s")
        return self


class Circles(_Data):
    """Circles of the knee, counted by direction: outward goes from the chest out to the side,
    down and back in."""

    target: int = Field(gt=0)
    """In each direction."""
    reason: Sentence
    measures: tuple[str, str] = ("hip_flexion", "hip_abduction")
    """What goes up, and what goes out."""
    ranges: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
    """Least width of the circle by each of the measures, in its unit."""
    shortest_s: float = Field(default=0.8, gt=0)
    longest_s: float = Field(default=15.0, gt=0)

    @model_validator(mode="after")
    def _is_whole(self) -> Circles:
        unknown = set(self.measures) - MEASURE_NAMES
        if unknown:
            raise ValueError(f"there is no measure {', '.join(unknown)}")
        return self


class Breaths(_Data):
    """Breaths, in through the nose and longer out, counted on the breath's phases."""

    target: int = Field(gt=0)
    reason: Sentence
    in_s: float = Field(gt=0)
    out_s: float = Field(gt=0)
    longest_out_s: float = Field(gt=0)
    shortest_s: float = Field(default=2.0, gt=0)
    longest_s: float = Field(default=20.0, gt=0)


class Moving(_Data):
    """Time that is spent rolling to and fro; standing still does not count."""

    target_s: float = Field(gt=0)
    longest_s: float = Field(gt=0)
    reason: Sentence
    least_cm: float = Field(default=3.0, gt=0)
    """Least way to and fro that is rolling."""
    slowest_s: float = Field(default=6.0, gt=0)
    """Longest time one way may take."""
    still: SpokenSentence = "Keep rolling slowly to and fro"
    """What to say when no movement is seen."""
    grace_s: float = Field(default=1.5, ge=0)
    bridge_s: float = Field(default=1.0, ge=0)


Goal = Hold | Repetitions | Circles | Breaths | Moving
"""What is to be done in an exercise: exactly one of these."""

GOALS = ("hold", "repetitions", "circles", "breaths", "moving")


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
    """Empty where left and right do the same together."""
    parts_in_view: tuple[Part, ...] = ("shoulder", "hip", "knee", "ankle")
    other_side: Spoken = ""
    done: Sentence = "Done: roll off slowly and rest a moment"
    hold: Hold | None = None
    repetitions: Repetitions | None = None
    circles: Circles | None = None
    breaths: Breaths | None = None
    moving: Moving | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    checks: tuple[Check, ...]

    @property
    def needs_mask(self) -> bool:
        """Whether a check looks at the lower back, which only the person's mask shows."""
        return any(check.measure == "lumbar_gap_cm" for check in self.checks)

    @property
    def is_on_roller(self) -> bool:
        """Whether it is a release on the roller: the roller's place is checked."""
        return any((check.measure or "").startswith("roller_") for check in self.checks)

    @model_validator(mode="after")
    def _names_fit(self) -> Exercise:
        names = [check.name for check in self.checks]
        if len(set(names)) != len(names):
            raise ValueError("two checks have the same name")
        unknown = {c for step in self.steps for c in step.checks} - set(names)
        if unknown:
            raise ValueError(f"a step names checks that do not exist: {', '.join(unknown)}")
        any_movement = self.repetitions is not None and self.repetitions.measure == MOVEMENT
        if not any_movement and not any(check.kind == "defining" for check in self.checks):
            raise ValueError("at least one check must be defining")
        if len([name for name in GOALS if getattr(self, name) is not None]) != 1:
            raise ValueError(f"give exactly one of {', '.join(GOALS)}")
        if len(self.sides) == 2 and len(self.other_side) < 3:
            raise ValueError("other_side is missing")
        return self

    @property
    def goal(self) -> Goal:
        """What is to be done: a hold, repetitions, circles, breaths, or time moving."""
        found = self.hold or self.repetitions or self.circles or self.breaths or self.moving
        assert found is not None
        return found
