"""The voice as the announcer sees it: it begins a sentence and knows when the sentence ends.

:class:`LiveVoice` speaks aloud during a live session and never makes it wait.
:class:`RecordedVoice` speaks onto a sound track, at a recorded clip's own times.
:class:`SilentVoice` makes no sound.
"""

from __future__ import annotations

import math
import time
from typing import Protocol

from posecheck.feedback.voice.process import Began, Say, Stop
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.feedback.voice.voice_process import VoiceProcess

ANSWER_TIMEOUT_S = 8.0
"""Seconds after which an engine that has not begun a sentence counts as hanging."""


class SpeakingVoice(Protocol):
    """What the announcer needs. All times are frame times.

    Attributes
    ----------
    has_voice
        False where sentences cannot be heard, so that tones and colours must replace them.
    ready
        False while it starts; nothing may begin then.
    """

    @property
    def has_voice(self) -> bool:
        """Whether sentences can be heard."""

    @property
    def ready(self) -> bool:
        """Whether something may begin."""

    def begin(self, sound: str, text: str, time_s: float) -> None:
        """Begin a sound and then a text; allowed only in silence or after :meth:`stop`.

        Parameters
        ----------
        sound
            Name of the sound; empty for none.
        text
            The sentence; empty for none.
        time_s
            The frame time now.
        """

    def span(self, time_s: float) -> tuple[float, float] | None:
        """When the last sound and text began, and when they end.

        Parameters
        ----------
        time_s
            The frame time now.

        Returns
        -------
        tuple of float or None
            Start and end. The end is infinite while it is not known, and equal to the start if
            there was nothing to hear. None if it was lost because the process died.
        """

    def stop(self, time_s: float) -> None:
        """Be silent at once."""

    def close(self) -> None:
        """Release the voice."""


class LiveVoice:
    """Speaks aloud; every call returns at once. See :class:`SpeakingVoice`.

    Parameters
    ----------
    rate
        Words a minute.
    voice
        False for tones only.
    track
        Records what was heard; None for no record.
    """

    def __init__(
        self, rate: int = DEFAULT_RATE, *, voice: bool = True, track: SoundTrack | None = None
    ) -> None:
        self._process = VoiceProcess(rate, voice=voice)
        self._track = track
        self._number = 0
        self._asked_s = 0.0
        self._asked_start = 0
        self._span: tuple[float, float] | None = None

    @property
    def has_voice(self) -> bool:
        """Whether sentences can be heard."""
        found = self._process.ready
        return found is not None and bool(found.voice) and (bool(found.device) or self._records)

    @property
    def ready(self) -> bool:
        """Whether the process has started, or never will."""
        if self._process.ready is None:  # else an answer would be lost
            self._process.receive()
        return self._process.ready is not None or not self._process.alive

    @property
    def trouble(self) -> str:
        """Why sentences cannot be heard and what to do about it; empty if they can."""
        found = self._process.ready
        if found is None:
            return "" if self._process.alive else "The voice stopped working: start again."
        return found.voice_trouble or ("" if self._records else found.device_trouble)

    def begin(self, sound: str, text: str, time_s: float) -> None:
        """See :meth:`SpeakingVoice.begin`."""
        self._number += 1
        self._asked_s, self._asked_start = time.monotonic(), self._process.starts
        sent = self._process.send(Say(self._number, sound, text, wants_samples=self._records))
        self._span = (time_s, math.inf) if sent or self._process.alive else (time_s, time_s)

    def span(self, time_s: float) -> tuple[float, float] | None:
        """See :meth:`SpeakingVoice.span`."""
        while (began := self._process.receive()) is not None:
            if began.number == self._number and self._span is not None:
                self._take_answer(began, time_s)
        if self._span is not None and math.isinf(self._span[1]):
            if time.monotonic() - self._asked_s > ANSWER_TIMEOUT_S:
                self._process.start_next_mode()
            if self._process.starts != self._asked_start or not self._process.alive:
                self._span = None  # the process that was asked has died
        return self._span

    def stop(self, time_s: float) -> None:
        """See :meth:`SpeakingVoice.stop`."""
        self._process.send(Stop())
        self._number += 1  # so that a late answer is ignored
        if self._track is not None:
            self._track.cut(time_s)
        self._span = None

    def close(self) -> None:
        """See :meth:`SpeakingVoice.close`."""
        self._process.close()

    @property
    def _records(self) -> bool:
        return self._track is not None

    def _take_answer(self, began: Began, time_s: float) -> None:
        self._span = (time_s, time_s + began.seconds)
        if self._track is not None and began.samples is not None and began.samples.size:
            self._track.add(time_s, began.samples)
        if began.failed:
            self._process.start_next_mode()
            self._span = None


class SilentVoice:
    """No sound at all: only the screen shows what to do. See :class:`SpeakingVoice`."""

    has_voice = False
    ready = True

    def __init__(self) -> None:
        self._begun_s = 0.0

    def begin(self, sound: str, text: str, time_s: float) -> None:
        """See :meth:`SpeakingVoice.begin`."""
        self._begun_s = time_s

    def span(self, time_s: float) -> tuple[float, float] | None:
        """See :meth:`SpeakingVoice.span`."""
        return self._begun_s, self._begun_s

    def stop(self, time_s: float) -> None:
        """See :meth:`SpeakingVoice.stop`."""

    def close(self) -> None:
        """See :meth:`SpeakingVoice.close`."""


class RecordedVoice:
    """Speaks onto a sound track at a clip's own times, and waits for each sentence.

    See :class:`SpeakingVoice`.

    Parameters
    ----------
    track
        Where the sound goes.
    rate
        Words a minute.
    voice
        False for tones only.
    """

    ready = True

    def __init__(self, track: SoundTrack, rate: int = DEFAULT_RATE, *, voice: bool = True) -> None:
        self._process = VoiceProcess(rate, voice=voice, device=False)
        self._track = track
        self._number = 0
        self._span: tuple[float, float] | None = None
        self._process.wait_until_ready()

    @property
    def has_voice(self) -> bool:
        """Whether there is a voice to speak with."""
        return bool(self._process.ready and self._process.ready.voice)

    @property
    def trouble(self) -> str:
        """Why sentences cannot be heard and what to do about it; empty where nothing is wrong."""
        return self._process.ready.voice_trouble if self._process.ready else ""

    def begin(self, sound: str, text: str, time_s: float) -> None:
        """See :meth:`SpeakingVoice.begin`."""
        self._number += 1
        self._span = None
        if not self._process.send(Say(self._number, sound, text, wants_samples=True, aloud=False)):
            self._span = (time_s, time_s)
            return
        began = self._process.receive(ANSWER_TIMEOUT_S)
        if began is None or began.failed:
            self._process.start_next_mode()
            self._process.wait_until_ready()
        elif began.samples is not None:
            if began.samples.size:
                self._track.add(time_s, began.samples)
            self._span = (time_s, time_s + began.seconds)

    def span(self, time_s: float) -> tuple[float, float] | None:
        """See :meth:`SpeakingVoice.span`."""
        return self._span

    def stop(self, time_s: float) -> None:
        """See :meth:`SpeakingVoice.stop`."""
        self._track.cut(time_s)
        self._span = None

    def close(self) -> None:
        """See :meth:`SpeakingVoice.close`."""
        self._process.close()
