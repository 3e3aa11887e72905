"""The voice as the rest of the program sees it: begins a sentence, knows when it ends.

Two kinds with one face: :class:`LiveVoice` speaks aloud beside a live session and never makes
it wait; :class:`RecordedVoice` speaks onto a sound track, on a recorded clip's own time.
"""

from __future__ import annotations

import math
import multiprocessing
import time
from typing import Protocol

from posecheck.feedback.voice.process import Began, Ready, Say, Stop, serve
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.feedback.voice.sound_track import SoundTrack

START_TIMEOUT_S = 20.0
ANSWER_TIMEOUT_S = 8.0
"""An engine that takes longer to begin a sentence hangs."""

MODES = (True, True, False)
"""With a voice or without: tried in turn, each when the process of the one before has died."""


class SpeakingVoice(Protocol):
    """What the announcer needs. Times are the frames' own.

    Attributes:
        has_voice: False where sentences cannot be heard, and tones and colours must do.
        ready: False while it starts; nothing is begun then.
    """

    @property
    def has_voice(self) -> bool: ...

    @property
    def ready(self) -> bool: ...

    def begin(self, sound: str, text: str, time_s: float) -> None:
        """Begin a sound and a text; only when not busy, or after :meth:`stop`."""

    def span(self, time_s: float) -> tuple[float, float] | None:
        """When what was begun last has started and ends: the end is infinite while it is not
        known, and the start where there was nothing to hear. None: it was lost."""

    def stop(self, time_s: float) -> None:
        """Be silent at once."""

    def close(self) -> None:
        """Let go of the voice."""


class VoiceProcess:
    """The process that speaks, and what is known of it; started again once when it dies, then
    without a voice, then not at all."""

    def __init__(
        self, rate: int = DEFAULT_RATE, *, voice: bool = True, device: bool = True
    ) -> None:
        self._rate, self._device = rate, device
        self._modes = [with_voice for with_voice in MODES if voice or not with_voice]
        self.ready: Ready | None = None
        self.starts = 0
        """How often a process was started."""
        self._start()

    @property
    def alive(self) -> bool:
        """False once all that could be tried has died."""
        return bool(self._modes)

    def send(self, message: Say | Stop) -> bool:
        """Hand over without waiting; False when there is nobody to take it."""
        if not self._modes:
            return False
        try:
            self._connection.send(message)
        except OSError:
            self.give_up()
            return False
        return True

    def receive(self, timeout_s: float = 0.0) -> Began | None:
        """The next answer, if there is one by now."""
        end_s = time.monotonic() + timeout_s
        while self._modes:
            try:
                if not self._connection.poll(max(0.0, end_s - time.monotonic())):
                    return None
                message = self._connection.recv()
            except (EOFError, OSError):
                self.give_up()
                return None
            if isinstance(message, Began):
                return message
            self.ready = message
        return None

    def wait_until_ready(self) -> Ready:
        """What there is to speak and to play with."""
        end_s = time.monotonic() + START_TIMEOUT_S
        while self._modes and self.ready is None and time.monotonic() < end_s:
            self.receive(0.05)
        return self.ready or Ready("", "", "The voice does not start.", "The sound does not start.")

    def give_up(self) -> None:
        """The process died or hangs: on to the next mode."""
        self._end()
        self._modes = self._modes[1:]
        self.ready = None
        if self._modes:
            self._start()

    def close(self) -> None:
        if self._modes:
            self._modes = []
            self._end()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._connection, other = spawn.Pipe()
        self._process = spawn.Process(
            target=serve, args=(other, self._rate, self._modes[0], self._device), daemon=True
        )
        self._process.start()
        self.starts += 1
        other.close()

    def _end(self) -> None:
        self._connection.close()
        self._process.join(0.3)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(1.0)


class LiveVoice:
    """Speaks aloud; every call returns at once. ``track`` records what was heard."""

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
        found = self._process.ready
        return found is not None and bool(found.voice) and (bool(found.device) or self._records)

    @property
    def ready(self) -> bool:
        self._process.receive()
        return self._process.ready is not None or not self._process.alive

    @property
    def trouble(self) -> str:
        """Why sentences cannot be heard, and what to do about it; empty where they can."""
        found = self._process.ready
        if found is None:
            return "" if self._process.alive else "The voice stopped working: start again."
        return found.voice_trouble or ("" if self._records else found.device_trouble)

    def begin(self, sound: str, text: str, time_s: float) -> None:
        self._number += 1
        self._asked_s, self._asked_start = time.monotonic(), self._process.starts
        sent = self._process.send(Say(self._number, sound, text, wants_samples=self._records))
        self._span = (time_s, math.inf) if sent or self._process.alive else (time_s, time_s)

    def span(self, time_s: float) -> tuple[float, float] | None:
        while (began := self._process.receive()) is not None:
            if began.number == self._number and self._span is not None:
                self._take(began, time_s)
        if self._span is not None and math.isinf(self._span[1]):
            if time.monotonic() - self._asked_s > ANSWER_TIMEOUT_S:
                self._process.give_up()
            if self._process.starts != self._asked_start or not self._process.alive:
                self._span = None  # the one that was asked has died
        return self._span

    def stop(self, time_s: float) -> None:
        self._process.send(Stop())
        self._number += 1  # an answer that is still to come is of no interest
        if self._track is not None:
            self._track.cut(time_s)
        self._span = None

    def close(self) -> None:
        self._process.close()

    @property
    def _records(self) -> bool:
        return self._track is not None

    def _take(self, began: Began, time_s: float) -> None:
        self._span = (time_s, time_s + began.seconds)
        if self._track is not None and began.samples is not None and began.samples.size:
            self._track.add(time_s, began.samples)
        if began.failed:
            self._process.give_up()
            self._span = None


class SilentVoice:
    """No sound at all: the screen alone tells."""

    has_voice = False
    ready = True

    def __init__(self) -> None:
        self._begun_s = 0.0

    def begin(self, sound: str, text: str, time_s: float) -> None:
        self._begun_s = time_s

    def span(self, time_s: float) -> tuple[float, float] | None:
        return self._begun_s, self._begun_s

    def stop(self, time_s: float) -> None:
        pass

    def close(self) -> None:
        pass


class RecordedVoice:
    """Speaks onto a sound track at the clip's own times; waits for each sentence."""

    ready = True

    def __init__(self, track: SoundTrack, rate: int = DEFAULT_RATE, *, voice: bool = True) -> None:
        self._process = VoiceProcess(rate, voice=voice, device=False)
        self._track = track
        self._number = 0
        self._span: tuple[float, float] | None = None
        self._process.wait_until_ready()

    @property
    def has_voice(self) -> bool:
        return bool(self._process.ready and self._process.ready.voice)

    def begin(self, sound: str, text: str, time_s: float) -> None:
        self._number += 1
        self._span = None
        if not self._process.send(Say(self._number, sound, text, wants_samples=True, aloud=False)):
            self._span = (time_s, time_s)
            return
        began = self._process.receive(ANSWER_TIMEOUT_S)
        if began is None or began.failed:
            self._process.give_up()
            self._process.wait_until_ready()
        elif began.samples is not None:
            if began.samples.size:
                self._track.add(time_s, began.samples)
            self._span = (time_s, time_s + began.seconds)

    def span(self, time_s: float) -> tuple[float, float] | None:
        return self._span

    def stop(self, time_s: float) -> None:
        self._track.cut(time_s)
        self._span = None

    def close(self) -> None:
        self._process.close()
