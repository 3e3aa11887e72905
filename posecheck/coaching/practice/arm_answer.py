"""A question that someone on the floor answers with an arm: the right one for yes, the left for no.

It is asked after a practice. Within one, an arm pauses.
"""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.anatomy import Side
from posecheck.coaching.practice.gesture import RaisedArmGesture
from posecheck.measures.table import Measurements

HOW = "Raise your right arm for yes, your left arm for no."
"""Said and shown with each question."""

ANSWERS: dict[Side, bool] = {"right": True, "left": False}
"""What each arm says."""

WAIT_S = 30.0
"""Without an answer the question is passed over after this many seconds: two sentences are spoken
in ten, and an arm is up within five."""


@dataclass(frozen=True)
class AnswerState:
    """The state in one frame.

    Attributes
    ----------
    side
        The arm that is up; None for none.
    progress
        Which fraction of the time for which it must be held has passed, 0 to 1.
    answer
        True for yes, False for no, None while there is no answer.
    over
        Whether there is an answer, or the question is passed over.
    """

    side: Side | None
    progress: float
    answer: bool | None
    over: bool


class ArmAnswer:
    """Waits for the answer to one question. Its only clock is the frames' time."""

    def __init__(self) -> None:
        self._gesture = RaisedArmGesture()
        self._began_s: float | None = None
        self._lowered = False

    def update(self, time_s: float, measurements: Measurements | None) -> AnswerState:
        """Take in one frame; ``measurements`` is None when nobody is seen.

        An arm that is up already when the question comes is no answer: it must be lowered first.
        """
        if self._began_s is None:
            self._began_s = time_s
        if not self._lowered:
            self._lowered = measurements is None or measurements.raised_arm is None
            if not self._lowered:
                measurements = None
        state = self._gesture.update(time_s, measurements)
        answer = ANSWERS[state.side] if state.made and state.side is not None else None
        is_late = time_s - self._began_s >= WAIT_S
        return AnswerState(state.side, state.progress, answer, answer is not None or is_late)
