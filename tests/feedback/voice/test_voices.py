"""The live and the recorded voice, over a process that a test plays."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.feedback.voice import voices
from posecheck.feedback.voice.process import Began, Ready, Say, Stop
from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.feedback.voice.sounds import SAMPLE_RATE
from posecheck.feedback.voice.voices import LiveVoice, RecordedVoice

SECOND = np.full(SAMPLE_RATE, 0.5, np.float32)
NO_DEVICE = Ready("a voice", "", "", "connect a loudspeaker")


class PlayedProcess:
    """Answers as the test has prepared it."""

    def __init__(self, rate=160, *, voice=True, device=True):
        self.ready = Ready("a voice", "a device", "", "")
        self.alive, self.starts, self.answers, self.sent = True, 1, [], []
        self.takes = True

    def send(self, message):
        self.sent.append(message)
        return self.takes

    def receive(self, timeout_s=0.0):
        return self.answers.pop(0) if self.answers else None

    def wait_until_ready(self):
        return self.ready

    def start_next_mode(self):
        self.starts += 1

    def close(self):
        self.alive = False


@pytest.fixture(autouse=True)
def played(monkeypatch):
    monkeypatch.setattr(voices, "VoiceProcess", PlayedProcess)


def test_a_sentence_runs_from_its_answer_for_as_long_as_it_takes():
    live = LiveVoice()
    live.begin("", "Lie down", 1.0)
    assert live.span(1.1) == (1.0, math.inf)
    live._process.answers.append(Began(1, 2.5, False, None))
    assert live.span(1.2) == (1.2, 3.7)
    assert live._process.sent == [Say(1, "", "Lie down", wants_samples=False)]


def test_an_answer_is_not_lost_when_it_is_asked_whether_the_voice_is_ready():
    live = LiveVoice()
    live.begin("", "Lie down", 1.0)
    live._process.answers.append(Began(1, 2.5, False, None))
    assert live.ready
    assert live.span(1.2) == (1.2, 3.7)


def test_a_late_answer_to_what_was_stopped_is_ignored():
    track = SoundTrack()
    live = LiveVoice(track=track)
    live.begin("", "Lie down", 1.0)
    live.stop(1.5)
    live.begin("", "Stop", 1.5)
    live._process.answers += [Began(1, 9.0, False, SECOND), Began(3, 1.0, False, SECOND)]
    assert live.span(1.6) == (1.6, 2.6)
    assert isinstance(live._process.sent[1], Stop)
    assert track.pcm().size == round(2.6 * SAMPLE_RATE)


def test_what_is_stopped_is_cut_in_the_record():
    track = SoundTrack()
    live = LiveVoice(track=track)
    live.begin("", "Lie down", 1.0)
    live._process.answers.append(Began(1, 1.0, False, SECOND))
    live.span(1.0)
    live.stop(1.25)
    assert track.pcm().size == round(1.25 * SAMPLE_RATE)


def test_an_engine_that_hangs_is_started_again(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(voices.time, "monotonic", lambda: now[0])
    live = LiveVoice()
    live.begin("", "Lie down", 1.0)
    now[0] = voices.ANSWER_TIMEOUT_S - 0.1
    assert live.span(5.0) == (1.0, math.inf)
    now[0] = voices.ANSWER_TIMEOUT_S + 0.1
    assert live.span(9.0) is None
    assert live._process.starts == 2


def test_a_sentence_that_failed_is_lost_and_the_engine_started_again():
    live = LiveVoice()
    live.begin("", "Lie down", 1.0)
    live._process.answers.append(Began(1, 0.0, True, None))
    assert live.span(1.1) is None
    assert live._process.starts == 2


def test_when_nothing_can_take_it_a_sentence_is_over_at_once():
    live = LiveVoice()
    live._process.takes, live._process.alive = False, False
    live.begin("", "Lie down", 1.0)
    assert live._span == (1.0, 1.0)


def test_what_is_wrong_is_said_with_what_to_do():
    live = LiveVoice()
    assert live.trouble == ""
    assert live.has_voice
    live._process.ready = NO_DEVICE
    assert live.trouble == "connect a loudspeaker"
    assert not live.has_voice
    live._process.ready = Ready("", "a device", "install a voice", "")
    assert live.trouble == "install a voice"
    live._process.ready = None
    assert live.trouble == ""
    assert not live.ready
    live._process.alive = False
    assert "start again" in live.trouble
    assert live.ready


def test_a_recorded_session_needs_no_device():
    live = LiveVoice(track=SoundTrack())
    live._process.ready = NO_DEVICE
    assert live.trouble == ""
    assert live.has_voice


def test_a_recording_without_a_voice_says_so_too():
    recorded = RecordedVoice(SoundTrack())
    assert recorded.trouble == ""
    recorded._process.ready = Ready("", "", "install a voice", "connect a loudspeaker")
    assert recorded.trouble == "install a voice"


def test_a_recorded_sentence_stands_on_the_track_at_its_time():
    track = SoundTrack()
    recorded = RecordedVoice(track)
    recorded._process.answers.append(Began(1, 1.0, False, SECOND))
    recorded.begin("", "Lie down", 2.0)
    assert recorded.span(2.0) == (2.0, 3.0)
    recorded.stop(2.5)
    assert track.pcm().size == round(2.5 * SAMPLE_RATE)
    assert recorded.span(2.5) is None


def test_a_recorded_sentence_that_fails_is_lost_and_the_engine_started_again():
    recorded = RecordedVoice(SoundTrack())
    recorded.begin("", "Lie down", 2.0)
    assert recorded.span(2.0) is None
    assert recorded._process.starts == 2
    recorded._process.takes = False
    recorded.begin("", "Lie down", 2.5)
    assert recorded.span(2.5) == (2.5, 2.5)
