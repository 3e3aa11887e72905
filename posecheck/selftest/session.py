"""The whole self-test: both legs, repeats, and what to tell the person meanwhile."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posecheck.anatomy import SIDES, Side, opposite
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.measures.table import Measurements
from posecheck.perception.back.underside import Underside
from posecheck.selftest.limits import selftest_limits
from posecheck.selftest.outcome import LegOutcome, Trial, to_json
from posecheck.selftest.signs import LegAngles, Signs, signs_of
from posecheck.selftest.trial import Step, TrialRun

STEPS = {
    Step.SET_UP: "Lie on your back, {side} side to the camera, knees bent, feet flat, hands on "
    "your chest",
    Step.BASELINE: "Press your lower back flat, and lie still",
    Step.TO_CHEST: "Bring your {side} knee to your chest",
    Step.LOWERING: "Slowly straighten that leg and lower it to the floor; keep your back pressed "
    "down",
    Step.DONE: "Done",
}
AGAIN = "Once more: bend both knees, feet flat"
TURN = "Turn round head to foot, so that your {side} leg is near the camera; knees bent"
CUES = {
    "lower_it": "Lower it towards the floor",
    "straighten": "Straighten it further if you can, the back pressed down",
}
ARCHING = "Your lower back is lifting"

SAID_AFTER_S = 1.5
"""What is wrong is said once it has lasted for this long."""

SAID_AGAIN_S = 8.0


@dataclass(frozen=True, eq=False)
class SelfTestState:
    """What the test says of one frame.

    Attributes:
        step: where the trial is; DONE once all legs are done.
        side: the leg that is tested or asked for.
        instruction: what to do now.
        message: what is in the way, or what was just seen; empty when all is well.
        share: 0..1, how much of the present wait is done.
        leg: the tested leg's angles.
        gap_cm: the lumbar gap of this frame alone; NaN when not seen.
        gap_change_cm: how far the back stands over its own flat baseline; NaN if unknown.
        arching: whether it has begun to rise for good.
        underside: the back's outline and floor line, for drawing; None when not seen.
        outcomes: the legs that are done.
        prompts: what became true with this frame and is to be said.
    """

    step: Step
    side: Side
    instruction: str
    message: str = ""
    share: float = 0.0
    leg: LegAngles = field(default_factory=LegAngles)
    gap_cm: float = math.nan
    gap_change_cm: float = math.nan
    arching: bool = False
    underside: Underside | None = None
    outcomes: Mapping[Side, LegOutcome] = field(default_factory=dict)
    prompts: tuple[Prompt, ...] = ()


class SelfTest:
    """Takes frame after frame; gives the guidance. Knows no clock but the frames'.

    Args:
        sides: the legs to test. Which of them comes first the person decides: it is the one
            near the camera.
        repeats: trials that must tell something, for each leg, up to the limits' most. A trial
            that cannot tell is tried again, in all as often as that.
        shown_s: how long the outcome is shown before the test is over.
    """

    def __init__(
        self, sides: tuple[Side, ...] = SIDES, repeats: int = 1, *, shown_s: float = 0.0
    ) -> None:
        self.sides = sides
        self._shown_s = shown_s
        self._done_s: float | None = None
        self.repeats = min(repeats, selftest_limits().repeats.most)
        self._trials: dict[Side, list[Trial]] = {side: [] for side in sides}
        self._leg = TrialRun()
        self._asked: Side = sides[0]
        self._instruction = ""
        self._message, self._message_since_s, self._message_said_s = "", 0.0, -math.inf
        self._arching = False
        self._unfit: Counter[str] = Counter()
        self.last_s = 0.0

    @property
    def needs_mask(self) -> bool:
        """It looks at the lower back, which only the person's mask shows."""
        return True

    @property
    def over(self) -> bool:
        """Whether all legs are done, and the outcome has been shown for long enough."""
        return self._done_s is not None and self.last_s - self._done_s >= self._shown_s

    @property
    def done(self) -> bool:
        return all(self._is_done(side) for side in self.sides)

    def outcomes(self) -> dict[Side, LegOutcome]:
        """The legs of which at least one trial ended, so far."""
        return {side: LegOutcome.from_trials(side, t) for side, t in self._trials.items() if t}

    def to_json(self) -> dict[str, Any]:
        """The object that DESIGN promises: {left, right}."""
        return to_json(self.outcomes())

    def update(self, time_s: float, measurements: Measurements | None) -> SelfTestState:
        """Take in one frame; None where nobody is seen."""
        return self.take(signs_of(time_s, measurements))

    def take(self, signs: Signs) -> SelfTestState:
        """Take in the signs of one frame."""
        self.last_s = signs.time_s
        self._unfit[signs.unfit] += 1
        prompts: list[Prompt] = []
        if not self.done:
            self._advance(signs, prompts)
        if self.done and self._done_s is None:
            self._done_s = signs.time_s
        leg = self._leg
        side = leg.side or self._asked
        step = Step.DONE if self.done else leg.step
        instruction = "Done: you can get up" if self.done else self._say(side)
        if instruction != self._instruction:
            kind = PromptKind.DONE if self.done else PromptKind.STEP
            prompts.append(Prompt(kind, instruction, signs.time_s))
            self._instruction = instruction
        message = "" if self.done else self._trouble(signs, side, prompts)
        return SelfTestState(
            step=step,
            side=side,
            instruction=instruction,
            message=message,
            share=leg.baseline_share if step is Step.BASELINE else 0.0,
            leg=leg.leg,
            gap_cm=signs.gap_cm,
            gap_change_cm=leg.gap_change_cm,
            arching=leg.onset_s is not None,
            underside=signs.underside,
            outcomes=self.outcomes(),
            prompts=tuple(prompts),
        )

    def finish(self) -> dict[Side, LegOutcome]:
        """No more frames will come. A leg that was asked for and not tested to the end gets the
        reason, where it was begun or is the only one."""
        leg = self._leg
        if not self.done and leg.side in self._trials and (trial := leg.finish()) is not None:
            assert leg.side is not None
            self._trials[leg.side].append(trial)
            self._leg = TrialRun()
        if not any(self._trials.values()):
            side = leg.side if leg.side in self._trials else self.sides[0]
            if len(self.sides) == 1 or leg.side is not None:
                self._trials[side].append(Trial("cannot_tell", self.hindrance()))
        return self.outcomes()

    def hindrance(self) -> str:
        """What kept the test from beginning, a name in the limits' reasons."""
        if self._leg.unfit in ("not_flat", "unsettled"):
            return self._leg.unfit
        unfit, frames = self._unfit.most_common(1)[0] if self._unfit else ("", 0)
        mostly = unfit and frames > self._unfit.total() / 2
        return unfit if mostly and unfit not in ("nobody", "not_supine") else "no_test"

    def _is_done(self, side: Side) -> bool:
        trials = self._trials[side]
        told = sum(trial.result != "cannot_tell" for trial in trials)
        return told >= self.repeats or len(trials) >= selftest_limits().repeats.most

    def _advance(self, signs: Signs, prompts: list[Prompt]) -> None:
        open_sides = [side for side in self.sides if not self._is_done(side)]
        if self._asked not in open_sides:
            self._asked = open_sides[0]
        if self._leg.step in (Step.SET_UP, Step.BASELINE) and signs.near_side not in open_sides:
            self._leg = TrialRun()  # the leg near the camera is not to be tested (any more)
            return
        self._leg.update(signs)
        if self._leg.side is not None:
            self._asked = self._leg.side
        if self._leg.onset_s is not None and not self._arching:
            prompts.append(Prompt(PromptKind.CORRECTION, ARCHING, signs.time_s, "lower_back"))
        self._arching = self._leg.onset_s is not None
        if self._leg.trial is not None:
            side = self._asked
            self._trials[side].append(self._leg.trial)
            said = LegOutcome.from_trials(side, (self._leg.trial,)).sentence()
            prompts.append(Prompt(PromptKind.PAUSE, said, signs.time_s))
            self._leg, self._arching = TrialRun(), False
            if self._is_done(side) and not self.done:
                self._asked = next(s for s in self.sides if not self._is_done(s))

    def _say(self, side: Side) -> str:
        step = self._leg.step
        if step is Step.SET_UP and any(self._trials.values()):
            text = AGAIN if self._trials[side] else TURN
        else:
            text = STEPS[step]
        return text.format(side=side, other=opposite(side))

    def _trouble(self, signs: Signs, side: Side, prompts: list[Prompt]) -> str:
        """What is in the way, once it has lasted; told again from time to time."""
        leg = self._leg
        wrong_leg = signs.near_side is not None and self._is_over(signs.near_side)
        if leg.cue:
            found = CUES[leg.cue]
        elif leg.onset_s is not None:
            return ARCHING
        elif leg.unfit and not (wrong_leg or leg.step is Step.DONE):
            found = selftest_limits().reasons[leg.unfit].mend.format(side=side)
        else:
            found = ""
        if found != self._message:
            self._message, self._message_since_s = found, signs.time_s
            self._message_said_s = -math.inf
        lasted = leg.cue or signs.time_s - self._message_since_s >= SAID_AFTER_S
        if not found or not lasted:
            return ""
        if signs.time_s - self._message_said_s >= SAID_AGAIN_S:
            self._message_said_s = signs.time_s
            prompts.append(Prompt(PromptKind.CORRECTION, found, signs.time_s))
        return found

    def _is_over(self, side: Side) -> bool:
        return side not in self._trials or self._is_done(side)
