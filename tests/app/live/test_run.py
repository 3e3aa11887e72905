"""A live session in its thread: cameras of this machine, what ends it, questions afterwards."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time

import cv2
import numpy as np
import pytest
from skeletons import UP, lying, observed

from posecheck.app.live import run as run_module
from posecheck.app.live.desk import Desk, Tab
from posecheck.app.live.mailbox import Mailbox
from posecheck.app.live.question import RELEASE_FELT, Asker
from posecheck.app.live.run import LiveThread, Speech
from posecheck.app.live.wish import Said, Wish
from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.engine.live import Closed
from posecheck.errors import InputError
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.voices import SilentVoice
from posecheck.measures.table import Measurements
from posecheck.moment import Moment
from posecheck.video import open_source
from posecheck.video.frame import Frame
from posecheck.video.live_source import LiveSource
from posecheck.video.report import Trouble, Waiting

QUIET = Speech(sound="off")


class PlayedCamera(LiveSource):
    """A camera of this machine that gives prepared pictures, 15 a second."""

    def __init__(self, pictures):
        super().__init__("camera 0")
        self._pictures = itertools.cycle(pictures)

    def _open(self):
        """It is open."""

    def _read(self):
        self._closing.wait(1 / 15)
        return next(self._pictures)

    def _release(self):
        """There is nothing to release."""


@pytest.fixture(scope="module")
def pictures(release_clip):
    with open_source(release_clip) as source:
        return [frame.image for frame in itertools.islice(source, 40, 66)]


def wait_for(mailbox, kind, seconds=30.0):
    """Take what comes until there is a message of this kind."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for message in mailbox.take()[0]:
            if message["kind"] == kind:
                return message
        time.sleep(0.02)
    raise AssertionError(f"no {kind} came")


def test_a_camera_of_this_machine_is_shown_as_it_comes(pictures, monkeypatch, tmp_path):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    monkeypatch.setattr(run_module, "open_source", lambda _: PlayedCamera(pictures))
    mailbox = Mailbox()
    mailbox.attach(lambda: None)
    thread = LiveThread(Wish(kind="look", camera="machine:0"), mailbox, QUIET, lambda _: None)
    thread.start()
    last, images, end = {}, [], time.monotonic() + 60
    while not last.get("banner", {}).get("text", "").startswith("The camera sees you well"):
        assert time.monotonic() < end, last
        _, shown, image = mailbox.take()
        last = json.loads(shown) if shown else last
        images += [image] if image else []
        time.sleep(0.02)
    mailbox.put_event(Closed())
    wait_for(mailbox, "ended")
    thread.join(10)
    size = cv2.imdecode(np.frombuffer(images[-1], np.uint8), cv2.IMREAD_COLOR).shape
    assert size == pictures[0].shape
    assert last["lines"]["bones"]
    assert "step" not in last


def test_a_camera_that_cannot_be_opened_is_a_sentence(monkeypatch):
    def refuse(_):
        raise InputError("Cannot open camera 0.")

    monkeypatch.setattr(run_module, "open_source", refuse)
    mailbox, ended = Mailbox(), []
    thread = LiveThread(Wish(kind="look", camera="machine:0"), mailbox, QUIET, ended.append)
    thread.run()
    assert wait_for(mailbox, "ended")["trouble"] == "Cannot open camera 0."
    assert ended == [thread]


def test_an_unknown_exercise_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    mailbox = Mailbox()
    LiveThread(Wish(kind="practice", what="nothing"), mailbox, QUIET, lambda _: None).run()
    assert "There is no programme" in wait_for(mailbox, "ended")["trouble"]


class LyingStill:
    """A session that is over, and still looks; and its camera. An arm goes up after a second."""

    def __init__(self, arm: str | None, silent_s: float = 0.0):
        self.arm, self.silent_s = arm, silent_s

    def with_reports(self):
        for k in range(1000):
            if self.silent_s and k > 5:
                yield Waiting(Trouble.SILENT, k / 10, 60.0, k / 10)
            else:
                yield Frame(np.zeros((48, 64, 3), np.uint8), k / 10, k)

    def look_ahead(self):
        return None

    def look(self, frame, ahead=None):
        arms = {self.arm: UP} if self.arm and frame.time_s > 1.0 else {}
        seen = observed(lying(arms=arms), Measurements("supine", "side", 0.0, "left", {}, {}))
        return Moment(frame, None, seen, None)


def ask(camera, mailbox):
    with Announcer(SilentVoice()) as announcer:
        return Asker(camera, camera, announcer, mailbox).ask(RELEASE_FELT)


@pytest.mark.parametrize(("arm", "answer"), [("right", True), ("left", False), (None, None)])
def test_a_question_is_answered_from_the_floor(arm, answer):
    mailbox = Mailbox()
    assert ask(LyingStill(arm), mailbox) is answer
    messages, shown, _ = mailbox.take()
    assert messages[0]["kind"] == "question"
    assert json.loads(shown)["page"]["lines"] == ["Did you feel the muscle let go?"]


@pytest.mark.parametrize("answer", [True, False, None])
def test_a_question_is_answered_by_touch(answer):
    mailbox = Mailbox()
    camera = LyingStill(None)
    given = camera.with_reports

    def with_reports():
        for k, frame in enumerate(given()):
            if k == 3:
                mailbox.put_answer("another", not answer)
                mailbox.put_answer("release_felt", answer)
            assert k < 6, "the answer counts at once"
            yield frame

    camera.with_reports = with_reports
    assert ask(camera, mailbox) is answer


def test_a_question_does_not_outlast_the_camera_or_the_page():
    assert ask(LyingStill(None, silent_s=1.0), Mailbox()) is None
    mailbox = Mailbox()
    mailbox.put_event(Closed())
    assert ask(LyingStill("right"), mailbox) is None


def test_a_danger_sign_can_be_reported_in_place_of_an_answer_and_no_other_key_answers():
    mailbox = Mailbox()
    with Announcer(SilentVoice()) as announcer:
        asker = Asker(camera := LyingStill("right"), camera, announcer, mailbox)
        mailbox.put_event(KeyPressed(Key.NO))
        mailbox.put_event(KeyPressed(Key.PAUSE))
        assert asker.ask(RELEASE_FELT) is True
        assert asker.danger_s is None
        mailbox.put_event(KeyPressed(Key.DANGER))
        assert asker.ask(RELEASE_FELT) is None
        assert asker.danger_s == 0.0
        assert asker.ask(RELEASE_FELT) is None  # nothing more is asked


def test_the_desk_knows_whose_session_it_is(monkeypatch):
    begun = []

    class Thread:
        """A session that never ends."""

        pushed = None

        def __init__(self, wish, mailbox, speech, on_end):
            self.wish, self.mailbox = wish, mailbox
            begun.append(self)

        def start(self):
            """Nothing runs."""

    monkeypatch.setattr("posecheck.app.live.desk.LiveThread", Thread)

    async def use():
        loop, desk = asyncio.get_running_loop(), Desk()
        first, again, other = (Tab(name, loop) for name in ("tab-first", "tab-first", "tab-other"))
        desk.join(first)
        desk.hear(first, Said(kind="start", wish=Wish(kind="look")))
        desk.join(other)
        assert [m["kind"] for m in other.own] == ["busy"]
        desk.hear(other, Said(kind="start", wish=Wish(kind="selftest")))
        assert len(begun) == 1
        desk.leave(first)  # the page is loaded again
        desk.join(again)
        assert [m["kind"] for m in again.own] == ["running"]
        desk.hear(other, Said(kind="take_over"))
        assert desk.owns(other)
        assert again.own[-1] == {"kind": "taken"}
        desk.hear(again, Said(kind="key", key="danger"))
        assert begun[0].mailbox.take_events() == []
        desk.hear(other, Said(kind="key", key="danger"))
        assert len(begun[0].mailbox.take_events()) == 1
        desk.take_picture(again, b"x", 1.0)  # nobody takes it: there is no camera of a page
        assert not desk.take_phone_picture(b"x", 1.0, "a")

    asyncio.run(use())


class ScriptedThread:
    """A session that ends when the test says so."""

    pushed = None

    def __init__(self, wish, mailbox, speech, on_end):
        self.wish, self.mailbox, self._on_end = wish, mailbox, on_end
        self.asks = False
        self.camera_taken = threading.Event()

    def start(self):
        """Nothing runs."""

    def take_camera_away(self):
        self.camera_taken.set()

    def end(self):
        self.mailbox.keep({"kind": "ended", "title": "Done", "lines": ["15 s"], "trouble": ""})
        self._on_end(self)


@pytest.fixture
def threads(monkeypatch):
    made = []

    def make(*given):
        made.append(ScriptedThread(*given))
        return made[-1]

    monkeypatch.setattr("posecheck.app.live.desk.LiveThread", make)
    return made


def test_the_end_of_a_session_that_nobody_saw_is_not_that_of_the_next_one(threads):
    async def use():
        loop, desk = asyncio.get_running_loop(), Desk()
        gone, new = Tab("tab-gone", loop), Tab("tab-new", loop)
        desk.join(gone)
        desk.hear(gone, Said(kind="start", wish=Wish(kind="look")))
        desk.leave(gone)
        threads[0].end()
        desk.join(new)
        (ready,) = new.own
        assert ready["kind"] == "ready"
        assert ready["ended"]["lines"] == ["15 s"]  # for a page that asks for nothing else
        desk.hear(new, Said(kind="start", wish=Wish(kind="look")))
        assert desk.mailbox is threads[1].mailbox
        assert desk.mailbox.take()[0] == []
        again = Tab("tab-new", loop)
        desk.leave(new)
        threads[1].end()
        desk.join(again)
        desk.leave(again)
        desk.join(last := Tab("tab-last", loop))
        assert last.own == [{"kind": "ready", "ended": None}]  # it was told already

    asyncio.run(use())


def test_the_end_is_told_to_the_page_that_looks(threads):
    async def use():
        desk, tab = Desk(), Tab("tab-looks", asyncio.get_running_loop())
        desk.join(tab)
        desk.hear(tab, Said(kind="start", wish=Wish(kind="look")))
        threads[0].end()
        assert [message["kind"] for message in desk.mailbox.take()[0]] == ["ended"]

    asyncio.run(use())


@pytest.mark.parametrize("asks", [True, False])
def test_a_session_that_asks_keeps_its_camera_and_one_that_waits_for_it_ends(
    threads, monkeypatch, asks
):
    monkeypatch.setattr("posecheck.app.live.desk.STOP_S", 0.05)

    async def use():
        desk, tab = Desk(), Tab("tab-stops", asyncio.get_running_loop())
        desk.join(tab)
        desk.hear(tab, Said(kind="start", wish=Wish(kind="look")))
        desk.hear(tab, Said(kind="end"))
        threads[0].asks = asks
        await asyncio.sleep(0.3)
        assert threads[0].camera_taken.is_set() is not asks

    asyncio.run(use())


def test_a_page_that_joins_is_asked_what_is_being_asked():
    mailbox, camera = Mailbox(), LyingStill("right")
    given, told = camera.with_reports, []

    def with_reports():
        for k, frame in enumerate(given()):
            if k == 3:
                mailbox.take()
                mailbox.attach(lambda: None)  # the page is loaded again
                told.extend(mailbox.take()[0])
            yield frame

    camera.with_reports = with_reports
    assert ask(camera, mailbox) is True
    assert [message["kind"] for message in told] == ["question"]
    mailbox.attach(lambda: None)
    assert mailbox.take()[0] == []  # it was answered


def test_a_practice_that_was_ended_asks_while_its_camera_goes_on(pictures, monkeypatch, tmp_path):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    monkeypatch.setattr(run_module, "open_source", lambda _: PlayedCamera(pictures))
    asked = []

    def ask_afterwards(run, asker):
        asked.append(thread.asks)
        return ()

    monkeypatch.setattr(run_module, "_ask_afterwards", ask_afterwards)
    mailbox = Mailbox()
    mailbox.attach(lambda: None)
    wish = Wish(kind="practice", what="supine_release", camera="machine:0")
    thread = LiveThread(wish, mailbox, QUIET, lambda _: None)
    mailbox.put_event(Closed())
    thread.run()
    assert asked == [True]


def test_a_phone_whose_page_was_loaded_again_has_another_clock(threads):
    class Pushed:
        """Takes all but a picture of 2.0 s."""

        def __init__(self):
            self.done = []

        def push(self, jpeg, camera_s):
            self.done.append(camera_s)
            return camera_s != 2.0

        def begin_anew(self):
            self.done.append("anew")

    async def use():
        desk, tab = Desk(), Tab("tab-phone", asyncio.get_running_loop())
        desk.has_phone = lambda: True
        desk.join(tab)
        desk.hear(tab, Said(kind="start", wish=Wish(kind="look", camera="phone")))
        threads[0].pushed = pushed = Pushed()
        for camera_s, page in ((1.0, "a"), (2.0, "a"), (0.5, "b"), (0.6, "b")):
            assert desk.take_phone_picture(b"x", camera_s, page)
        assert pushed.done == ["anew", 1.0, 2.0, "anew", 0.5, 0.6]
        desk.mailbox.take()
        desk.take_phone_picture(b"x", 2.0, "b")
        assert desk.mailbox.take()[2] is None  # it was overtaken: it is not shown either

    asyncio.run(use())
