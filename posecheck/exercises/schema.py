"""The schema of an exercise file: what the TOML file of an exercise may hold.

The field names are public: users write exercise files of their own.
"""

from __future__ import annotations

import math
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from posecheck.anatomy import Side
from posecheck.exercises.recognition import RecognitionTable, RollerPlace
from posecheck.exercises.sources import CHOICE, SourceKeys
from posecheck.measures.names import MEASURE_NAMES, PLANNED_MEASURES
from posecheck.perception.body.labels import Posture, View
from posecheck.toml_data import STRICT

Kind = Literal["defining", "guarding"]
"""How a check bears on the goal: see :class:`Check`."""

Part = Literal["shoulder", "hip", "knee", "ankle"]
"""A part of the body that must be in the picture."""

MOVEMENT = "movement"
"""Instead of a measure: any movement that the whole body repeats."""


def _check_placeholders(text: str) -> str:
    """Allow no placeholders but {side}, the working side, and {other}, the other side."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"{text!r} has an unmatched bracket") from error
    if names - {"side", "other"}:
        raise ValueError(f"{text!r} may hold only {{side}} and {{other}} in brackets")
    return text


Sentence = Annotated[str, Field(min_length=3)]
"""A text to read."""

Spoken = Annotated[str, AfterValidator(_check_placeholders)]
"""A text to speak and to show, or nothing. It may hold {side} and {other}."""

SpokenSentence = Annotated[Spoken, Field(min_length=3)]
"""A :data:`Spoken` text that must not be empty."""


class _Data(BaseModel):
    model_config = STRICT


class Check(_Data):
    """One thing that must be right, and the sentence that corrects it.

    Either ``posture`` lists the postures that are right, or ``measure`` names a measure whose
    value must lie between ``min`` and ``max``. The verdict changes only when the value is beyond
    a limit by ``hysteresis``, or by the measure's tolerance if that is larger. So neither noise
    nor the camera's error makes it flicker.

    A *defining* check must be good for the hold to count. A *guarding* check pauses the hold
    when its verdict is fix. When it cannot see, the time counts and is marked unverified.
    """

    name: str
    """Unique within the exercise; steps name checks by it."""
    title: str
    """A short name to show."""
    kind: Kind
    reason: Sentence
    source: SourceKeys = CHOICE
    posture: tuple[Posture | Literal["side_lying"], ...] = ()
    """The right postures. "side_lying" means lying on the working side."""
    only_in: tuple[Posture, ...] = ()
    """The postures in which the measure is judged; empty for all."""
    measure: str | None = None
    """A measure of :mod:`posecheck.measures.table`."""
    leg: Literal["working", "other"] = "working"
    """Which leg is measured."""
    min: float = -math.inf
    """The lower limit, in the measure's unit; infinite for none."""
    max: float = math.inf
    """The upper limit, in the measure's unit; infinite for none."""
    hysteresis: float = Field(default=0.0, ge=0.0)
    """How far beyond a limit the value must be to change the verdict, in the measure's unit."""
    views: tuple[View, ...] = ()
    """The views from which the measure is judged; empty for all."""
    elsewhere: float = Field(default=0.3, gt=0, lt=1)
    """Roughly the share of other movements in the same posture that pass it, 0 to 1. An exercise
    is recognised by its defining checks."""
    fix: Spoken = ""
    """The correction of a wrong posture."""
    fix_low: Spoken = ""
    """The correction of a value under ``min``."""
    fix_high: Spoken = ""
    """The correction of a value over ``max``."""

    @model_validator(mode="after")
    def _check_fields(self) -> Check:
        if bool(self.posture) == bool(self.measure):
            raise ValueError(f"check {self.name}: give either posture or measure")
        if self.posture and not self.fix:
            raise ValueError(f"check {self.name}: fix is missing")
        if self.measure:
            if self.measure not in MEASURE_NAMES and self.measure not in PLANNED_MEASURES:
                raise ValueError(f"check {self.name}: there is no measure {self.measure}")
            if not (math.isfinite(self.min) or math.isfinite(self.max)):
                raise ValueError(f"check {self.name}: give min or max")
            if not self.min < self.max:
                raise ValueError(f"check {self.name}: min must be below max")
            if math.isfinite(self.min) and not self.fix_low:
                raise ValueError(f"check {self.name}: fix_low is missing")
            if math.isfinite(self.max) and not self.fix_high:
                raise ValueError(f"check {self.name}: fix_high is missing")
        return self


class Hold(_Data):
    """The goal to hold the position for some time."""

    target_s: float = Field(gt=0)
    """Seconds to hold."""
    longest_s: float = Field(gt=0)
    """The longest hold that may be proposed, in seconds."""
    reason: Sentence
    source: SourceKeys = CHOICE
    grace_s: float = Field(default=1.5, ge=0)
    """A break is announced once it is longer than this, in seconds. In a break no time counts."""
    bridge_s: float = Field(default=1.0, ge=0)
    """The longest gap without a verdict that still counts, in seconds, when the position was good
    before and after it."""
    passes: int = Field(default=1, ge=1)
    """Holds a side."""
    rest_s: float = Field(default=5.0, ge=0)
    """Seconds between two passes. They do not count."""
    between: SpokenSentence = "Rest a moment"
    """What to do between two passes."""
    shift: Spoken = ""
    """The small movement to ask for after some breaths; empty for none."""


class Repetitions(_Data):
    """The goal to repeat a movement: one measure goes up and down again.

    How far up and down is adapted to the person's own movement
    (:mod:`posecheck.coaching.goals.cycles`). With ``reach`` and ``rest`` a repetition counts only
    when the measure rose to ``reach`` and fell back to ``rest``.
    """

    target: int = Field(gt=0)
    """Repetitions a side."""
    reason: Sentence
    source: SourceKeys = CHOICE
    measure: str
    """A measure of :mod:`posecheck.measures.table`, or "movement" for what the whole body does."""
    leg: Literal["working", "other"] = "working"
    """Which leg is measured."""
    range: float = Field(gt=0)
    """The smallest rise and fall that is a movement at all, in the measure's unit."""
    name: str = "repetition"
    """What one is called in reports."""
    shortest_s: float = Field(default=0.6, gt=0)
    """A faster movement does not count, in seconds."""
    longest_s: float = Field(default=15.0, gt=0)
    """A slower movement does not count, in seconds."""
    reach: float = -math.inf
    """The value that must be reached, in the measure's unit; infinite for none."""
    rest: float = math.inf
    """The value that must be returned to, in the measure's unit; infinite for none."""
    too_short: Spoken = ""
    """What to say when ``reach`` or ``rest`` was missed."""

    @model_validator(mode="after")
    def _check_fields(self) -> Repetitions:
        if self.measure != MOVEMENT and self.measure not in MEASURE_NAMES:
            raise ValueError(f"there is no measure {self.measure}")
        if (math.isfinite(self.reach) or math.isfinite(self.rest)) and not self.too_short:
            raise ValueError("too_short is missing")
        if not self.shortest_s < self.longest_s:
            raise ValueError("shortest_s must be below longest_s")
        return self


class Circles(_Data):
    """The goal to circle the knee. Circles are counted by direction.

    An outward circle goes from the chest out to the side, down, and back in.
    """

    target: int = Field(gt=0)
    """Circles in each direction, a side."""
    reason: Sentence
    source: SourceKeys = CHOICE
    measures: tuple[str, str] = ("hip_flexion", "hip_abduction")
    """The measure of the knee's way up, and that of its way out."""
    ranges: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
    """The circle's smallest extent in each of the two measures, in their units."""
    shortest_s: float = Field(default=0.8, gt=0)
    """A faster circle does not count, in seconds."""
    longest_s: float = Field(default=15.0, gt=0)
    """A slower circle does not count, in seconds."""

    @model_validator(mode="after")
    def _check_fields(self) -> Circles:
        unknown = set(self.measures) - MEASURE_NAMES
        if unknown:
            raise ValueError(f"there is no measure {', '.join(unknown)}")
        return self


class Breaths(_Data):
    """The goal to breathe slowly. Breaths are counted on the breath's phases."""

    target: int = Field(gt=0)
    """Breaths."""
    reason: Sentence
    source: SourceKeys = CHOICE
    in_s: float = Field(gt=0)
    """Seconds to breathe in, as the pacer shows them."""
    out_s: float = Field(gt=0)
    """Seconds to breathe out, as the pacer shows them."""
    shortest_s: float = Field(default=2.0, gt=0)
    """A faster breath does not count, in seconds."""
    longest_s: float = Field(default=20.0, gt=0)
    """A slower breath does not count, in seconds."""
    too_fast: Spoken = ""
    """What to say when a breath was too fast."""


class Moving(_Data):
    """The goal to roll to and fro for some time. Staying still does not count."""

    target_s: float = Field(gt=0)
    """Seconds to roll."""
    longest_s: float = Field(gt=0)
    """The longest time that may be proposed, in seconds."""
    reason: Sentence
    source: SourceKeys = CHOICE
    least_cm: float = Field(default=3.0, gt=0)
    """The shortest way, in one direction, that counts as rolling, in cm."""
    slowest_s: float = Field(default=20.0, gt=0)
    """The longest time that the way in one direction may take, in seconds. The guide asks to roll
    slowly, from the hip to just above the knee: 40 cm at 2 cm a second take 20 s (a choice)."""
    still: SpokenSentence = "Keep rolling slowly to and fro"
    """What to say when no movement is seen."""
    grace_s: float = Field(default=1.5, ge=0)
    """As in :class:`Hold`."""
    bridge_s: float = Field(default=1.0, ge=0)
    """As in :class:`Hold`."""


Goal = Hold | Repetitions | Circles | Breaths | Moving
"""What to do in an exercise: exactly one of these."""

GOALS = ("hold", "repetitions", "circles", "breaths", "moving")
"""The fields of an exercise that hold its goal; exactly one of them is given."""


class Step(_Data):
    """One instruction. It is done when all its checks are good."""

    text: SpokenSentence
    checks: tuple[str, ...] = ()
    """Names of checks of the exercise."""


class Exercise(_Data):
    """An exercise: where the camera stands, what to do, and what is checked."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """What commands and programmes call it."""
    title: str
    """A short name to show."""
    summary: Sentence
    """What is done, in a sentence or two."""
    camera: Sentence
    """Where to put the camera; spoken after the word "Camera"."""
    views: tuple[View, ...]
    """The views from which it can be watched."""
    camera_height_m: tuple[float, float] | None = None
    """The lowest and the highest right place of the lens over the floor, in m."""
    wrong_view: SpokenSentence
    """How to turn when the camera sees the person in another view."""
    sides: tuple[Side, ...] = ("left", "right")
    """The sides, in the order in which they are worked on. Empty if both work at once."""
    parts_in_view: tuple[Part, ...] = ("shoulder", "hip", "knee", "ankle")
    """The parts that must be in the picture."""
    other_side: Spoken = ""
    """How to change to the other side; {side} is then the new working side."""
    done: Sentence = "Done: roll off slowly and rest a moment"
    """What to say at the end."""
    hold: Hold | None = None
    repetitions: Repetitions | None = None
    circles: Circles | None = None
    breaths: Breaths | None = None
    moving: Moving | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    checks: tuple[Check, ...]
    recognition: RecognitionTable = RecognitionTable()

    @property
    def roller_place(self) -> RollerPlace:
        """Where the roller is while the exercise is done."""
        return self.recognition.roller or ("under_trunk" if self.is_on_roller else "none")

    @property
    def needs_mask(self) -> bool:
        """Whether a check measures the lumbar gap, which needs the mask of the person."""
        return any((check.measure or "").startswith("lumbar_gap") for check in self.checks)

    @property
    def is_timed(self) -> bool:
        """Whether its goal is a time: to hold, or to roll."""
        return self.hold is not None or self.moving is not None

    @property
    def is_on_roller(self) -> bool:
        """Whether it is a release on the roller: whether a check measures the roller."""
        return any((check.measure or "").startswith("roller_") for check in self.checks)

    def check_of(self, measure: str) -> Check | None:
        """The first check of a measure; None where it is not checked."""
        return next((check for check in self.checks if check.measure == measure), None)

    @model_validator(mode="after")
    def _check_names_and_goal(self) -> Exercise:
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
        """What to do: a hold, repetitions, circles, breaths, or time moving."""
        goals = (self.hold, self.repetitions, self.circles, self.breaths, self.moving)
        return next(goal for goal in goals if goal is not None)
