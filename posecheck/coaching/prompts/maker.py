"""What an exercise's coaching has to say aloud: from :class:`Coaching` to prompts."""

from __future__ import annotations

import math

from posecheck.anatomy import Side
from posecheck.coaching.breath_advice import BREATH
from posecheck.coaching.exercise_session import BETWEEN, Coaching, Phase
from posecheck.coaching.prompts.prompt import Prompt, PromptKind

COUNTDOWN = ((3, "Three"), (2, "Two"), (1, "One"))

STEP_FIRST_S = 5.0
"""While someone gets into position the step says what to do; its correction, which says much
the same, waits for this long."""


LATEST_TONE_S = 0.3
"""A tone of the pace that would come later than this after the turn is not heard at all: who
breathes by ear would be led astray."""


SHORTEST_COUNTED_S = 8.0
"""A shorter hold has no countdown: its beginning has hardly been said when it ends."""


class PromptMaker:
    """Turns the coaching of each frame into what is true and worth saying in it."""

    def __init__(self) -> None:
        self._phase: Phase | None = None
        self._since_s: dict[str, float] = {}
        self._left_s = math.inf
        self._begun: set[Side] = set()
        self._complete: set[Side] = set()
        self._counted: Side | None = None
        self._turn: Prompt | None = None
        self._told: tuple[Side | None, str] = (None, "")

    def update(self, time_s: float, coaching: Coaching) -> tuple[Prompt, ...]:
        """The prompts of one frame."""
        texts = {coaching.message, coaching.step, coaching.advice}
        self._since_s = {text: self._since_s.get(text, time_s) for text in texts}
        prompts = [
            *self._done(time_s, coaching),
            *self._turns(time_s, coaching),
            *self._countdown(time_s, coaching),
            *self._message(time_s, coaching),
            *self._step(coaching),
            *self._advice(coaching),
            *self._pace(time_s, coaching),
        ]
        self._phase, self._told = coaching.phase, (coaching.side, coaching.step)
        return tuple(prompts)

    def _done(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        if coaching.phase is Phase.DONE:
            if self._phase is Phase.DONE:
                return []
            return [Prompt(PromptKind.DONE, coaching.step, time_s)]
        if coaching.phase is Phase.OTHER_SIDE and self._counted not in (None, *self._complete):
            assert self._counted is not None
            self._complete.add(self._counted)
            return [Prompt(PromptKind.DONE, f"{self._counted.capitalize()} side done", time_s)]
        return []

    def _turns(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        """The hold begins, goes on, or pauses."""
        phase, before = coaching.phase, self._phase
        if phase is Phase.HOLDING:
            self._counted = coaching.side
            if before is Phase.HOLDING:
                return self._next_step(time_s, coaching)
            first = coaching.side not in self._begun
            self._begun.add(coaching.side)
            text = coaching.step if first else ""
            return [Prompt(PromptKind.PRAISE, text, time_s, sound="start")]
        if before is Phase.HOLDING and phase in (Phase.PAUSED, Phase.NOBODY, Phase.NOT_IN_VIEW):
            return [Prompt(PromptKind.PAUSE, "", time_s)]
        return []

    def _next_step(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        """While it counts already: the step after one that nothing checks."""
        side, step = self._told
        if coaching.side is not side or coaching.step == step:
            return []
        return [Prompt(PromptKind.PRAISE, coaching.step, time_s)]

    def _countdown(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        left_s = seconds_left(coaching)
        before_s, self._left_s = self._left_s, left_s
        return [
            Prompt(PromptKind.COUNTDOWN, word, time_s)
            for second, word in COUNTDOWN
            if left_s <= second < before_s < math.inf
        ]

    def _message(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        if not coaching.message or coaching.phase is Phase.HOLDING:
            return []  # while the hold counts a correction only lingers to be read
        since_s = self._since_s[coaching.message]
        if coaching.phase is Phase.OTHER_SIDE:
            return [Prompt(PromptKind.STEP, coaching.message, since_s)]
        check = coaching.correction.check.name if coaching.correction else ""
        getting_there = coaching.phase is Phase.GET_INTO_POSITION and check
        if getting_there and time_s - self._since_s[coaching.step] < STEP_FIRST_S:
            return []
        return [Prompt(PromptKind.CORRECTION, coaching.message, since_s, check)]

    def _advice(self, coaching: Coaching) -> list[Prompt]:
        if not coaching.advice or coaching.message:
            return []
        since_s = self._since_s[coaching.advice]
        return [Prompt(PromptKind.BREATHING, coaching.advice, since_s, BREATH)]

    def _pace(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        """A tone at each turn of the breath, for closed eyes. Not of the small pacer: a hold has
        its own sounds and corrections, and tones all through it would bury them."""
        pace = coaching.pace
        if pace is None or pace.small:
            self._turn = None
            return []
        name = f"breathe_{pace.phase}"
        if self._turn is None or self._turn.sound != name:
            self._turn = Prompt(PromptKind.PACE, "", time_s - pace.into_s, sound=name)
        return [self._turn] if time_s - self._turn.time_s <= LATEST_TONE_S else []

    def _step(self, coaching: Coaching) -> list[Prompt]:
        if coaching.phase is not Phase.GET_INTO_POSITION or coaching.step == BETWEEN:
            return []
        return [Prompt(PromptKind.STEP, coaching.step, self._since_s[coaching.step])]


def seconds_left(coaching: Coaching) -> float:
    """Seconds until the hold ends; infinite while it does not count, and for one that is too
    short to be counted down."""
    hold = coaching.hold
    too_short = hold.target_s < SHORTEST_COUNTED_S
    if coaching.phase is not Phase.HOLDING or hold.status == "complete" or too_short:
        return math.inf
    return hold.target_s - hold.held_s
