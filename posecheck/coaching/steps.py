"""Choose the step of an exercise that is shown: the instruction for now."""

from __future__ import annotations

from posecheck.anatomy import Side, opposite
from posecheck.coaching.judge import Judgement, is_pending
from posecheck.exercises.schema import Exercise

STEP_DISPLAY_S = 5.0
"""A step without checks is shown for this many seconds before the next one: time to do it."""


class StepChooser:
    """Chooses the step that is shown.

    A step with checks is done when all its checks are good. A step without checks is done once it
    has been shown for :data:`STEP_DISPLAY_S`. The last step stays.

    Parameters
    ----------
    exercise
        What is practised.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._steps = exercise.steps
        self._shown_since_s: dict[str, float] = {}

    def choose(
        self, time_s: float, side: Side, judgements: tuple[Judgement, ...], *, holding: bool
    ) -> str:
        """The step to show.

        Parameters
        ----------
        time_s
            The frame's time.
        side
            The working side.
        judgements
            Of the working side.
        holding
            Whether the position is held: then no step with checks is asked for.
        """
        if not holding:
            by_name = {j.check.name: j for j in judgements}
            for step in self._steps:
                if any(is_pending(by_name[name]) for name in step.checks):
                    return _fill_in(step.text, side)
        return self.find_unchecked(time_s, side) or _fill_in(self._steps[-1].text, side)

    def find_unchecked(self, time_s: float, side: Side) -> str:
        """The first step without checks that is not done, the last step apart; empty for none."""
        for step in self._steps[:-1]:
            text = _fill_in(step.text, side)
            if step.checks:
                continue
            if time_s - self._shown_since_s.setdefault(text, time_s) < STEP_DISPLAY_S:
                return text
        return ""


def _fill_in(text: str, side: Side) -> str:
    return text.format(side=side, other=opposite(side))
