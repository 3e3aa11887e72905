"""What the process that speaks does with a message, without a real voice or device."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

import numpy as np
import pytest

from posecheck.feedback.voice import process
from posecheck.feedback.voice.player import PlayerError
from posecheck.feedback.voice.process import (
    PAUSE_AFTER_TONE_S,
    Began,
    Say,
    Settings,
    Speaker,
    Stop,
    serve,
)
from posecheck.feedback.voice.sounds import SAMPLE_RATE, make_tone
from posecheck.feedback.voice.speech import VoiceError
from posecheck.feedback.voice.voice_process import VoiceProcess

SPEECH = np.full(1000, 0.25, np.float32)


class FakeVoice:
    name = "test voice"

    def __init__(self):
        self.spoken = []

    def speak(self, text):
        self.spoken.append(text)
        if text == "fail":
            raise VoiceError("failed")
        return SPEECH


class FakePlayer:
    name = "test device"

    def __init__(self):
        self.did = []

    def play(self, samples):
        self.did.append(samples)

    def stop(self):
        self.did.append("stop")

    def close(self):
        self.did.append("close")


@pytest.fixture
def parts(monkeypatch):
    voice, player = FakeVoice(), FakePlayer()
    monkeypatch.setattr(process, "find_voice", lambda _: voice)
    monkeypatch.setattr(process, "Player", lambda: player)
    return voice, player


def test_it_says_what_it_found(parts):
    found = Speaker(160, True, True).ready
    assert (found.voice, found.device) == ("test voice", "test device")
    assert (found.voice_trouble, found.device_trouble) == ("", "")
    found = Speaker(160, False, False).ready
    assert (found.voice, found.device) == ("", "")


def test_it_says_why_there_is_none(monkeypatch):
    def no_voice(_):
        raise VoiceError("install one")

    def no_device():
        raise PlayerError("connect one")

    monkeypatch.setattr(process, "find_voice", no_voice)
    monkeypatch.setattr(process, "Player", no_device)
    found = Speaker(160, True, True).ready
    assert (found.voice_trouble, found.device_trouble) == ("install one", "connect one")


def test_a_tone_comes_first_then_a_pause_then_the_sentence(parts):
    _, player = parts
    began = Speaker(160, True, True).say(Say(3, "start", "Lie down", wants_samples=True))
    tone, pause = make_tone("start"), round(PAUSE_AFTER_TONE_S * SAMPLE_RATE)
    expected = np.concatenate([tone, np.zeros(pause, np.float32), SPEECH])
    assert (player.did[0] == expected).all()
    assert (began.samples == expected).all()
    assert (began.number, began.failed) == (3, False)
    assert began.seconds == pytest.approx(expected.size / SAMPLE_RATE)


def test_a_sentence_is_made_once(parts):
    voice, _ = parts
    speaker = Speaker(160, True, True)
    for _ in range(3):
        speaker.say(Say(1, "", "Lie down"))
    assert voice.spoken == ["Lie down"]


def test_only_so_many_sentences_are_kept(parts):
    speaker = Speaker(160, True, True)
    for number in range(process.CACHED_SENTENCES + 20):
        speaker.say(Say(number, "", f"sentence {number}"))
    assert len(speaker._sentences) == process.CACHED_SENTENCES


def test_for_a_recording_nothing_is_played_and_without_one_nothing_is_sent(parts):
    _, player = parts
    speaker = Speaker(160, True, True)
    assert speaker.say(Say(1, "", "Lie down", aloud=False)).samples is None
    assert player.did == []


def test_a_voice_that_fails_is_reported_and_the_tone_still_sounds(parts):
    _, player = parts
    began = Speaker(160, True, True).say(Say(1, "start", "fail"))
    assert began.failed
    assert (player.did[0] == make_tone("start")).all()


def test_it_serves_until_the_other_end_is_closed(parts):
    _, player = parts
    here, there = multiprocessing.Pipe()
    thread = threading.Thread(target=serve, args=(there,))
    thread.start()
    here.send(Settings(160, with_voice=True, with_device=True))
    assert here.recv().voice == "test voice"
    here.send(Say(5, "", "Lie down"))
    answer = here.recv()
    assert isinstance(answer, Began)
    assert answer.number == 5
    here.send(Stop())
    here.close()
    thread.join(5.0)
    assert player.did[-2:] == ["stop", "close"]


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="signals as on POSIX")
def test_ctrl_c_does_not_end_it():
    """In a terminal Ctrl-C reaches every process; the program itself then ends this one."""
    speaking = VoiceProcess(voice=False, device=False)
    try:
        speaking.wait_until_ready()
        os.kill(speaking._client._process.pid, signal.SIGINT)
        time.sleep(0.1)
        speaking.send(Say(1, "start", "", wants_samples=True))
        assert speaking.receive(5.0).number == 1
        assert speaking.starts == 1
    finally:
        speaking.close()
