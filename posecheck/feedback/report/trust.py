"""How far a measure may be trusted in one recording: how much was seen, and how exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import Side
from posecheck.exercises.schema import Check
from posecheck.feedback.report.curve import format_value
from posecheck.feedback.report.words import describe_share
from posecheck.geometry import Array
from posecheck.measures.table import ROLLER_NAMES, unit_of

LEAST_SEEN = 0.5
"""A measure that was seen for a smaller share of the time is not trusted: what it was for most of
the time is not known. A choice."""

MOST_DOUBTFUL = 0.2
"""The largest share of the values, of those seen, that may lie nearer to a limit than their
tolerance, where the verdicts are trusted. A choice."""

LOOK_FOR_ROLLER = (
    "Look in the video whether the drawn axis lies on the roller: something else, like a mat's "
    "edge, can be taken for one."
)
"""Said once, where a measure of the roller is not said to be useless."""

Answer = Literal["yes", "care", "no"]
"""Whether a measure may be trusted; ``care`` is with care."""

ANSWER_WORDS: dict[Answer, str] = {"yes": "Yes", "care": "With care", "no": "No"}
"""Each answer in words."""


@dataclass(frozen=True)
class Trust:
    """The answer for one check's measure, on one side.

    Attributes
    ----------
    title, side
        What was measured; ``side`` is None where it has no side.
    answer
        Whether it may be trusted.
    value
        The median of what was seen, with its tolerance; empty where nothing was seen.
    reason
        Why, in one sentence or two.
    is_of_roller
        Whether it is a measure of the roller.
    """

    title: str
    side: Side | None
    answer: Answer
    value: str
    reason: str
    is_of_roller: bool = False

    @property
    def needs_look(self) -> bool:
        """Whether it depends on something having been taken for the roller."""
        return self.is_of_roller and self.answer != "no"

    @property
    def word(self) -> str:
        """The answer in words."""
        return ANSWER_WORDS[self.answer]


def judge_trust(
    check: Check,
    side: Side | None,
    values: Array,
    tolerances: Array,
    judged: NDArray[np.bool_],
    counted: NDArray[np.bool_],
) -> Trust:
    """Say how far a check's measure may be trusted.

    Parameters
    ----------
    check
        The check.
    side
        The side of the body; None if the measure has no side.
    values, tolerances
        (n,) each, in the measure's unit; NaN where nothing was seen.
    judged
        (n,) whether the check said good or fix: what has a value may still be "cannot see", as from
        a view in which the check is not judged.
    counted
        (n,) whether the frame belongs to the time that is asked about.
    """
    unit, _ = unit_of(check.measure)
    values, tolerances, judged = values[counted], tolerances[counted], judged[counted]
    seen = judged & np.isfinite(values)
    of_roller = check.measure in ROLLER_NAMES
    if not seen.any():
        return Trust(check.title, side, "no", "", "It was not seen at all.", of_roller)
    share = float(judged.mean())
    value, tolerance = float(np.median(values[seen])), _median(tolerances[seen])
    around = "" if math.isnan(tolerance) else f" ±{format_value(tolerance, unit)}"
    shown = f"{format_value(value, unit)}{around}"
    reason = f"Seen {describe_share(share)} of the time."
    answer: Answer = "yes"
    nearest = np.minimum(abs(values - check.min), abs(values - check.max))
    doubtful = float((nearest < np.nan_to_num(tolerances))[seen].mean())
    if share < LEAST_SEEN:
        answer, reason = "no", f"Seen only {describe_share(share)} of the time."
    elif math.isnan(tolerance):
        answer, reason = "care", f"{reason} Its error is not known."
    elif doubtful > MOST_DOUBTFUL:
        answer = "care"
        reason += f" For {describe_share(doubtful)} of that it was nearer to a limit than its error"
        reason += ": right or wrong is uncertain there."
    elif math.isfinite(check.min) or math.isfinite(check.max):
        reason += " It is farther from its limits than its error."
    return Trust(check.title, side, answer, shown, reason, of_roller)


def _median(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan
