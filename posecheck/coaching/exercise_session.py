"""One exercise from first frame to last: who is there, what to fix, how long still."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posecheck.anatomy import Side, opposite
from posecheck.coaching.breath_advice import HeldBreath
from posecheck.coaching.camera_advice import camera_advice
from posecheck.coaching.correction import CorrectionChooser, SteadyMessage
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.pace import PacePoint, Pacer
from posecheck.coaching.goals.progress import Progress, Repetition
from posecheck.coaching.goals.side_goals import SideGoal, goal_of
from posecheck.coaching.judge import (
    Judge,
    Judgement,
    defining_good,
    good_share,
    n_defining_bad,
    position_good,
    unsettled,
    unverified,
)
from posecheck.coaching.side import SIDE_STEADY_S, SideChooser
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements

UNSEEN_S = 1.0
"""Nobody seen for up to this long in the middle of a hold is a dropout, and not announced."""

READ_S = 5.0
"""A step that nothing checks is shown for so long, before the one after it: time to do it."""

BETWEEN = "Between two holds"
"""Stands where the step does; what to do then is the message."""


class Phase(StrEnum):
    NOBODY = "nobody"
    NOT_IN_VIEW = "not_in_view"
    GET_INTO_POSITION = "get_into_position"
    HOLDING = "holding"
    PAUSED = "paused"
    OTHER_SIDE = "other_side"
    DONE = "done"


@dataclass(frozen=True)
class Coaching:
    """What the session says of one frame.

    Attributes:
        phase: where in the exercise the person is.
        side: the working side.
        step: the instruction for now.
        message: what to fix or why the hold is paused; empty when all is well.
        correction: the judgement behind the message, if one is.
        hold: the working side's timer; where nothing is timed it never begins.
        judgements: the checks' verdicts for the working side.
        unverified: titles of guarding checks that cannot be seen while the time counts.
        progress: how much of the working side is done, whatever the exercise asks for.
        repetition: the one that ended with this frame, of whichever side.
        advice: what to mind while it counts on; empty for nothing. It never pauses a hold.
        pace: where a slow breath would be now; None unless there is one to keep to.
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


class ExerciseSession:
    """Takes measurements frame by frame; gives the coaching. Knows no clock but the frames'.

    Args:
        exercise: what is practised.
        sides: the sides to do; both of the exercise's by default. Which of them is being
            worked on is recognised: it is the one whose defining checks are good, at first
            the one near the camera.
        target_s: seconds to hold instead of the exercise's own.
    """

    def __init__(
        self,
        exercise: Exercise,
        sides: tuple[Side, ...] | None = None,
        target_s: float | None = None,
    ) -> None:
        self.exercise = exercise
        self.sides: tuple[Side, ...] = sides or exercise.sides or ("left",)
        self._judges = {side: Judge(exercise.checks, side) for side in self.sides}
        self._goals: dict[Side, SideGoal] = {
            side: goal_of(exercise, side, target_s) for side in self.sides
        }
        self._last_told: dict[Side, tuple[Judgement, ...]] = {}
        self._chooser = CorrectionChooser()
        self._steady = SteadyMessage()
        # legs that take turns, as in a walking lunge, do so at once
        counts = self._goals[self.sides[0]].every_side
        self._working = SideChooser(self.sides, 0.0 if counts else SIDE_STEADY_S)
        self._last_seen_s: float | None = None
        self._told_since_s: dict[str, float] = {}
        self._held_breath = HeldBreath()
        self._pacer = Pacer.of(exercise)

    @property
    def needs_mask(self) -> bool:
        """Whether a check looks at the lower back, which only the person's mask shows."""
        return self.exercise.needs_mask

    @property
    def over(self) -> bool:
        """Whether all sides are complete."""
        return all(goal.complete for goal in self._goals.values())

    def hold(self, side: Side, time_s: float) -> HoldState:
        """The timer of one side, of several passes the last one begun."""
        return self._goals[side].hold(time_s)

    def holds(self, side: Side, time_s: float) -> tuple[HoldState, ...]:
        """The timers of all passes of one side that were begun."""
        return self._goals[side].holds(time_s)

    def progress(self, side: Side, time_s: float) -> Progress:
        """How much of one side is done."""
        return self._goals[side].progress(time_s)

    def update(self, time_s: float, measurements: Measurements | None) -> Coaching:
        """Take in one frame; None where nobody is seen."""
        judged = {side: self._judges[side].judge(measurements) for side in self.sides}
        if measurements is not None:
            self._last_seen_s = time_s
            missing = {side: n_defining_bad(judged[side]) for side in self.sides}
            self._working.update(
                time_s,
                measurements.near_side,
                [side for side in self.sides if not self._goals[side].complete],
                [side for side in self.sides if missing[side] == min(missing.values())],
                [side for side in self.sides if self._goals[side].under_way],
            )
        side = self._working.side
        judgements = judged[side]
        good = position_good(judgements) if measurements is not None else None
        repetition = self._count(time_s, measurements, judged)
        goal = self._goals[side]
        hold = goal.hold(time_s)
        if hold.status in ("counting", "complete") or goal.under_way:
            self._working.begun()
        shown = self._chooser.update(time_s, judgements)
        phase, said = self._phase(time_s, measurements, judgements, good, shown)
        message, correction = self._steadied(time_s, phase, said, shown)
        holding = phase is Phase.HOLDING
        breath = measurements.breath if measurements is not None and holding else None
        return Coaching(
            phase=phase,
            side=side,
            step=self._step(time_s, phase, judgements),
            message=message,
            correction=correction,
            hold=hold,
            judgements=judgements,
            unverified=unverified(judgements) if hold.status == "counting" and good else (),
            progress=goal.progress(time_s),
            repetition=repetition,
            advice=self._held_breath.update(time_s, breath) if self._pacer else "",
            pace=self._pacer.update(time_s, holding=holding) if self._pacer else None,
        )

    def _count(
        self,
        time_s: float,
        measurements: Measurements | None,
        judged: dict[Side, tuple[Judgement, ...]],
    ) -> Repetition | None:
        """Pass the frame on to what counts: the working side's goal, or every side's."""
        ended = None
        for side, goal in self._goals.items():
            if side != self._working.side and not goal.every_side:
                continue
            judgements = judged[side]
            before = self._last_told.get(side, judgements)
            good = position_good(judgements) if measurements is not None else None
            if goal.every_side and measurements is not None:
                # movement counts in the exercise's posture; what is wrong with it is said
                good = defining_good(judgements)
            if good is not None:
                self._last_told[side] = judgements
            share = good_share(before, judgements)
            ended = goal.update(time_s, measurements, good, share) or ended
        return ended

    def _steadied(
        self, time_s: float, phase: Phase, said: str, shown: Judgement | None
    ) -> tuple[str, Judgement | None]:
        if phase is Phase.DONE:
            self._steady.clear()
            return "", None
        # a correction has been waited for already; to turn round is asked at once
        correction = shown if said and shown and said == shown.correction else None
        settled = correction is not None or phase is Phase.OTHER_SIDE
        return self._steady.update(time_s, said, correction, settled=settled)

    def _phase(
        self,
        time_s: float,
        measurements: Measurements | None,
        judgements: tuple[Judgement, ...],
        good: bool | None,
        shown: Judgement | None,
    ) -> tuple[Phase, str]:
        if self.over:
            return Phase.DONE, ""
        goal = self._goals[self._working.side]
        hold = goal.hold(time_s)
        if measurements is None:
            return self._phase_of_nobody(time_s, hold)
        if goal.every_side and self._working.waiting:
            return Phase.OTHER_SIDE, self._say(self.exercise.other_side)
        begun = hold.status not in ("waiting", "complete")
        hindrance = self._say(goal.hindrance(time_s))
        if hindrance and hold.status == "complete":  # between two holds nothing is wrong
            return Phase.GET_INTO_POSITION, hindrance
        hindrance = hindrance if good else ""
        if good and not hindrance:
            return Phase.HOLDING, ""
        message = shown.correction if shown else hindrance
        if not begun and message == hindrance and self._unread(time_s):
            message = ""
        if goal.every_side and defining_good(judgements):
            return Phase.HOLDING, message
        if good is None:
            advice = self._say(camera_advice(self.exercise, self._working.side, measurements))
            if advice:
                return Phase.NOT_IN_VIEW, advice
            message = message or self._hidden()
        if self._working.waiting:
            return Phase.OTHER_SIDE, self._say(self.exercise.other_side)
        if not begun:
            return Phase.GET_INTO_POSITION, message
        return (Phase.HOLDING, "") if hold.status == "grace" else (Phase.PAUSED, message)

    def _phase_of_nobody(self, time_s: float, hold: HoldState) -> tuple[Phase, str]:
        unseen_s = time_s - self._last_seen_s if self._last_seen_s is not None else None
        held = hold.status in ("counting", "grace")
        if held and unseen_s is not None and unseen_s <= UNSEEN_S:
            return Phase.HOLDING, ""
        return Phase.NOBODY, "Nobody is in the picture"

    def _hidden(self) -> str:
        if not self.exercise.sides:
            return "Cannot see you well: your whole body side on to the camera"
        return f"Cannot see your {self._working.side} leg well: turn so that it is near the camera"

    def _say(self, text: str) -> str:
        return text.format(side=self._working.side, other=opposite(self._working.side))

    def _step(self, time_s: float, phase: Phase, judgements: tuple[Judgement, ...]) -> str:
        verdicts = {j.check.name: j for j in judgements}
        if phase is Phase.DONE:
            return self.exercise.done
        goal = self._goals[self._working.side]
        if goal.hold(time_s).status == "complete" and goal.hindrance(time_s):
            return BETWEEN
        if phase is not Phase.HOLDING:
            for step in self.exercise.steps:
                if any(unsettled(verdicts[name]) for name in step.checks):
                    return self._say(step.text)
        return self._unread(time_s) or self._say(self.exercise.steps[-1].text)

    def _unread(self, time_s: float) -> str:
        """The step before the last that nothing checks, for as long as it takes to do it."""
        for step in self.exercise.steps[:-1]:
            text = self._say(step.text)
            if step.checks:
                continue
            if time_s - self._told_since_s.setdefault(text, time_s) < READ_S:
                return text
        return ""
