"""The process that speaks: heard, never waited for, and survived."""

from __future__ import annotations

import math
import time

import pytest

from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.feedback.voice.sounds import LOUDNESS_DBFS, level_dbfs
from posecheck.feedback.voice.speech import VoiceError, find_voice
from posecheck.feedback.voice.voice_process import VoiceProcess
from posecheck.feedback.voice.voices import LiveVoice, RecordedVoice

SENTENCE = "Lower your left knee further outward"


def _has_voice():
    try:
        find_voice()
    except VoiceError:
        return False
    return True


needs_voice = pytest.mark.skipif(not _has_voice(), reason="no voice is installed here")


@pytest.fixture(scope="module")
def voice():
    if not _has_voice():
        pytest.skip("no voice is installed here")
    return find_voice()


def test_a_sentence_is_heard_at_its_level_without_silence_around_it(voice):
    samples = voice.speak(SENTENCE)
    assert level_dbfs(samples) == pytest.approx(LOUDNESS_DBFS, abs=2.0)
    assert 1.0 < samples.size / 22_050 < 4.0
    assert abs(samples[: 22_050 // 10]).max() > 0.05


@needs_voice
def test_another_rate_is_faster():
    def seconds(rate):
        recorded = RecordedVoice(SoundTrack(), rate)
        try:
            recorded.begin("", SENTENCE, 0.0)
            return recorded.span(0.0)[1]
        finally:
            recorded.close()

    assert seconds(250) < 0.8 * seconds(120)


@needs_voice
def test_a_recorded_clip_is_spoken_at_its_own_times(tmp_path):
    track = SoundTrack()
    recorded = RecordedVoice(track)
    recorded.begin("start", SENTENCE, 2.0)
    start_s, end_s = recorded.span(2.0)
    recorded.close()
    assert start_s == 2.0
    assert end_s > 3.0
    samples = track.pcm(5.0)
    assert not samples[: 2 * 22_050].any()
    assert level_dbfs(samples[2 * 22_050 : round(end_s * 22_050)]) > -30
    track.write(tmp_path / "heard.wav", 5.0)
    assert (tmp_path / "heard.wav").stat().st_size == 44 + 2 * 5 * 22_050


def _wait_for(condition, seconds=20.0):
    end_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.02)


def test_a_live_voice_never_makes_a_frame_wait():
    track = SoundTrack()
    live = LiveVoice(track=track)
    try:
        _wait_for(lambda: live.ready)
        took_s = []
        for _ in range(3):  # a busy machine may stop this process in one of them
            began_s = time.monotonic()
            live.begin("done", SENTENCE, 1.0)
            took_s.append(time.monotonic() - began_s)
        assert min(took_s) < 0.02
        _wait_for(lambda: not math.isinf(live.span(1.5)[1]))
        start_s, end_s = live.span(9.0)
        assert start_s == 1.5
        assert end_s > 2.0
        live.stop(1.7)
        assert track.pcm().size == round(1.7 * 22_050)
    finally:
        live.close()


def test_a_voice_that_dies_is_started_once_more_then_tones_then_nothing():
    process = VoiceProcess(device=False)
    modes = []
    try:
        for _ in range(3):
            ready = process.wait_until_ready()
            modes.append(bool(ready.voice))
            process._client.kill()
            assert process.receive() is None
        assert modes == [_has_voice(), _has_voice(), False]
        assert not process.alive
    finally:
        process.close()


def test_what_was_being_said_when_it_died_is_reported_lost():
    live = LiveVoice(voice=False)
    try:
        _wait_for(lambda: live.ready)
        live._process._client.kill()
        live.begin("start", "", 1.0)
        assert live.span(1.1) is None or live.span(1.2)[1] == live.span(1.2)[0]
        live.begin("start", "", 2.0)  # and nothing is raised later on
        live.span(2.1)
    finally:
        live.close()
