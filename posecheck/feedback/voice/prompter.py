"""Which prompt is said, and when: the most important first, never stale, never over and over.

Pure: knows prompts and frame times, nothing of voices.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

from posecheck.coaching.prompts.prompt import Prompt, PromptKind

SAME_AGAIN_S = 8.0
"""The same sentence is never said twice within this, from its end to its next beginning."""

NEW_AFTER_S = 1.0
"""A prompt that was not listed for this long and comes again has become true anew."""

QUIET_BEFORE_END_S = 5.5
"""Before a hold ends: its last 3 s, and the longest sentence that might be begun before."""

NEVER = float("inf")


@dataclass(frozen=True)
class Manners:
    """How one kind of prompt is said, in seconds of frame time.

    Attributes:
        patience_s: how long it may wait to be said once it is true no more; then it is dropped.
        pause_s: quiet before it, after whatever was said last.
        own_pause_s: quiet before it, after the last of its kind.
        again_s: a sentence that stays true is said again after this, then after twice as
            long, and so on; infinite: never.
    """

    patience_s: float
    pause_s: float
    own_pause_s: float
    again_s: float


MANNERS = {
    # at once, into whatever is being said, and again as long as it stands
    PromptKind.DANGER: Manners(5.0, 0.0, 0.0, SAME_AGAIN_S),
    # a second that has passed must not be counted any more
    PromptKind.COUNTDOWN: Manners(0.25, 0.0, 0.0, NEVER),
    PromptKind.DONE: Manners(5.0, 0.2, 0.0, NEVER),
    PromptKind.PAUSE: Manners(1.0, 0.2, 0.0, NEVER),
    # what is not on the screen any more is not said; who was just corrected needs time to move
    PromptKind.CORRECTION: Manners(0.0, 0.5, 3.0, 12.0),
    PromptKind.STEP: Manners(2.0, 0.5, 0.0, 20.0),
    PromptKind.BREATHING: Manners(0.5, 0.3, 0.0, SAME_AGAIN_S),
    PromptKind.PRAISE: Manners(1.0, 0.3, 0.0, NEVER),
    # listed as long as it is not too late
    PromptKind.PACE: Manners(0.0, 0.0, 0.0, NEVER),
}
"""Set so that a correction can be heard and obeyed before the next one."""

BEFORE_COUNTDOWN = frozenset(
    {PromptKind.STEP, PromptKind.BREATHING, PromptKind.PRAISE, PromptKind.PACE}
)
"""Not begun when the end of a hold is so near that they would talk into the countdown."""


@dataclass
class _Matter:
    """A prompt, when it was last true, and how often it was said since it became true."""

    prompt: Prompt
    true_s: float
    times_said: int = 0


class Prompter:
    """Chooses what to say. Each frame it is told what is true; a prompt may be listed once
    (something happened) or as long as it is true."""

    def __init__(self) -> None:
        self._matters: dict[Hashable, _Matter] = {}
        self._said_s: dict[str, float] = {}
        self._kind_said_s: dict[PromptKind, float] = {}
        self._last_end_s = -NEVER

    def listen(
        self, time_s: float, prompts: Iterable[Prompt], on_screen: Collection[str] = ()
    ) -> None:
        """Take in what is true in this frame.

        Args:
            time_s: the frame's own time.
            prompts: what there is to say.
            on_screen: the sentences that the screen shows: a prompt is true as long.
        """
        for matter in self._matters.values():
            # a step that was said stays on the screen while it is done: no reason to repeat it
            done = matter.prompt.kind is PromptKind.STEP and matter.times_said > 0
            if matter.prompt.text in on_screen and not done:
                matter.true_s = time_s
        for prompt in prompts:
            known = self._matters.get(_key(prompt))
            if known is None or time_s - known.true_s > NEW_AFTER_S:
                self._matters[_key(prompt)] = _Matter(prompt, time_s)
            else:
                known.prompt, known.true_s = prompt, time_s
        steps = [
            m.prompt.time_s for m in self._matters.values() if m.prompt.kind is PromptKind.STEP
        ]
        self._matters = {
            key: matter
            for key, matter in self._matters.items()
            if time_s - matter.true_s <= max(NEW_AFTER_S, MANNERS[matter.prompt.kind].patience_s)
            and not self._is_overtaken(time_s, matter, max(steps, default=-NEVER))
        }

    def choose(
        self, time_s: float, *, speaking: PromptKind | None = None, ends_in_s: float = NEVER
    ) -> Prompt | None:
        """What to say now, or None.

        Args:
            time_s: the frame's own time.
            speaking: the kind of what is being said: only a danger may cut it off.
            ends_in_s: seconds until a hold ends; the last few belong to the countdown.
        """
        if speaking is PromptKind.DANGER:
            return None
        fit = [
            matter.prompt
            for matter in self._matters.values()
            if (speaking is None or matter.prompt.kind is PromptKind.DANGER)
            and self._is_due(time_s, matter)
            and not (ends_in_s < QUIET_BEFORE_END_S and matter.prompt.kind in BEFORE_COUNTDOWN)
        ]
        return max(fit, key=lambda prompt: (prompt.kind, prompt.time_s), default=None)

    def said(self, prompt: Prompt, end_s: float) -> None:
        """It was said, until ``end_s``."""
        if (matter := self._matters.get(_key(prompt))) is not None:
            matter.times_said += 1
        if prompt.text:
            self._said_s[prompt.text] = end_s
        self._kind_said_s[prompt.kind] = self._last_end_s = end_s

    def has_said(self, text: str) -> bool:
        """Whether a sentence has been said to its end, or was cut off."""
        return text in self._said_s

    @staticmethod
    def _is_overtaken(time_s: float, matter: _Matter, newest_step_s: float) -> bool:
        """A step that is not asked any more, when a newer one is."""
        is_step = matter.prompt.kind is PromptKind.STEP
        return is_step and matter.true_s < time_s and matter.prompt.time_s < newest_step_s

    def _is_due(self, time_s: float, matter: _Matter) -> bool:
        manners = MANNERS[matter.prompt.kind]
        if time_s - matter.true_s > manners.patience_s:
            return False
        if time_s - self._last_end_s < manners.pause_s:
            return False
        if time_s - self._kind_said_s.get(matter.prompt.kind, -NEVER) < manners.own_pause_s:
            return False
        since_s = time_s - self._said_s.get(matter.prompt.text, -NEVER)
        if matter.times_said == 0:
            return since_s >= SAME_AGAIN_S
        if manners.again_s == NEVER or not matter.prompt.text:
            return False
        again_s = manners.again_s * float(2 ** (matter.times_said - 1))
        return since_s >= max(SAME_AGAIN_S, again_s)


def _key(prompt: Prompt) -> Hashable:
    """What makes two prompts the same matter: their sentence; sounds alone are told apart by
    their time."""
    return prompt.text or (prompt.kind, prompt.sound, prompt.time_s)
