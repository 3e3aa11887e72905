"""The coaching of one frame: the phase, what to correct, how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posecheck.anatomy import Side
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.pace import PacePoint
from posecheck.coaching.goals.progress import Progress, Repetition
from posecheck.coaching.judge import Judgement

BETWEEN_HOLDS = "Between two holds"
"""Shown in place of the step between two passes. The message then says what to do."""


class Phase(StrEnum):
    """Where in the exercise the person is. :class:`ExerciseSession` says what leads to each."""

    NOBODY = "nobody"
    NOT_IN_VIEW = "not_in_view"
    GET_INTO_POSITION = "get_into_position"
    HOLDING = "holding"
    PAUSED = "paused"
    OTHER_SIDE = "other_side"
    DONE = "done"


@dataclass(frozen=True)
class Coaching:
    """The coaching of one frame.

    Attributes
    ----------
    phase
        Where in the exercise the person is.
    side
        The working side.
    step
        The instruction for now.
    message
        What to correct, or why the hold is paused; empty when all is well.
    correction
        The judgement behind the message, if there is one.
    hold
        The working side's timer. Where no time is counted it never starts.
    judgements
        The checks' verdicts for the working side.
    unverified
        The titles of the guarding checks that cannot see while the time counts.
    progress
        How much of the working side is done, whatever the exercise counts.
    repetition
        The repetition that ended with this frame, on either side.
    advice
        What to mind while the time counts; empty for nothing. It never pauses a hold.
    pace
        Where a slow breath would be now; None when there is no pace to follow.
    """

    phase: Phase
    side: Side
    step: str
    message: str
    correction: Judgement | None
    hold: HoldState
    judgements: tuple[Judgement, ...]
    unverified: tuple[str, ...]
    progress: Progress | None = None
    repetition: Repetition | None = None
    advice: str = ""
    pace: PacePoint | None = None
