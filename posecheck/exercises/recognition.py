"""What marks an exercise in a recording, beyond what its checks and its goal say already."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from posecheck.exercises.sources import CHOICE, SourceKeys
from posecheck.measures.names import MEASURE_NAMES
from posecheck.toml_data import STRICT

RollerPlace = Literal["under_trunk", "near", "none"]
"""Where the roller is while the exercise is done: under the trunk, elsewhere by the body (under a
leg, under the buttocks), or nowhere."""


class Mark(BaseModel):
    """A range of a measure that the exercise shows and other movements seldom do.

    Nobody is corrected by it. With ``within_s`` it is not the value that must be in the range but
    its travel: largest less smallest value of the last seconds.
    """

    model_config = STRICT

    measure: str
    """A measure of :mod:`posecheck.measures.table`."""
    leg: Literal["working", "other", "both"] = "working"
    """Which leg is measured, if it is a measure of each side. "both": each must be in the range."""
    min: float = -math.inf
    """The lower limit, in the measure's unit; infinite for none."""
    max: float = math.inf
    """The upper limit, in the measure's unit; infinite for none."""
    within_s: float | None = Field(default=None, gt=0)
    """Seconds over which the travel is taken; None to take the value."""
    elsewhere: float = Field(default=0.4, gt=0, lt=1)
    """Roughly the share of other movements in the same posture that show it, 0 to 1."""
    missed: float = Field(default=0.1, gt=0, lt=1)
    """Roughly the share of recordings of the exercise that do not show it, 0 to 1."""
    reason: Annotated[str, Field(min_length=3)]
    source: SourceKeys = CHOICE

    @model_validator(mode="after")
    def _check_fields(self) -> Mark:
        if self.measure not in MEASURE_NAMES:
            raise ValueError(f"there is no measure {self.measure}")
        if not (math.isfinite(self.min) or math.isfinite(self.max)):
            raise ValueError(f"{self.measure}: give min or max")
        if not self.min < self.max:
            raise ValueError(f"{self.measure}: min must be below max")
        return self


class RecognitionTable(BaseModel):
    """What marks an exercise in a recording; every field may be left out."""

    model_config = STRICT

    roller: RollerPlace | None = None
    """Where the roller is; None to go by the checks: under the trunk where one of them measures
    the roller, else nowhere."""
    marks: tuple[Mark, ...] = ()
