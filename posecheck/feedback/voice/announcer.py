"""Says what is due: brings together prompts, voice, sounds and flashes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from posecheck.coaching.prompts.maker import PromptMaker, does_time_count, seconds_left
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.feedback.voice.log import Utterance
from posecheck.feedback.voice.prompter import Prompter
from posecheck.feedback.voice.sounds import (
    CAMERA,
    OTHER,
    correction_sound_name,
    find_sound,
    load_sounds,
)
from posecheck.feedback.voice.voices import SpeakingVoice
from posecheck.moment import Moment

if TYPE_CHECKING:
    from posecheck.feedback.overlay.text import Colour

FLASH_S = 0.7
"""Seconds for which a flash colours the screen: long enough to be seen from the corner of the eye,
and fewer than three flashes a second, which could harm (WCAG 2.3.1)."""

SIGNALS = {
    PromptKind.PAUSE: "pause",
    PromptKind.REPETITION: "repetition",
    PromptKind.DONE: "done",
    PromptKind.DANGER: "danger",
}
"""The signal before the sentence of each kind."""

SIGNALS_WITHOUT_VOICE = {PromptKind.COUNTDOWN: "tick", PromptKind.STEP: "step"}
"""The signal in place of the sentence of each kind, where there is no voice."""


class Announcer:
    """Takes each frame and says what is due.

    A context manager::

        with Announcer(LiveVoice()) as announcer:
            for moment in moments(source, session):
                announcer.announce(moment)

    It never waits for a live voice.

    Parameters
    ----------
    voice
        What speaks; it is closed at the end.

    Attributes
    ----------
    utterances
        What was heard, in order.
    last_s
        Time of the last frame.
    """

    def __init__(self, voice: SpeakingVoice) -> None:
        self._voice = voice
        self._prompter = Prompter()
        self._maker = PromptMaker()
        self._part: int | None = None
        self._now: Utterance | None = None
        self._flash: tuple[float, Colour] | None = None
        self.last_s = 0.0
        self.utterances: list[Utterance] = []

    def announce(
        self,
        moment: Moment,
        prompts: Iterable[Prompt] = (),
        also: Iterable[Prompt] = (),
    ) -> None:
        """Take in one frame, and say what is due.

        Parameters
        ----------
        moment
            What is known of the frame. From its coaching prompts are made for phase, step and
            message; without coaching only ``prompts`` and the self-test's prompts are said.
        prompts
            More prompts. They replace the made ones of the same kinds.
        also
            More prompts that replace none.
        """
        coaching, test = moment.coaching, moment.selftest
        on_screen: list[str] = []
        if test is not None:
            prompts, on_screen = [*prompts, *test.prompts], [test.instruction, test.message]
        if moment.practice is not None and moment.practice.part != self._part:
            self._maker, self._part = PromptMaker(), moment.practice.part
        if coaching is None:
            self.say(moment.frame.time_s, [*prompts, *also], on_screen)
            return
        listed = list(prompts)
        # praise is made once and also says what to do: another praise does not replace it
        kinds = {prompt.kind for prompt in listed} - {PromptKind.PRAISE}
        # while the time counts, a correction stays only to be read: it has been obeyed
        message = "" if does_time_count(coaching) else coaching.message
        made = self._maker.update(moment.frame.time_s, coaching)
        listed += [*(prompt for prompt in made if prompt.kind not in kinds), *also]
        self.say(
            moment.frame.time_s,
            listed,
            [t for t in (message, coaching.step, coaching.advice, *on_screen) if t],
            ends_in_s=seconds_left(coaching),
            correction_sounds={j.check.name: correction_sound_name(j) for j in coaching.judgements},
        )

    def say(
        self,
        time_s: float,
        prompts: Iterable[Prompt],
        on_screen: Collection[str] = (),
        *,
        ends_in_s: float = math.inf,
        correction_sounds: Mapping[str, str] | None = None,
    ) -> None:
        """Take in the prompts of one frame, and say what is due.

        Parameters
        ----------
        time_s
            Frame time.
        prompts
            What could be said; listed once, or in each frame while it is true.
        on_screen
            The sentences on the screen.
        ends_in_s
            Seconds until a hold ends.
        correction_sounds
            Names of the sounds for the correction of each check, by the check's name.
        """
        self.last_s = time_s
        self._prompter.update(time_s, prompts, on_screen)
        self._update_span(time_s)
        speaking = self._now.prompt.kind if self._now else None
        if not self._voice.ready:
            return
        chosen = self._prompter.choose(time_s, speaking=speaking, ends_in_s=ends_in_s)
        if chosen is None:
            return
        if self._now is not None:
            self._voice.stop(time_s)
            self._finish(replace(self._now, end_s=time_s, cut_off=True))
        self._begin(time_s, chosen, on_screen, correction_sounds or {})

    def interrupt(self, time_s: float, prompts: Iterable[Prompt]) -> None:
        """Take in prompts that may cut off anything but a danger.

        What they cut off counts as unsaid: it is said again later, if it is still true then.

        Parameters
        ----------
        time_s
            Frame time.
        prompts
            As in :meth:`say`.
        """
        listed = tuple(prompts)
        self.say(time_s, listed)
        now = self._now
        if now is None or now.prompt in listed or now.prompt.kind is PromptKind.DANGER:
            return
        if self._prompter.choose(time_s) in listed:
            self._voice.stop(time_s)
            self.utterances.append(replace(now, end_s=time_s, cut_off=True))
            self._now = None
            self.say(time_s, listed)

    def has_unsaid(self, prompts: Iterable[Prompt]) -> bool:
        """Return whether a sentence of these prompts has not been said since it became true.

        False where no sentence can be heard.
        """
        if self._voice.ready and not self._voice.has_voice:
            return False
        return any(p.text and not self._prompter.has_said(p) for p in prompts)

    def flash(self, time_s: float) -> tuple[Colour, float] | None:
        """Return the colour of the screen and how strong it is, 0..1; None for no flash."""
        if self._flash is None:
            return None
        since_s, colour = time_s - self._flash[0], self._flash[1]
        return (colour, 1.0 - since_s / FLASH_S) if 0 <= since_s < FLASH_S else None

    def close(self) -> None:
        """Be silent and close the voice."""
        if self._now is not None:
            self._update_span(self.last_s)
        if self._now is not None:
            self._voice.stop(self.last_s)
            self._finish(replace(self._now, end_s=self.last_s, cut_off=True))
        self._voice.close()

    def __enter__(self) -> Announcer:
        """Return the announcer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _begin(
        self,
        time_s: float,
        prompt: Prompt,
        on_screen: Collection[str],
        correction_sounds: Mapping[str, str],
    ) -> None:
        has_voice = self._voice.has_voice
        sound = _choose_sound(prompt, correction_sounds, has_voice)
        text = prompt.text if has_voice else ""
        if not has_voice and prompt.kind in (PromptKind.CORRECTION, PromptKind.DANGER):
            self._flash = (time_s, find_sound(sound).flash)
        self._now = Utterance(prompt, time_s, math.inf, sound, text, tuple(on_screen))
        self._voice.begin(sound, text, time_s)
        self._update_span(time_s)

    def _update_span(self, time_s: float) -> None:
        """Ask the voice when the present utterance began and ends; finish it if it is over."""
        if self._now is None:
            return
        span = self._voice.span(time_s)
        if span is None:  # lost with the voice's process: chosen again if it is still true
            self._now = None
            return
        self._now = replace(self._now, start_s=span[0], end_s=span[1])
        if time_s >= span[1]:
            self._finish(self._now)

    def _finish(self, utterance: Utterance) -> None:
        self._prompter.record_said(utterance.prompt, utterance.end_s)
        if utterance.end_s > utterance.start_s:
            self.utterances.append(utterance)
        self._now = None


def _choose_sound(prompt: Prompt, correction_sounds: Mapping[str, str], has_voice: bool) -> str:
    """Name of the sound before the sentence, or in its place; empty for none."""
    if prompt.sound:
        return prompt.sound
    if prompt.kind in SIGNALS:
        return SIGNALS[prompt.kind]
    if has_voice:
        return ""
    if prompt.kind is PromptKind.CORRECTION:
        if prompt.check in correction_sounds:
            return correction_sounds[prompt.check]
        is_known = prompt.check in load_sounds().corrections
        kind = prompt.check if is_known else OTHER if prompt.check else CAMERA
        return f"corrections.{kind}.more"
    if prompt.kind is PromptKind.BREATHING:
        return "corrections.breathing.more"
    return SIGNALS_WITHOUT_VOICE.get(prompt.kind, "")
