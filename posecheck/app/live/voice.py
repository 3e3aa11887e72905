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

Sound = Literal["voice", "tones", "off"]
"""What is heard: sentences and tones, tones alone, nothing."""

LETTERS_A_SECOND = 9.0
"""A slow voice speaks so many letters a second: a sentence that takes longer is taken as said."""

SPARE_S = 4.0
"""Seconds that a page may need besides: to wake its voice, or to load a sound."""


@dataclass
class _Said:
    """A sentence that the page was asked for."""

    number: int
    asked_s: float
    longest_s: float
    begun_s: float
    end_s: float = math.inf


class PageVoice:
    """Speaks through the page. See :class:`posecheck.feedback.voice.voices.SpeakingVoice`.

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
        self._process: VoiceProcess | None = None
        if sound == "voice" and not page_speaks:
            self._process = VoiceProcess(rate, device=False)
        self._said: _Said | None = None
        self._number = 0

    @property
    def has_voice(self) -> bool:
        """Whether sentences can be heard."""
        if self._sound != "voice":
            return False
        if self._page_speaks:
            return True
        process = self._process
        return process is not None and process.ready is not None and bool(process.ready.voice)

    @property
    def ready(self) -> bool:
        """Whether something may begin."""
        if self._process is None:
            return True
        self._process.receive()
        return self._process.ready is not None or not self._process.alive

    def begin(self, sound: str, text: str, time_s: float) -> None:
        """See :meth:`SpeakingVoice.begin`."""
        self._number += 1
        tone_s = find_sound(sound).seconds if sound else 0.0
        longest_s = tone_s + SPARE_S + len(text) / LETTERS_A_SECOND
        self._said = _Said(self._number, time.monotonic(), longest_s, time_s)
        if self._sound == "off":
            self._said.end_s = time_s
        elif text and not self._page_speaks and self._process is not None:
            self._process.send(Say(self._number, sound, text, wants_samples=True, aloud=False))
        else:
            self._ask_page(sound, text)
            if not text:
                self._said.end_s = time_s + tone_s

    def span(self, time_s: float) -> tuple[float, float] | None:
        """See :meth:`SpeakingVoice.span`."""
        self._play_what_is_made(time_s)
        for number, what in self._mailbox.take_spoken():
            if what == "failed":
                self._page_speaks = False
            if self._said is not None and number == self._said.number and what != "began":
                self._said.end_s = min(self._said.end_s, time_s)
        said = self._said
        if said is None:
            return None
        if math.isinf(said.end_s) and time.monotonic() - said.asked_s > said.longest_s:
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

    def _play_what_is_made(self, time_s: float) -> None:
        """Give the page the sentence that our own voice has made."""
        while self._process is not None and (began := self._process.receive()) is not None:
            if self._said is None or began.number != self._said.number:
                continue
            self._said.end_s = time_s + began.seconds
            if began.samples is not None and began.samples.size:
                sound = base64.b64encode(to_wav(began.samples)).decode()
                self._mailbox.tell({"kind": "say", "number": began.number, "wav": sound})

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
