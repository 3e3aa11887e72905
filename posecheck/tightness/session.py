"""The whole self-test: both legs, repeats, instructions and messages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from posecheck.anatomy import SIDES, Side, opposite
from posecheck.coaching.practice.events import PracticeEvent, SpeechPending
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.measures.table import Measurements
from posecheck.perception.back.underside import Underside
from posecheck.tightness.back_height import BackHeight
from posecheck.tightness.course import ANGLES_LAG_S
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.outcome import LegOutcome, Trial, to_json
from posecheck.tightness.signs import LegAngles, Signs, read_signs
from posecheck.tightness.texts import AGAIN, ARCHING, CUES, FINISHED, STEPS, TURN_AROUND
from posecheck.tightness.trial import Step, TrialRun
from posecheck.tightness.unfit_time import UnfitTime

DEBOUNCE_S = 1.5
"""An obstacle is said once it has lasted for this many seconds."""

REPEAT_S = 8.0
"""An obstacle that lasts is said again after this many seconds."""

MOST_SPEECH_S = 30.0
"""No sentence is waited for longer than this many seconds: a voice may hang. The longest outcome
takes 12 s, and what is being said before it 8 s."""


@dataclass(frozen=True, eq=False)
class SelfTestState:
    """The state of the self-test in one frame.

    Attributes
    ----------
    step
        Where the trial is; DONE once all legs are done.
    side
        The leg that is tested or asked for.
    instruction
        What to do now.
    message
        What stands in the way, or what was just seen; empty when all is well.
    step_progress
        How much of the wait for the baseline is done, 0 to 1; 0 in the other steps.
    leg
        The tested leg's angles.
    gap_cm
        The lumbar gap of this frame alone; NaN when it is not seen.
    gap_change_cm
        The back's height over its own flat baseline; NaN if unknown.
    arching
        Whether the back has begun to rise and stays up.
    underside
        The back's outline and floor line, for drawing; None when they are not seen.
    outcomes
        Of the legs of which at least one trial has ended.
    prompts
        What became true with this frame and is to be said; an outcome and a cue also in the frames
        after it, until they have been said.
    """

    step: Step
    side: Side
    instruction: str
    message: str = ""
    step_progress: float = 0.0
    leg: LegAngles = field(default_factory=LegAngles)
    gap_cm: float = math.nan
    gap_change_cm: float = math.nan
    arching: bool = False
    underside: Underside | None = None
    outcomes: Mapping[Side, LegOutcome] = field(default_factory=dict)
    prompts: tuple[Prompt, ...] = ()


class SelfTest:
    """Takes frame after frame and gives the guidance. Its only clock is the frames' time.

    One trial follows the other until every leg is done. Each trial tests the leg near the camera.

    ================================================================  ==========================
    after a trial                                                     the next trial
    ================================================================  ==========================
    the leg has fewer than ``repeats`` trials with an answer, and     the same leg, once more
    fewer than the limits' most in all
    else, the other leg is to be tested and not done                  the other leg: turn around
    else                                                              none: the test is done
    ================================================================  ==========================

    Where a voice speaks (:class:`SpeechPending`), the outcome is said before anything else, the end
    after it, and a leg that stops short has time from the end of the sentence that asks it to
    straighten.

    Parameters
    ----------
    sides
        The legs to test. The person decides which comes first: it is the one near the camera.
    repeats
        Trials with an answer for each leg, at most the limits' most. A trial that cannot tell is
        repeated, but in all a leg has no more trials than the limits' most.
    shown_s
        For how many seconds the outcome is shown before the test is over.
    recorded
        Whether the measurements are those of a recording, smoothed without lag.

    Attributes
    ----------
    sides, repeats
        As above.
    last_s
        Time of the last frame.
    """

    def __init__(
        self,
        sides: tuple[Side, ...] = SIDES,
        repeats: int = 1,
        *,
        shown_s: float = 0.0,
        recorded: bool = False,
    ) -> None:
        self.sides = sides
        self.repeats = min(repeats, selftest_limits().repeats.most)
        self.last_s = 0.0
        self._shown_s = shown_s
        self._angles_lag_s = 0.0 if recorded else ANGLES_LAG_S
        self._after_cue_s = 0.0 if recorded else selftest_limits().short.after_cue_s
        self._speech_pending = False
        self._awaited: Prompt | None = None
        self._done_s: float | None = None
        self._trials: dict[Side, list[Trial]] = {side: [] for side in sides}
        self._near_side: Side | None = None
        self._height = BackHeight()
        self._run = self._begin_trial()
        self._asked_side: Side = sides[0]
        self._instruction = ""
        self._message, self._message_since_s, self._message_said_s = "", 0.0, -math.inf
        self._arching = False
        self._unfit_time = UnfitTime()
        self._short_rest_s, self._lay_ready = math.nan, False

    @property
    def needs_mask(self) -> bool:
        """True: it looks at the lower back, which needs the mask of the person."""
        return True

    @property
    def over(self) -> bool:
        """Whether all legs are done, and all has been said and shown for long enough."""
        if self._done_s is None or self._awaited is not None:
            return False
        return self.last_s - self._done_s >= self._shown_s

    @property
    def done(self) -> bool:
        """Whether all legs are done."""
        return all(self._is_done(side) for side in self.sides)

    def outcomes(self) -> dict[Side, LegOutcome]:
        """The outcomes of the legs of which at least one trial has ended."""
        return {side: LegOutcome.from_trials(side, t) for side, t in self._trials.items() if t}

    def to_json(self) -> dict[str, Any]:
        """The promised object {left, right}; null for a leg without an outcome."""
        return to_json(self.outcomes())

    def handle(self, event: PracticeEvent) -> None:
        """Take in an event: it counts from the next frame on. Keys mean nothing here."""
        if isinstance(event, SpeechPending):
            self._speech_pending = event.pending

    def update(self, time_s: float, measurements: Measurements | None) -> SelfTestState:
        """Take in one frame; ``measurements`` is None when nobody is seen."""
        signs = read_signs(time_s, measurements)
        if self._run.step is Step.SET_UP and signs.near_side not in (None, self._near_side):
            # turned round, as where a film is cut: the height of before means nothing
            self._near_side, self._height = signs.near_side, BackHeight()
        gap_cm = self._height.update(time_s, signs.gap_cm, signs.rise)
        # where outline and motion contradict each other, something hides what the back does
        unfit = signs.unfit or ("back_hidden" if math.isnan(gap_cm) else "")
        return self.take(replace(signs, gap_cm=gap_cm, unfit=unfit))

    def take(self, signs: Signs) -> SelfTestState:
        """Take in the signs of one frame."""
        self.last_s = signs.time_s
        self._unfit_time.add(signs.time_s, signs.unfit)
        prompts = self._repeat_awaited(signs.time_s)
        if not self.done:
            self._advance(signs, prompts)
        run = self._run
        side = run.side or self._asked_side
        step = Step.DONE if self.done else run.step
        instruction = FINISHED if self.done else self._choose_instruction(side)
        waits = self.done and self._awaited is not None
        if instruction != self._instruction and not waits:
            prompt = Prompt(
                PromptKind.DONE if self.done else PromptKind.STEP, instruction, signs.time_s
            )
            prompts.append(prompt)
            self._instruction = instruction
            if self.done:
                self._done_s, self._awaited = signs.time_s, prompt
        message = "" if self.done else self._find_message(signs, side, prompts)
        return SelfTestState(
            step=step,
            side=side,
            instruction=instruction,
            message=message,
            step_progress=run.baseline_share if step is Step.BASELINE else 0.0,
            leg=run.leg,
            gap_cm=signs.gap_cm,
            gap_change_cm=run.gap_change_cm,
            arching=run.onset_s is not None,
            underside=signs.underside,
            outcomes=self.outcomes(),
            prompts=tuple(prompts),
        )

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: the trial in progress begins again."""
        self._run, self._arching = self._begin_trial(), False
        self._height = BackHeight()

    def finish(self) -> dict[Side, LegOutcome]:
        """End the test, as no more frames will come.

        A trial that was begun ends here. A rest after the leg's last trial is no trial of its own:
        who lies with bent knees at the end of a recording does not begin again. If no trial has
        ended by then, a leg that was begun, or the only leg that was to be tested, gets the
        outcome cannot_tell with the reason.

        Returns
        -------
        dict
            The outcomes.
        """
        run = self._run
        if not self.done and run.side in self._trials and (trial := run.finish()) is not None:
            assert run.side is not None
            if trial.reason != "no_chest" or not self._trials[run.side]:
                self._trials[run.side].append(trial)
            self._run = self._begin_trial()
        if not any(self._trials.values()):
            side = run.side if run.side in self._trials else self.sides[0]
            if len(self.sides) == 1 or run.side is not None:
                self._trials[side].append(self.blocking_trial())
        return self.outcomes()

    def blocking_trial(self) -> Trial:
        """What kept the test from beginning, as a trial that cannot tell."""
        reason = self._blocking_reason()
        rest_s = self._short_rest_s if reason == "short_rest" else math.nan
        return Trial("cannot_tell", reason, rest_s=rest_s)

    def _blocking_reason(self) -> str:
        if self._run.unfit in ("not_flat", "unsettled"):
            return self._run.unfit
        if self._unfit_time.is_always("nobody"):
            return "never_seen"
        unfit = self._unfit_time.most
        if unfit not in ("", "nobody", "not_supine"):
            return unfit
        if not math.isnan(self._short_rest_s):
            return "short_rest"
        return "no_chest" if self._lay_ready else "no_rest"

    def _begin_trial(self) -> TrialRun:
        return TrialRun(self._angles_lag_s, self._after_cue_s)

    def _repeat_awaited(self, time_s: float) -> list[Prompt]:
        """The sentence that is waited for, as long as it has not been said."""
        awaited = self._awaited
        if awaited is None or not self._speech_pending or time_s - awaited.time_s > MOST_SPEECH_S:
            self._awaited = None
        return [self._awaited] if self._awaited is not None else []

    def _is_done(self, side: Side) -> bool:
        trials = self._trials[side]
        answered = sum(trial.result != "cannot_tell" for trial in trials)
        return answered >= self.repeats or len(trials) >= selftest_limits().repeats.most

    def _advance(self, signs: Signs, prompts: list[Prompt]) -> None:
        begun = self._run.step not in (Step.SET_UP, Step.BASELINE)
        if self._is_excluded(signs.near_side) and not begun:
            self._run = self._begin_trial()  # the leg near the camera is not to be tested, or done
            return
        self._run.update(signs, speech_pending=self._awaited is not None)
        if not math.isnan(self._run.short_rest_s):
            self._short_rest_s = self._run.short_rest_s
        self._lay_ready = self._lay_ready or self._run.step is not Step.SET_UP
        if self._run.side is not None:
            self._asked_side = self._run.side
        if self._run.onset_s is not None and not self._arching:
            prompts.append(Prompt(PromptKind.CORRECTION, ARCHING, signs.time_s, "lower_back"))
        self._arching = self._run.onset_s is not None
        if self._run.trial is not None:
            side = self._asked_side
            self._trials[side].append(self._run.trial)
            outcome = LegOutcome.from_trials(side, [self._run.trial]).sentence()
            self._awaited = Prompt(PromptKind.DONE, outcome, signs.time_s)
            prompts.append(self._awaited)
            self._run, self._arching = self._begin_trial(), False
            if self._is_done(side) and not self.done:
                self._asked_side = next(s for s in self.sides if not self._is_done(s))

    def _choose_instruction(self, side: Side) -> str:
        step = self._run.step
        if step is Step.SET_UP and any(self._trials.values()):
            text = AGAIN if self._trials[side] else TURN_AROUND
        else:
            text = STEPS[step]
        return text.format(side=side, other=opposite(side))

    def _find_message(self, signs: Signs, side: Side, prompts: list[Prompt]) -> str:
        """The cue or the obstacle that is shown now; adds the prompt that says it."""
        run = self._run
        if run.cue:
            found = CUES[run.cue]
        elif run.onset_s is not None:
            return ARCHING
        elif run.unfit and not (self._is_excluded(signs.near_side) or run.step is Step.DONE):
            found = selftest_limits().reasons[run.unfit].mend.format(side=side)
        else:
            found = ""
        is_new = found != self._message
        if is_new:
            self._message, self._message_since_s = found, signs.time_s
            self._message_said_s = -math.inf
            if self._awaited is not None and self._awaited.kind is PromptKind.CORRECTION:
                self._awaited = None  # the cue has been followed
        lasts = run.cue or signs.time_s - self._message_since_s >= DEBOUNCE_S
        if not found or not lasts:
            return ""
        if signs.time_s - self._message_said_s >= REPEAT_S:
            self._message_said_s = signs.time_s
            prompt = Prompt(PromptKind.CORRECTION, found, signs.time_s)
            prompts.append(prompt)
            if run.cue and is_new:
                self._awaited = prompt
        return found

    def _is_excluded(self, near: Side | None) -> bool:
        return near is not None and (near not in self._trials or self._is_done(near))
