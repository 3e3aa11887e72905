"""The voice of a page: it speaks, or plays what our own voice made, or there are tones."""

from __future__ import annotations

import base64
import io
import time
import wave

import numpy as np

from posecheck.app.live.mailbox import Mailbox
from posecheck.app.live.voice import PageVoice, to_wav
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.sounds import SAMPLE_RATE


def told(mailbox: Mailbox):
    return mailbox.take()[0]


def test_a_page_that_speaks_gets_the_sentence_and_says_when_it_ended():
    mailbox = Mailbox()
    voice = PageVoice(mailbox, page_speaks=True)
    assert voice.ready
    assert voice.has_voice
    voice.begin("start", "Hold, and breathe", 10.0)
    (message,) = told(mailbox)
    assert message["text"] == "Hold, and breathe"
    assert len(message["notes"]) == 2
    assert voice.span(11.0) == (10.0, float("inf"))
    mailbox.put_spoken(message["number"] + 5, "ended")  # of another sentence
    assert voice.span(11.5) == (10.0, float("inf"))
    mailbox.put_spoken(message["number"], "ended")
    assert voice.span(12.0) == (10.0, 12.0)


def test_a_sentence_that_is_cut_off_is_told():
    mailbox = Mailbox()
    voice = PageVoice(mailbox, page_speaks=True)
    voice.begin("", "A long sentence", 1.0)
    told(mailbox)
    voice.stop(2.0)
    assert told(mailbox) == [{"kind": "be_silent"}]
    assert voice.span(2.5) is None


def test_a_page_whose_voice_fails_gets_tones():
    mailbox = Mailbox()
    voice = PageVoice(mailbox, page_speaks=True)
    voice.begin("", "Lower your knee", 1.0)
    (message,) = told(mailbox)
    mailbox.put_spoken(message["number"], "failed")
    assert voice.span(1.2) == (1.0, 1.2)
    assert not voice.has_voice


def test_a_page_that_never_answers_does_not_silence_the_practice(monkeypatch):
    mailbox = Mailbox()
    voice = PageVoice(mailbox, page_speaks=True)
    voice.begin("", "Lower your knee", 1.0)
    now_s = time.monotonic()
    monkeypatch.setattr("posecheck.app.live.voice.time.monotonic", lambda: now_s + 60)
    assert voice.span(30.0) == (1.0, 30.0)


def test_tones_alone_and_nothing_at_all():
    mailbox = Mailbox()
    tones = PageVoice(mailbox, page_speaks=True, sound="tones")
    assert not tones.has_voice
    tones.begin("pause", "", 1.0)
    (message,) = told(mailbox)
    assert message["notes"]
    assert tones.span(1.1)[1] < 2.0
    off = PageVoice(mailbox, page_speaks=True, sound="off")
    off.begin("pause", "", 1.0)
    assert told(mailbox) == []
    assert off.span(1.0) == (1.0, 1.0)


def test_the_announcer_says_a_danger_into_a_sentence():
    mailbox = Mailbox()
    with Announcer(PageVoice(mailbox, page_speaks=True)) as announcer:
        step = Prompt(PromptKind.STEP, "Lower your knee outward", 0.0)
        announcer.say(0.0, [step])
        announcer.say(0.5, [step, Prompt(PromptKind.DANGER, "Stop", 0.5)])
        kinds = [(m["kind"], m.get("text", "")) for m in told(mailbox)]
    assert kinds[:3] == [("say", step.text), ("be_silent", ""), ("say", "Stop")]


def test_what_our_own_voice_makes_goes_to_the_page_as_a_sound(monkeypatch):
    samples = np.sin(np.arange(SAMPLE_RATE) / 20).astype(np.float32) / 2

    class Speaking:
        """A voice's process that makes one second of any sentence."""

        alive, starts = True, 1

        def __init__(self, *_, **__):
            from posecheck.feedback.voice.process import Ready

            self.ready, self.asked = Ready("a voice", "", "", ""), []

        def send(self, message):
            self.asked.append(message)
            return True

        def receive(self, timeout_s=0.0):
            from posecheck.feedback.voice.process import Began

            if not self.asked:
                return None
            return Began(self.asked.pop().number, 1.0, False, samples)

        def close(self):
            """There is nothing to close."""

    monkeypatch.setattr("posecheck.app.live.voice.VoiceProcess", Speaking)
    mailbox = Mailbox()
    voice = PageVoice(mailbox, page_speaks=False)
    assert voice.has_voice
    voice.begin("", "Lower your knee", 5.0)
    assert voice.span(5.0) == (5.0, 6.0)
    (message,) = told(mailbox)
    with wave.open(io.BytesIO(base64.b64decode(message["wav"]))) as sound:
        assert sound.getframerate() == SAMPLE_RATE
        assert sound.getnframes() == SAMPLE_RATE


def test_samples_beyond_full_scale_are_limited():
    with wave.open(io.BytesIO(to_wav(np.array([2.0, -2.0], np.float32)))) as sound:
        values = np.frombuffer(sound.readframes(2), "<i2")
    assert values.tolist() == [32767, -32767]
