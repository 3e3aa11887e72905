"""From the coaching of an exercise to prompts."""

from __future__ import annotations

import math

from posecheck.anatomy import Side
from posecheck.coaching.breath_advice import BREATH
from posecheck.coaching.frame_coaching import BETWEEN_HOLDS, Coaching, Phase
from posecheck.coaching.goals.progress import Progress
from posecheck.coaching.judge import all_defining_good
from posecheck.coaching.prompts.prompt import Prompt, PromptKind

COUNTDOWN = ((3, "Three"), (2, "Two"), (1, "One"))
"""The last seconds of a hold, and the word for each."""

CORRECTION_DELAY_S = 8.0
"""While the person gets into position, a correction waits for this many seconds after the step,
because it says much the same as the step: 5 s to say the step, 3 s to do it. In position it is said
at once."""

MAX_TONE_DELAY_S = 0.3
"""A tone of the pace that would come more than this many seconds after the turn of the breath is
left out: a person who breathes by ear would follow it at the wrong time."""

MIN_COUNTDOWN_HOLD_S = 8.0
"""A hold shorter than this many seconds has no countdown: its start is hardly said when it ends."""


class PromptMaker:
    """Turns the coaching of each frame into the prompts that are true and worth saying."""

    def __init__(self) -> None:
        self._last_phase: Phase | None = None
        self._last_step: tuple[Side | None, str] = (None, "")
        self._since_s: dict[str, float] = {}
        self._left_s = math.inf
        self._started: set[Side] = set()
        self._completed: set[Side] = set()
        self._counting_side: Side | None = None
        self._last_progress: Progress | None = None
        self._tone: Prompt | None = None

    def update(self, time_s: float, coaching: Coaching) -> tuple[Prompt, ...]:
        """The prompts of one frame. What stays true is repeated in each frame, with the same time.

        Parameters
        ----------
        time_s
            The frame's time.
        coaching
            Of that frame.
        """
        texts = {coaching.message, coaching.step, coaching.advice}
        self._since_s = {text: self._since_s.get(text, time_s) for text in texts}
        prompts = [
            *self._announce_done(time_s, coaching),
            *self._announce_hold(time_s, coaching),
            *self._announce_count(time_s, coaching),
            *self._count_down(time_s, coaching),
            *self._say_message(time_s, coaching),
            *self._say_step(coaching),
            *self._say_advice(coaching),
            *self._play_pace(time_s, coaching),
        ]
        self._last_phase, self._last_step = coaching.phase, (coaching.side, coaching.step)
        self._last_progress = coaching.progress
        return tuple(prompts)

    def _announce_done(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        if coaching.phase is Phase.DONE:
            if self._last_phase is Phase.DONE:
                return []
            return [Prompt(PromptKind.DONE, coaching.step, time_s)]
        side = self._counting_side
        if coaching.phase is Phase.OTHER_SIDE and side is not None and side not in self._completed:
            self._completed.add(side)
            return [Prompt(PromptKind.DONE, f"{side.capitalize()} side done", time_s)]
        return []

    def _announce_hold(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        """The hold starts, continues after a break, or pauses."""
        phase, before = coaching.phase, self._last_phase
        if phase is Phase.HOLDING:
            self._counting_side = coaching.side
            if before is Phase.HOLDING:
                return self._say_next_step(time_s, coaching)
            first = coaching.side not in self._started
            self._started.add(coaching.side)
            asked_for = before is Phase.GET_INTO_POSITION and coaching.step == self._last_step[1]
            text = coaching.step if first and not asked_for else ""
            # in a hold the step is only a reminder; for what is counted it says what to do
            kind = PromptKind.PRAISE if does_time_count(coaching) or not text else PromptKind.STEP
            return [Prompt(kind, text, time_s, sound="start")]
        if before is Phase.HOLDING and phase in (Phase.PAUSED, Phase.NOBODY, Phase.NOT_IN_VIEW):
            return [Prompt(PromptKind.PAUSE, "", time_s)]
        return []

    def _say_next_step(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        """While time counts: the step that follows a step without checks."""
        side, step = self._last_step
        if coaching.side != side or coaching.step == step:
            return []
        return [Prompt(PromptKind.PRAISE, coaching.step, time_s)]

    def _announce_count(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        """A signal for each repetition and circle, and the change of the circles' direction.

        None for a breath: the tones of the pace lead there.
        """
        now, before = coaching.progress, self._last_progress
        if now is None or now.counts_time or now.kind == "breaths":
            return []
        if before is None or before.side != now.side or now.done <= before.done or now.complete:
            return []
        full = [
            part.name
            for part, earlier in zip(now.parts, before.parts, strict=True)
            if part.done >= part.target > earlier.done
        ]
        if not full:
            return [Prompt(PromptKind.REPETITION, "", time_s)]
        (missing,) = (part.name for part in now.parts if part.done < part.target)
        text = f"{full[0].capitalize()} done. Now {missing}"
        return [Prompt(PromptKind.DONE, text, time_s)]

    def _count_down(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        left_s = seconds_left(coaching)
        before_s, self._left_s = self._left_s, left_s
        return [
            Prompt(PromptKind.COUNTDOWN, word, time_s)
            for second, word in COUNTDOWN
            if left_s <= second < before_s < math.inf
        ]

    def _say_message(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        if not coaching.message or does_time_count(coaching):
            return []  # while the time counts, a correction is only left on the screen to be read
        since_s = self._since_s[coaching.message]
        if coaching.phase is Phase.OTHER_SIDE:
            return [Prompt(PromptKind.STEP, coaching.message, since_s)]
        check = coaching.correction.check.name if coaching.correction else ""
        in_position = all_defining_good(coaching.judgements)
        waits = check and coaching.phase is Phase.GET_INTO_POSITION and not in_position
        if waits and time_s - self._since_s[coaching.step] < CORRECTION_DELAY_S:
            return []
        return [Prompt(PromptKind.CORRECTION, coaching.message, since_s, check)]

    def _say_step(self, coaching: Coaching) -> list[Prompt]:
        if coaching.phase is not Phase.GET_INTO_POSITION or coaching.step == BETWEEN_HOLDS:
            return []
        return [Prompt(PromptKind.STEP, coaching.step, self._since_s[coaching.step])]

    def _say_advice(self, coaching: Coaching) -> list[Prompt]:
        if not coaching.advice or coaching.message:
            return []
        since_s = self._since_s[coaching.advice]
        return [Prompt(PromptKind.BREATHING, coaching.advice, since_s, BREATH)]

    def _play_pace(self, time_s: float, coaching: Coaching) -> list[Prompt]:
        """A tone at each turn of the breath, for closed eyes.

        The small pacer has no tones. It belongs to a hold, whose own sounds and corrections would
        be drowned.
        """
        pace = coaching.pace
        if pace is None or pace.small:
            self._tone = None
            return []
        sound = f"breathe_{pace.phase}"
        if self._tone is None or self._tone.sound != sound:
            self._tone = Prompt(PromptKind.PACE, "", time_s - pace.elapsed_s, sound=sound)
        return [self._tone] if time_s - self._tone.time_s <= MAX_TONE_DELAY_S else []


def does_time_count(coaching: Coaching) -> bool:
    """Whether the time counts: that of a hold, or of moving."""
    counts_time = coaching.progress is None or coaching.progress.counts_time
    return coaching.phase is Phase.HOLDING and counts_time


def seconds_left(coaching: Coaching) -> float:
    """Seconds until the hold ends.

    Infinite while it does not count, and for a hold that is too short for a countdown.
    """
    hold = coaching.hold
    too_short = hold.target_s < MIN_COUNTDOWN_HOLD_S
    if coaching.phase is not Phase.HOLDING or hold.status == "complete" or too_short:
        return math.inf
    return hold.target_s - hold.held_s
