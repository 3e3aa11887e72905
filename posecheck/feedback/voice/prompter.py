"""Which prompt is said and when: the most important first, never outdated, never over and over.

It knows prompts and frame times only, and no voices.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

from posecheck.coaching.prompts.prompt import Prompt, PromptKind

MIN_REPEAT_S = 8.0
"""Fewest seconds from the end of a sentence until the same sentence begins again."""

NEW_AFTER_S = 1.0
"""A prompt that was not true for this many seconds and comes again counts as a new one."""

QUIET_BEFORE_END_S = 5.5
"""Seconds before the end of a hold in which only important prompts begin: the countdown's 3 s, and
the longest sentence that could begin before it."""

NEVER = float("inf")
"""In place of seconds: not at all."""


@dataclass(frozen=True)
class Timing:
    """When a kind of prompt may be said, in seconds of frame time.

    Attributes
    ----------
    max_delay_s
        How long it may still be said after it is no longer true; then it is dropped.
    gap_s
        Silence before it, after whatever was said last.
    own_gap_s
        Silence before it, after the last prompt of the same kind.
    repeat_s
        A sentence that stays true is repeated after this time, then after twice as long, and so
        on; infinite for never.
    """

    max_delay_s: float
    gap_s: float
    own_gap_s: float
    repeat_s: float


TIMINGS = {
    # at once, even into another sentence, and repeated while it is true
    PromptKind.DANGER: Timing(5.0, 0.0, 0.0, MIN_REPEAT_S),
    # a second that is over must not be counted late
    PromptKind.COUNTDOWN: Timing(0.25, 0.0, 0.0, NEVER),
    PromptKind.DONE: Timing(5.0, 0.2, 0.0, NEVER),
    # a late one would be taken for the next repetition
    PromptKind.REPETITION: Timing(0.3, 0.0, 0.0, NEVER),
    PromptKind.PAUSE: Timing(1.0, 0.2, 0.0, NEVER),
    # not said once it has left the screen; after a correction the person needs time to move
    PromptKind.CORRECTION: Timing(0.0, 0.5, 3.0, 12.0),
    PromptKind.STEP: Timing(2.0, 0.5, 0.0, 20.0),
    PromptKind.BREATHING: Timing(0.5, 0.3, 0.0, MIN_REPEAT_S),
    PromptKind.PRAISE: Timing(1.0, 0.3, 0.0, NEVER),
    # whoever makes it lists it only while it is not too late
    PromptKind.PACE: Timing(0.0, 0.0, 0.0, NEVER),
}
"""The timing of each kind. A choice: a correction can be heard and obeyed before the next one."""

QUIET_KINDS = frozenset({PromptKind.STEP, PromptKind.BREATHING, PromptKind.PRAISE, PromptKind.PACE})
"""Kinds that do not begin within :data:`QUIET_BEFORE_END_S`: they would run into the countdown."""


@dataclass
class _Candidate:
    """A prompt that may be said.

    Attributes
    ----------
    prompt
        As it was last listed.
    true_s
        When it was last true.
    times_said
        How often it was said since it became true.
    """

    prompt: Prompt
    true_s: float
    times_said: int = 0


class Prompter:
    """Chooses what to say. In each frame it gets the prompts that are true.

    A prompt may be listed once, when something happens, or in each frame while it is true.
    """

    def __init__(self) -> None:
        self._candidates: dict[Hashable, _Candidate] = {}
        self._said_s: dict[str, float] = {}
        self._kind_said_s: dict[PromptKind, float] = {}
        self._last_end_s = -NEVER

    def update(
        self, time_s: float, prompts: Iterable[Prompt], on_screen: Collection[str] = ()
    ) -> None:
        """Take in what is true in one frame.

        Parameters
        ----------
        time_s
            Frame time.
        prompts
            The prompts that are true.
        on_screen
            The sentences on the screen. A prompt that was listed stays true while its sentence is
            on the screen.
        """
        for candidate in self._candidates.values():
            # a step stays on the screen while it is done: no reason to repeat it
            is_said_step = candidate.prompt.kind is PromptKind.STEP and candidate.times_said > 0
            if candidate.prompt.text in on_screen and not is_said_step:
                candidate.true_s = time_s
        for prompt in prompts:
            known = self._candidates.get(_key(prompt))
            if known is None or time_s - known.true_s > NEW_AFTER_S:
                self._candidates[_key(prompt)] = _Candidate(prompt, time_s)
            else:
                known.prompt, known.true_s = prompt, time_s
        steps = [
            c.prompt.time_s for c in self._candidates.values() if c.prompt.kind is PromptKind.STEP
        ]
        newest_step_s = max(steps, default=-NEVER)
        self._candidates = {
            key: candidate
            for key, candidate in self._candidates.items()
            if not _is_outdated(time_s, candidate, newest_step_s)
        }

    def choose(
        self, time_s: float, *, speaking: PromptKind | None = None, ends_in_s: float = NEVER
    ) -> Prompt | None:
        """Choose what to say now; None for nothing.

        Parameters
        ----------
        time_s
            Frame time.
        speaking
            Kind of the prompt that is being said; only a danger may cut it off.
        ends_in_s
            Seconds until a hold ends; the last few are for the countdown.
        """
        if speaking is PromptKind.DANGER:
            return None
        due = [
            candidate.prompt
            for candidate in self._candidates.values()
            if (speaking is None or candidate.prompt.kind is PromptKind.DANGER)
            and self._is_due(time_s, candidate)
            and not (ends_in_s < QUIET_BEFORE_END_S and candidate.prompt.kind in QUIET_KINDS)
        ]
        return max(due, key=lambda prompt: (prompt.kind, prompt.time_s), default=None)

    def record_said(self, prompt: Prompt, end_s: float) -> None:
        """Record that a prompt was said, until ``end_s``."""
        if (candidate := self._candidates.get(_key(prompt))) is not None:
            candidate.times_said += 1
        if prompt.text:
            self._said_s[prompt.text] = end_s
        self._kind_said_s[prompt.kind] = self._last_end_s = end_s

    def has_said(self, prompt: Prompt) -> bool:
        """Return whether a sentence has been said since it became true.

        To its end, or until it was cut off.
        """
        return self._said_s.get(prompt.text, -NEVER) >= prompt.time_s

    def _is_due(self, time_s: float, candidate: _Candidate) -> bool:
        prompt, timing = candidate.prompt, TIMINGS[candidate.prompt.kind]
        if time_s - candidate.true_s > timing.max_delay_s:
            return False
        if time_s - self._last_end_s < timing.gap_s:
            return False
        if time_s - self._kind_said_s.get(prompt.kind, -NEVER) < timing.own_gap_s:
            return False
        since_s = time_s - self._said_s.get(prompt.text, -NEVER)
        if candidate.times_said == 0:
            return since_s >= MIN_REPEAT_S
        if timing.repeat_s == NEVER or not prompt.text:
            return False
        repeat_s = timing.repeat_s * float(2 ** (candidate.times_said - 1))
        return since_s >= max(MIN_REPEAT_S, repeat_s)


def _is_outdated(time_s: float, candidate: _Candidate, newest_step_s: float) -> bool:
    """Return whether a prompt is to be forgotten.

    It was not true for too long, or it is a step that is no longer asked for while a newer one is.
    """
    kind = candidate.prompt.kind
    if time_s - candidate.true_s > max(NEW_AFTER_S, TIMINGS[kind].max_delay_s):
        return True
    is_older_step = kind is PromptKind.STEP and candidate.prompt.time_s < newest_step_s
    return is_older_step and candidate.true_s < time_s


def _key(prompt: Prompt) -> Hashable:
    """Return what makes two prompts the same: their sentence.

    Prompts without a sentence are the same if their kind, sound and time are.
    """
    return prompt.text or (prompt.kind, prompt.sound, prompt.time_s)
