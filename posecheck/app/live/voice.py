"""The voice as a page has it: its browser speaks, or plays what our own voice made."""

from __future__ import annotations

import base64
import io
import math
import time
import wave
from dataclasses import dataclass
from typing import Literal

import numpy as np

from posecheck.app.live.mailbox import Mailbox
from posecheck.feedback.voice.process import Say
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.feedback.voice.sounds import SAMPLE_RATE, Samples, find_sound
from posecheck.feedback.voice.voice_process import VoiceProcess
from posecheck.feedback.voice.voices import ANSWER_TIMEOUT_S

Sound = Literal["voice", "tones", "off"]
"""What is heard: sentences and tones, tones alone, nothing."""

LETTERS_A_SECOND = 9.0
"""A slow voice speaks so many letters a second at the default rate: a sentence that takes longer is
taken as said."""

SPARE_S = 4.0
"""Seconds that a page may need besides: to wake its voice, or to load a sound."""


@dataclass
class _Said:
    """A sentence that the page was asked for.

    Attributes
    ----------
    over
        Whether the page says that it has ended.
    start
        Which start of our own voice's process makes it; None where the page speaks.
    """

    number: int
    asked_s: float
    longest_s: float
    begun_s: float
    end_s: float = math.inf
    over: bool = False
    start: int | None = None


class PageVoice:
    """Speaks through the page. See :class:`posecheck.feedback.voice.voices.SpeakingVoice`.

    A page whose voice fails gets our own. What a page that has gone was asked for, or one that its
    browser keeps silent, counts as unsaid.

    Parameters
    ----------
    mailbox
        The way to the page.
    page_speaks
        Whether its browser has a voice; else our own voice makes the sentences.
    sound
        What is to be heard.
    rate
        Words a minute.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        page_speaks: bool,
        sound: Sound = "voice",
        rate: int = DEFAULT_RATE,
    ) -> None:
        self._mailbox, self._sound, self._rate = mailbox, sound, rate
        self._page_speaks = page_speaks
        self._muted = False
        self._process: VoiceProcess | None = None
        if sound == "voice" and not page_speaks:
            self._process = VoiceProcess(rate, device=False)
        self._said: _Said | None = None
        self._number = 0

    @property
    def has_voice(self) -> bool:
        """Whether sentences can be heard."""
        if self._sound != "voice" or self._muted:
            return False
        if self._page_speaks:
            return True
        process = self._process
        return process is not None and process.ready is not None and bool(process.ready.voice)

    @property
    def ready(self) -> bool:
        """Whether something may begin."""
        self._hear_page()  # also in silence: whether it may be heard is asked next
        if self._process is None:
            return True
        if self._process.ready is None:  # else an answer would be lost
            self._process.receive()
        return self._process.ready is not None or not self._process.alive

    def begin(self, sound: str, text: str, time_s: float) -> None:
        """See :meth:`SpeakingVoice.begin`."""
        self._number += 1
        tone_s = find_sound(sound).seconds if sound else 0.0
        pace = LETTERS_A_SECOND * min(1.0, self._rate / DEFAULT_RATE)
        longest_s = tone_s + SPARE_S + len(text) / pace
        self._said = _Said(self._number, time.monotonic(), longest_s, time_s)
        if self._sound == "off":
            self._said.end_s = time_s
        elif text and not self._page_speaks and self._process is not None:
            self._said.start = self._process.starts
            self._process.send(Say(self._number, sound, text, wants_samples=True, aloud=False))
        else:
            self._ask_page(sound, text)
            if not text:
                self._said.end_s = time_s + tone_s

    def span(self, time_s: float) -> tuple[float, float] | None:
        """See :meth:`SpeakingVoice.span`."""
        self._hear_page()
        if self._process is not None:
            self._hear_process(self._process, time_s)
        said = self._said
        if said is None:
            return None
        late = time.monotonic() - said.asked_s > said.longest_s
        if math.isinf(said.end_s) and (said.over or late):
            said.end_s = time_s
        return said.begun_s, said.end_s

    def stop(self, time_s: float) -> None:
        """See :meth:`SpeakingVoice.stop`."""
        self._mailbox.tell({"kind": "be_silent"})
        self._number += 1  # so that a late answer is ignored
        self._said = None

    def close(self) -> None:
        """See :meth:`SpeakingVoice.close`."""
        if self._process is not None:
            self._process.close()

    def _hear_page(self) -> None:
        """Take in what the page says about sentences, and that another page has joined."""
        for number, what in self._mailbox.take_spoken():
            said = self._said if self._said is not None and number == self._said.number else None
            if what == "ended":
                if said is not None:
                    said.over = True
                continue
            if what == "failed":
                if self._page_speaks or said is not None:  # else it is late, of the voice before
                    self._take_other_voice()
            else:
                self._muted = what == "muted"
            if said is not None or what in ("joined", "muted"):
                self._said = None

    def _take_other_voice(self) -> None:
        """Our own in place of the page's; in place of our own the next way to speak or to sound."""
        self._page_speaks = False
        if self._process is not None:
            self._process.start_next_mode()
        elif self._sound == "voice":
            self._process = VoiceProcess(self._rate, device=False)

    def _hear_process(self, process: VoiceProcess, time_s: float) -> None:
        """Give the page the sentence that our own voice has made; see where it makes none."""
        while (began := process.receive()) is not None:
            if self._said is None or began.number != self._said.number:
                continue
            if began.failed:
                process.start_next_mode()
                continue
            self._said.end_s = time_s + began.seconds
            if began.samples is not None and began.samples.size:
                sound = base64.b64encode(to_wav(began.samples)).decode()
                self._mailbox.tell({"kind": "say", "number": began.number, "wav": sound})
        said = self._said
        if said is None or said.start is None or not math.isinf(said.end_s):
            return
        if time.monotonic() - said.asked_s > ANSWER_TIMEOUT_S:
            process.start_next_mode()
        if process.starts != said.start or not process.alive:
            self._said = None  # the process that was asked has died, or failed

    def _ask_page(self, sound: str, text: str) -> None:
        message: dict[str, object] = {"kind": "say", "number": self._number, "text": text}
        if sound:
            found = find_sound(sound)
            message |= {"notes": found.notes, "softer_db": found.softer_db}
        self._mailbox.tell(message | {"rate": self._rate / DEFAULT_RATE})


def to_wav(samples: Samples) -> bytes:
    """Samples as a WAV file of 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
