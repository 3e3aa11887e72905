"""However a session in the app ends, what was held is kept."""

from __future__ import annotations

import itertools
import json
import signal
import struct
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar

import cv2
import pytest
from app_program import AppProgram
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from posecheck.video import open_source

IMPATIENT = "import posecheck.video.live_source as source; source.GIVE_UP_S = 3.0"
"""A camera is given up sooner than after two minutes."""


@pytest.fixture(scope="module")
def pictures(release_clip):
    """The knee is out in them, so that the hold counts."""
    with open_source(release_clip) as source:
        images = [frame.image for frame in itertools.islice(source, 40, 66)]
    images += images[-2:0:-1]
    return [cv2.imencode(".jpg", cv2.cvtColor(i, cv2.COLOR_RGB2BGR))[1].tobytes() for i in images]


class Page:
    """A page without a browser: it sends pictures, 12 a second, and takes what comes."""

    def __init__(self, program, pictures):
        jar = CookieJar()
        urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open(program.link)
        cookie = "; ".join(f"{each.name}={each.value}" for each in jar)
        headers = {"Cookie": cookie, "Origin": program.origin}
        address = f"ws{program.origin.removeprefix('http')}/live"
        self.socket = connect(address, additional_headers=headers).__enter__()
        self.pictures, self.messages, self.held_s, self.stage = pictures, [], 0.0, ""
        self.tell(kind="hello", tab="a-page-of-a-test")
        self.tell(
            kind="start", wish={"kind": "practice", "what": "supine_release", "checklist": False}
        )
        for work in (self.send, self.receive):
            threading.Thread(target=work, daemon=True).start()

    def tell(self, **message):
        self.socket.send(json.dumps(message))

    def send(self):
        try:
            for jpeg in itertools.cycle(self.pictures):
                self.socket.send(struct.pack(">d", time.monotonic()) + jpeg)
                time.sleep(1 / 12)
        except ConnectionClosed:
            pass

    def receive(self):
        try:
            for text in self.socket:
                message = json.loads(text)
                self.messages.append(message["kind"])
                self.held_s = message.get("hold", {}).get("held_s", self.held_s)
                self.stage = message.get("stage", self.stage)
        except ConnectionClosed:
            pass


@contextmanager
def holding(tmp_path, pictures, before=""):
    """A program and a page in which two seconds have been held."""
    with AppProgram(tmp_path, before=before) as program:
        page = Page(program, pictures)
        end = time.monotonic() + 30
        while page.stage != "safety":
            assert time.monotonic() < end, page.messages[-5:]
            time.sleep(0.05)
        page.tell(kind="key", key="next")
        while page.held_s < 2.0:
            assert time.monotonic() < end, (page.stage, page.messages[-5:])
            time.sleep(0.05)
        yield program, page
        page.socket.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix's")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_session_and_the_server_in_an_orderly_way(tmp_path, pictures, number):
    with holding(tmp_path, pictures) as (program, page):
        held_s = page.held_s
        program.process.send_signal(number)
        assert program.process.wait(20) == 0
        (session,) = program.sessions()
    assert session.ended == "stopped"
    assert session.held_s() >= held_s


def test_a_closed_tab_ends_the_session_after_a_while(tmp_path, pictures):
    with holding(tmp_path, pictures, before=IMPATIENT) as (program, page):
        held_s = page.held_s
        page.socket.close()
        end = time.monotonic() + 20
        while program.sessions()[0].ended is None:
            assert time.monotonic() < end
            time.sleep(0.2)
        (session,) = program.sessions()
    assert session.ended == "camera_lost"
    assert held_s <= session.held_s() < held_s + 3.0


def test_the_person_ends_it_and_is_asked(tmp_path, pictures):
    with holding(tmp_path, pictures) as (program, page):
        page.tell(kind="end")
        end = time.monotonic() + 20
        while "question" not in page.messages:
            assert time.monotonic() < end
            time.sleep(0.05)
        page.tell(kind="answer", question="release_felt", answer=False)
        while "ended" not in page.messages:
            assert time.monotonic() < end
            time.sleep(0.05)
        (session,) = program.sessions()
    assert session.ended == "stopped"
    assert session.release_felt is False
