"""Says what is to be said: the one place where prompts, voice, sounds and flashes meet."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from posecheck.coaching.prompts.maker import PromptMaker, seconds_left
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.coaching.session import Phase
from posecheck.feedback.overlay.text import Colour
from posecheck.feedback.voice.log import Utterance
from posecheck.feedback.voice.prompter import Prompter
from posecheck.feedback.voice.sounds import CAMERA, OTHER, all_sounds, correction_sound, sound
from posecheck.feedback.voice.voices import SpeakingVoice
from posecheck.moment import Moment

FLASH_S = 0.7
"""How long the screen is coloured: seen from the corner of the eye, and slower than three a
second, which could harm (WCAG 2.3.1)."""

SIGNALS = {PromptKind.PAUSE: "pause", PromptKind.DONE: "done", PromptKind.DANGER: "danger"}
"""Heard before the sentence."""

SIGNALS_WITHOUT_VOICE = {PromptKind.COUNTDOWN: "tick", PromptKind.STEP: "step"}
"""Heard in place of the sentence."""


class Announcer:
    """Listens to each frame and speaks. A context manager.

        with Announcer(LiveVoice()) as announcer:
            for moment in moments(source, estimator, session):
                announcer.hear(moment)

    Never waits for a live voice. Prompts that are listed replace those of the same kinds that
    are made here from phase, step and message.

    Attributes:
        utterances: what was heard, in order.
        last_s: time of the last frame.
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

    def hear(
        self, moment: Moment, prompts: Iterable[Prompt] = (), on_screen: Collection[str] = ()
    ) -> None:
        """Take in one frame of an exercise.

        Args:
            moment: what is known of it; without coaching only ``prompts`` and
                the self-test's are said.
            prompts: further ones.
            on_screen: what the screen says besides the coaching's message and step. A
                correction that is listed only once must stand here as long as it is true.
        """
        coaching, test = moment.coaching, moment.selftest
        if test is not None:
            prompts, on_screen = [*prompts, *test.prompts], [test.instruction, test.message]
        if moment.practice is not None and moment.practice.part != self._part:
            self._maker, self._part = PromptMaker(), moment.practice.part
        if coaching is None:
            self.say(moment.frame.time_s, prompts, on_screen)
            return
        listed = list(prompts)
        # praise is said once and says what to do as well: that is not left out for another's
        kinds = {prompt.kind for prompt in listed} - {PromptKind.PRAISE}
        # while the hold counts, a correction only lingers to be read: it has been obeyed
        said = "" if coaching.phase is Phase.HOLDING else coaching.message
        made = self._maker.update(moment.frame.time_s, coaching)
        listed += [prompt for prompt in made if prompt.kind not in kinds]
        self.say(
            moment.frame.time_s,
            listed,
            [t for t in (said, coaching.step, coaching.advice, *on_screen) if t],
            ends_in_s=seconds_left(coaching),
            earcons={j.check.name: correction_sound(j) for j in coaching.judgements},
        )

    def say(
        self,
        time_s: float,
        prompts: Iterable[Prompt],
        on_screen: Collection[str] = (),
        *,
        ends_in_s: float = math.inf,
        earcons: Mapping[str, str] | None = None,
    ) -> None:
        """Take in what is true in one frame, and say what is due.

        Args:
            time_s: the frame's own time.
            prompts: what there is to say; listed once, or in each frame as long as it is true.
            on_screen: the sentences that the screen shows.
            ends_in_s: seconds until a hold ends.
            earcons: the sound for the correction of each check.
        """
        self.last_s = time_s
        self._prompter.listen(time_s, prompts, on_screen)
        self._follow(time_s)
        speaking = self._now.prompt.kind if self._now else None
        if not self._voice.ready:
            return
        chosen = self._prompter.choose(time_s, speaking=speaking, ends_in_s=ends_in_s)
        if chosen is None:
            return
        if self._now is not None:
            self._voice.stop(time_s)
            self._finish(replace(self._now, end_s=time_s, cut_off=True))
        self._begin(time_s, chosen, on_screen, earcons or {})

    def has_to_say(self, prompts: Iterable[Prompt]) -> bool:
        """Whether a sentence of these is still to be said to its end; False where no sentence
        can be heard."""
        if self._voice.ready and not self._voice.has_voice:
            return False
        return any(p.text and not self._prompter.has_said(p.text) for p in prompts)

    def flash(self, time_s: float) -> tuple[Colour, float] | None:
        """The colour that the screen takes on, and how strongly (0..1); None for none."""
        if self._flash is None:
            return None
        since_s, colour = time_s - self._flash[0], self._flash[1]
        return (colour, 1.0 - since_s / FLASH_S) if 0 <= since_s < FLASH_S else None

    def close(self) -> None:
        """Be silent, and let go of the voice."""
        if self._now is not None:
            self._follow(self.last_s)
        if self._now is not None:
            self._voice.stop(self.last_s)
            self._finish(replace(self._now, end_s=self.last_s, cut_off=True))
        self._voice.close()

    def __enter__(self) -> Announcer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(
        self,
        time_s: float,
        prompt: Prompt,
        on_screen: Collection[str],
        earcons: Mapping[str, str],
    ) -> None:
        has_voice = self._voice.has_voice
        heard = _sound(prompt, earcons, has_voice)
        text = prompt.text if has_voice else ""
        if not has_voice and prompt.kind in (PromptKind.CORRECTION, PromptKind.DANGER):
            self._flash = (time_s, sound(heard).flash)
        self._now = Utterance(prompt, time_s, math.inf, heard, text, tuple(on_screen))
        self._voice.begin(heard, text, time_s)
        self._follow(time_s)

    def _follow(self, time_s: float) -> None:
        """Learn how far what is being said has come."""
        if self._now is None:
            return
        span = self._voice.span(time_s)
        if span is None:  # its process has died with it: it is chosen again if it still stands
            self._now = None
            return
        self._now = replace(self._now, start_s=span[0], end_s=span[1])
        if time_s >= span[1]:
            self._finish(self._now)

    def _finish(self, utterance: Utterance) -> None:
        self._prompter.said(utterance.prompt, utterance.end_s)
        if utterance.end_s > utterance.start_s:
            self.utterances.append(utterance)
        self._now = None


def _sound(prompt: Prompt, earcons: Mapping[str, str], has_voice: bool) -> str:
    """The sound before the sentence, or in its place."""
    if prompt.sound:
        return prompt.sound
    if prompt.kind in SIGNALS:
        return SIGNALS[prompt.kind]
    if has_voice:
        return ""
    if prompt.kind is PromptKind.CORRECTION:
        if prompt.check in earcons:
            return earcons[prompt.check]
        known = prompt.check in all_sounds().corrections
        return f"corrections.{prompt.check if known else OTHER if prompt.check else CAMERA}.more"
    if prompt.kind is PromptKind.BREATHING:
        return "corrections.breathing.more"
    return SIGNALS_WITHOUT_VOICE.get(prompt.kind, "")
