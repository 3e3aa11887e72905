"""The voice of a page: it speaks, or plays what our own voice made, or there are tones."""

from __future__ import annotations

import base64
import io
import time
import wave

import numpy as np
import pytest

from posecheck.app.live.mailbox import Mailbox
from posecheck.app.live.voice import PageVoice, to_wav
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.process import Began, Ready
from posecheck.feedback.voice.sounds import SAMPLE_RATE


class OwnVoice:
    """The process of our own voice: it makes one second of any sentence, unless it is to fail."""

    fails = False
    made: list[OwnVoice]

    def __init__(self, *_, **__):
        self.ready, self.asked, self.alive, self.starts = Ready("a voice", "", "", ""), [], True, 1
        self.made.append(self)

    def send(self, message):
        self.asked.append(message)
        return True

    def receive(self, timeout_s=0.0):
        if not self.asked:
            return None
        number = self.asked.pop().number
        if self.fails:
            return Began(number, 0.0, True, np.zeros(0, np.float32))
        return Began(number, 1.0, False, np.zeros(SAMPLE_RATE, np.float32))

    def start_next_mode(self):
        self.alive, self.ready = False, None

    def close(self):
        """There is nothing to close."""


@pytest.fixture
def own_voice(monkeypatch):
    made: list[OwnVoice] = []
    monkeypatch.setattr(OwnVoice, "made", made, raising=False)
    monkeypatch.setattr("posecheck.app.live.voice.VoiceProcess", OwnVoice)
    return made


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


def test_what_our_own_voice_makes_goes_to_the_page_as_a_sound(own_voice):
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


def test_a_page_whose_voice_fails_gets_our_own(own_voice):
    mailbox = Mailbox()
    voice = PageVoice(mailbox, page_speaks=True)
    voice.begin("", "Lower your knee", 1.0)
    (message,) = told(mailbox)
    mailbox.put_spoken(message["number"], "failed")
    assert voice.span(1.2) is None  # it is said again
    assert voice.has_voice
    voice.begin("", "Lower your knee", 1.3)
    assert voice.span(1.3) == (1.3, 2.3)
    assert "wav" in told(mailbox)[0]
    mailbox.put_spoken(message["number"], "failed")  # once more, of the page's own voice
    assert voice.span(1.4) == (1.3, 2.3)
    assert voice.has_voice
    assert len(own_voice) == 1


def test_a_page_that_its_browser_keeps_silent_gets_its_voice_back_when_it_is_touched(own_voice):
    mailbox = Mailbox()
    voice = PageVoice(mailbox, page_speaks=True)
    voice.begin("", "Lower your knee", 1.0)
    (message,) = told(mailbox)
    mailbox.put_spoken(message["number"], "muted")
    assert voice.span(1.2) is None
    assert not voice.has_voice
    mailbox.put_spoken(0, "unmuted")
    assert voice.ready
    assert voice.has_voice
    assert own_voice == []


def test_what_a_page_that_has_gone_was_asked_for_is_said_again():
    mailbox = Mailbox()
    mailbox.attach(lambda: None)
    voice = PageVoice(mailbox, page_speaks=True)
    assert voice.ready
    voice.begin("", "Lower your knee", 1.0)
    assert voice.span(1.0) is not None
    mailbox.attach(lambda: None)  # it was loaded again
    assert told(mailbox) == []
    assert voice.span(1.5) is None


def test_a_sentence_that_our_own_voice_fails_to_make_is_not_said(own_voice, monkeypatch):
    monkeypatch.setattr(OwnVoice, "fails", True)
    voice = PageVoice(Mailbox(), page_speaks=False)
    prompt = Prompt(PromptKind.CORRECTION, "Lower your knee further out", 0.0, "fallout")
    with Announcer(voice) as announcer:
        announcer.say(0.0, [prompt], [prompt.text])
        announcer.say(0.1, [prompt], [prompt.text])
        assert announcer.has_unsaid([prompt]) is False  # there is no voice any more
        assert announcer.flash(0.1) is not None
        assert [u.text for u in announcer.utterances] == []


def test_a_slow_voice_has_more_time(monkeypatch):
    voice = PageVoice(Mailbox(), page_speaks=True, rate=80)
    voice.begin("", "x" * 90, 1.0)
    now_s = time.monotonic()
    monkeypatch.setattr("posecheck.app.live.voice.time.monotonic", lambda: now_s + 20)
    assert voice.span(21.0) == (1.0, float("inf"))
    monkeypatch.setattr("posecheck.app.live.voice.time.monotonic", lambda: now_s + 25)
    assert voice.span(26.0) == (1.0, 26.0)
