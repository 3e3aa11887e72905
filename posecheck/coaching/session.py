"""One exercise from first frame to last: who is there, what to fix, how long still."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posecheck.body.landmarks import Body, opposite
from posecheck.body.reading import Side
from posecheck.coaching.camera import camera_advice
from posecheck.coaching.checks import Judge, Judgement, good_share
from posecheck.coaching.correction import CorrectionChooser, SteadyMessage
from posecheck.coaching.exercise import Exercise
from posecheck.coaching.hold import HoldState, HoldTimer
from posecheck.measures.table import Measurements

SIDE_STEADY_S = 0.5
"""The working side changes only when the other side has been right for this long."""


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
        hold: the working side's timer.
        judgements: the checks' verdicts for the working side.
        unverified: titles of guarding checks that cannot be seen while the time counts.
    """

    phase: Phase
    side: Side
    step: str
    message: str
    correction: Judgement | None
    hold: HoldState
    judgements: tuple[Judgement, ...]
    unverified: tuple[str, ...]


class Session:
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
        self.sides: tuple[Side, ...] = sides or exercise.sides
        self._judges = {side: Judge(exercise.checks, side) for side in self.sides}
        self._timers = {side: HoldTimer(exercise.hold, target_s) for side in self.sides}
        self._last_told: dict[Side, tuple[Judgement, ...]] = {}
        self._chooser = CorrectionChooser()
        self._steady = SteadyMessage()
        self._side: Side = self.sides[0]
        self._side_chosen = False
        self._rival_since_s: float | None = None
        self._last_seen_s: float | None = None
        self._waiting_for_other_side = False

    def hold(self, side: Side, time_s: float) -> HoldState:
        """The timer of one side."""
        return self._timers[side].state(time_s)

    def update(
        self, time_s: float, body: Body | None, measurements: Measurements | None
    ) -> Coaching:
        """Take in one frame."""
        judged = {side: self._judges[side].judge(measurements) for side in self.sides}
        if measurements is not None:
            self._last_seen_s = time_s
            self._choose_side(time_s, judged, measurements)
        judgements = judged[self._side]
        good = _good(judgements)
        hold = self._count(time_s, good, judgements)
        if hold.status in ("counting", "complete"):
            self._waiting_for_other_side = False
        shown = self._chooser.update(time_s, judgements)
        phase, said = self._phase(time_s, body, measurements, good, hold, shown)
        message, correction = self._steadied(time_s, phase, said, shown)
        return Coaching(
            phase=phase,
            side=self._side,
            step=self._step(phase, judgements),
            message=message,
            correction=correction,
            hold=hold,
            judgements=judgements,
            unverified=_unverified(judgements) if good and phase is Phase.HOLDING else (),
        )

    def _count(
        self, time_s: float, good: bool | None, judgements: tuple[Judgement, ...]
    ) -> HoldState:
        """Pass the frame to the working side's timer."""
        before = self._last_told.get(self._side, judgements)
        if good is not None:
            self._last_told[self._side] = judgements
        return self._timers[self._side].update(time_s, good, good_share(before, judgements))

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

    def _choose_side(
        self,
        time_s: float,
        judged: dict[Side, tuple[Judgement, ...]],
        measurements: Measurements,
    ) -> None:
        todo = [side for side in self.sides if not self._timers[side].complete]
        if not todo:
            return
        if not self._side_chosen or self._timers[self._side].complete:
            if self._side_chosen:
                self._waiting_for_other_side = True
            near = measurements.near_side
            self._side = near if near in todo else todo[0]
            self._side_chosen = True
        rivals = [s for s in todo if s != self._side and _defining_good(judged[s])]
        if not rivals or _defining_good(judged[self._side]):
            self._rival_since_s = None
        elif self._rival_since_s is None:
            self._rival_since_s = time_s
        elif time_s - self._rival_since_s >= SIDE_STEADY_S:
            self._side, self._rival_since_s = rivals[0], None

    def _phase(
        self,
        time_s: float,
        body: Body | None,
        measurements: Measurements | None,
        good: bool | None,
        hold: HoldState,
        shown: Judgement | None,
    ) -> tuple[Phase, str]:
        if all(timer.complete for timer in self._timers.values()):
            return Phase.DONE, ""
        if body is None or measurements is None:
            return self._phase_without_body(time_s, hold)
        begun = hold.status not in ("waiting", "complete")
        if good:
            return Phase.HOLDING, ""
        message = shown.correction if shown else ""
        if good is None:
            advice = self._say(camera_advice(self.exercise, self._side, body, measurements))
            if advice:
                return Phase.NOT_IN_VIEW, advice
            message = message or self._hidden()
        if self._waiting_for_other_side:
            return Phase.OTHER_SIDE, self._say(self.exercise.other_side)
        if not begun:
            return Phase.GET_INTO_POSITION, message
        return (Phase.HOLDING, "") if hold.status == "grace" else (Phase.PAUSED, message)

    def _phase_without_body(self, time_s: float, hold: HoldState) -> tuple[Phase, str]:
        unseen_s = time_s - self._last_seen_s if self._last_seen_s is not None else None
        held = hold.status in ("counting", "grace")
        if held and unseen_s is not None and unseen_s <= self.exercise.hold.bridge_s:
            return Phase.HOLDING, ""
        return Phase.NOBODY, "Nobody is in the picture"

    def _hidden(self) -> str:
        return f"Cannot see your {self._side} leg well: turn so that it is near the camera"

    def _say(self, text: str) -> str:
        return text.format(side=self._side, other=opposite(self._side))

    def _step(self, phase: Phase, judgements: tuple[Judgement, ...]) -> str:
        verdicts = {j.check.name: j for j in judgements}
        steps = self.exercise.steps
        if phase is Phase.DONE:
            return "Done: roll off slowly and rest a moment"
        if phase is Phase.HOLDING:
            return self._say(steps[-1].text)
        for step in steps:
            named = [verdicts[name] for name in step.checks]
            if any(_unsettled(j) for j in named):
                return self._say(step.text)
        return self._say(steps[-1].text)


def _unsettled(judgement: Judgement) -> bool:
    if judgement.check.kind == "defining":
        return judgement.verdict != "good"
    return judgement.verdict == "fix"


def _good(judgements: tuple[Judgement, ...]) -> bool | None:
    """True: the hold counts. False: something is wrong. None: cannot be told."""
    if any(j.verdict == "fix" for j in judgements):
        return False
    return True if _defining_good(judgements) else None


def _of_kind(judgements: tuple[Judgement, ...], kind: str) -> list[Judgement]:
    return [j for j in judgements if j.check.kind == kind]


def _defining_good(judgements: tuple[Judgement, ...]) -> bool:
    return all(j.verdict == "good" for j in _of_kind(judgements, "defining"))


def _unverified(judgements: tuple[Judgement, ...]) -> tuple[str, ...]:
    guarding = _of_kind(judgements, "guarding")
    return tuple(j.check.title for j in guarding if j.verdict == "cannot_see")
