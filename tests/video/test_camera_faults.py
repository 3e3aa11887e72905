"""Faulty cameras: what is left out, what is awaited, and what joins again."""

from __future__ import annotations

import contextlib
import functools
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest
from conftest import picture

from posecheck.errors import InputError, SourceLostError
from posecheck.readable import without_passwords
from posecheck.video import live_source, open_source, picture_watch
from posecheck.video.frame import Frame
from posecheck.video.live_source import LiveSource
from posecheck.video.report import Report, SlowRate, Trouble, Waiting
from video.camera_server import CameraServer, jpeg

PICTURES = [picture(160, 120, i) for i in range(10)]
WHOLE = jpeg(PICTURES[3])
ALL = {"jpegs": [jpeg(image) for image in PICTURES]}
BLACK = [np.full((120, 160, 3), level, np.uint8) for level in (0, 1, 2)]

HALF = WHOLE[: len(WHOLE) // 2]
DAMAGED = {
    "garbage": b"\xff\xd8" + b"garbage" * 200 + b"\xff\xd9",
    "zeros": b"\0" * 5000,
    "half": HALF,
    "half that looks complete": HALF + b"\xff\xd9",
    "a hole": WHOLE[:700] + WHOLE[-300:],
}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The same rules with shorter times: nobody waits long in a test."""
    times = {
        "SILENT_AFTER_S": 0.3,
        "PATIENCE_S": 1.0,
        "MOST_PATIENCE_S": 1.5,
        "PAUSE_S": 0.05,
        "MOST_PAUSE_S": 0.1,
        "FIRST_FRAME_TIMEOUT_S": 1.2,
        "GIVE_UP_S": 1.5,
        "CLOSE_TIMEOUT_S": 0.2,
        "TICK_S": 0.05,
        "RATE_WINDOW_S": 1.0,
        "FROZEN_S": 0.6,
    }
    for name, seconds in times.items():
        monkeypatch.setattr(live_source, name, seconds)
    monkeypatch.setattr(picture_watch, "FROZEN_S", 0.6)
    monkeypatch.setattr(picture_watch, "COVERED_S", 0.3)


@pytest.fixture
def patient(quick, monkeypatch):
    """Where nobody is to wait, a busy machine must not be taken for a silent camera."""
    monkeypatch.setattr(live_source, "SILENT_AFTER_S", 5.0)
    monkeypatch.setattr(live_source, "FIRST_FRAME_TIMEOUT_S", 5.0)


def take(given: Iterator[Frame | Report], until: Callable[[Frame | Report], bool]) -> list:
    """What is given, up to and with the first that is wanted."""
    taken = []
    for item in given:
        taken.append(item)
        if until(item):
            return taken
    pytest.fail(f"it ended after {taken}")


def frames(count: int) -> Callable[[Frame | Report], bool]:
    """Wants so many more frames."""
    left = itertools.count(count - 1, -1)
    return lambda item: isinstance(item, Frame) and next(left) == 0


def waits(trouble: Trouble) -> Callable[[Frame | Report], bool]:
    return lambda item: isinstance(item, Waiting) and item.trouble is trouble


def is_frame(item: Frame | Report) -> bool:
    return isinstance(item, Frame)


@pytest.mark.parametrize("kind", DAMAGED)
def test_damaged_pictures_are_left_out_and_counted(kind, patient):
    with CameraServer(PICTURES) as camera, open_source(camera.url) as source:
        given = source.with_reports()
        take(given, frames(2))
        camera.next = [DAMAGED[kind]] * 2
        taken = take(given, frames(6))
        assert source.unreadable == 2
    assert all(isinstance(item, Frame) and item.waited_s == 0 for item in taken)
    for item in taken:  # a picture that came in part has grey or black below
        assert item.image[-1].min() >= 30
        assert item.image[-1].std() < 3


def test_a_camera_whose_first_picture_is_damaged_is_read():
    with CameraServer(PICTURES) as camera:
        camera.next = [DAMAGED["half that looks complete"]]
        with open_source(camera.url) as source:
            (frame,) = take(source.with_reports(), is_frame)
            assert frame.image[-1].std() < 3


def test_pictures_that_are_never_quite_whole_are_taken_as_they_are(monkeypatch):
    monkeypatch.setattr("posecheck.video.live.STRICT_S", 0.4)
    with CameraServer(PICTURES) as camera:
        camera.jpegs = [data[:-40] + b"\xff\xd9" for data in camera.jpegs]
        with open_source(camera.url) as source:
            take(source.with_reports(), frames(3))
            assert source.unreadable == 0


def test_a_camera_that_gives_only_damaged_pictures_is_refused(patient):
    with CameraServer(PICTURES) as camera:
        camera.jpegs = [DAMAGED["zeros"]]
        with pytest.raises(InputError, match="gives only damaged pictures"):
            with open_source(camera.url) as source:
                next(iter(source))


@pytest.mark.parametrize(
    ("trouble", "begin", "end"),
    [
        (Trouble.SILENT, {"silent": True}, {"silent": False}),
        (Trouble.SILENT, {"refuses": 503}, {"refuses": None}),
        (Trouble.SILENT, {"jpegs": [HALF]}, ALL),
        (Trouble.FROZEN, {"frozen": True}, {"frozen": False}),
        (Trouble.COVERED, {"jpegs": [jpeg(i) for i in BLACK]}, ALL),
    ],
    ids=["silent", "closed", "damaged for long", "frozen", "covered"],
)
def test_a_camera_that_is_gone_is_awaited_and_joins_again(trouble, begin, end):
    read: list[Frame] = []
    with CameraServer(PICTURES, rate=40) as camera, open_source(camera.url) as source:
        source.on_frame = read.append
        given = source.with_reports()
        before = take(given, frames(3))[-1]
        vars(camera).update(begin)
        *early, _ = take(given, waits(trouble))
        *_, last_seen = [before, *(item for item in early if isinstance(item, Frame))]
        waiting = take(given, waits(trouble))[-1]
        assert waiting.time_s > last_seen.time_s
        assert waiting.left_s == pytest.approx(1.5 - waiting.seconds)
        vars(camera).update(end)
        back = take(given, is_frame)[-1]
        after = take(given, is_frame)[-1]
    # on a busy machine a newer picture may have come before the first one was taken
    joined = read[last_seen.index + 1]
    gap_s = joined.time_s - last_seen.time_s
    assert gap_s >= waiting.seconds
    assert joined.waited_s == pytest.approx(gap_s, abs=0.01)  # none of it counts
    assert back.waited_s == joined.waited_s
    assert after.waited_s == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"refuses": 404}, "stopped giving frames.* for 2 seconds"),
        ({"frozen": True}, "gave the same picture again and again"),
        ({"jpegs": [jpeg(BLACK[0])]}, "as if it were covered"),
    ],
)
def test_a_camera_that_does_not_come_back_is_given_up(change, says):
    with CameraServer(PICTURES) as camera, open_source(camera.url) as source:
        given = source.with_reports()
        take(given, frames(2))
        vars(camera).update(change)
        with pytest.raises(SourceLostError, match=f"{says}.*results so far are kept"):
            take(given, lambda item: False)
        assert camera.opened > 1 or "jpegs" in change


def test_a_silent_camera_that_needs_long_to_begin_gets_more_time(monkeypatch):
    monkeypatch.setattr(live_source, "GIVE_UP_S", 10.0)
    asked_for = []
    with CameraServer(PICTURES) as camera, open_source(camera.url) as source:
        given = source.with_reports()
        take(given, frames(2))
        camera.silent = True
        while len(asked_for) < 2:
            take(given, waits(Trouble.SILENT))
            if source.patience_s not in asked_for:
                asked_for.append(source.patience_s)
        camera.silent = False
        take(given, is_frame)
        take(given, frames(3))
        assert asked_for == [1.0, 1.5]
        assert source.patience_s == 1.0


def test_a_slow_camera_goes_on_and_is_reported_once(patient):
    with CameraServer(PICTURES, rate=20) as camera, open_source(camera.url) as source:
        given = source.with_reports()
        take(given, frames(5))
        camera.rate = 4
        taken = take(given, frames(14))
        (report,) = (item for item in taken if not isinstance(item, Frame))
        assert isinstance(report, SlowRate)
        assert 2 <= report.rate < 5
    assert all(item.waited_s == 0 for item in taken if isinstance(item, Frame))


def test_a_phone_that_is_turned_gives_pictures_of_another_size():
    with CameraServer(PICTURES) as camera, open_source(camera.url) as source:
        given = source.with_reports()
        take(given, frames(2))
        camera.jpegs = [jpeg(picture(120, 160, i)) for i in range(10)]
        taken = take(given, lambda item: is_frame(item) and item.size == (120, 160))
    assert all(isinstance(item, Frame) for item in taken)


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "user name and a password"), (404, "part of the address"), (503, "switched on")],
)
def test_a_camera_that_refuses_says_why(status, says):
    with CameraServer(PICTURES) as camera:
        camera.refuses = status
        with pytest.raises(InputError, match=says) as refused:
            open_source(camera.url)
    assert "***" not in without_passwords(str(refused.value))  # what to write is shown


def test_the_address_of_a_single_picture_is_no_camera(tmp_path):
    (tmp_path / "shot.jpg").write_bytes(WHOLE)
    handler = functools.partial(QuietFiles, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with pytest.raises(InputError, match="is a single picture: look for the address"):
            open_source(f"http://127.0.0.1:{server.server_port}/shot.jpg")
        server.shutdown()


class QuietFiles(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Device:
    """A camera of this machine, in OpenCV's place: it can be unplugged."""

    plugged, fails, opened = True, 0, 0

    def __init__(self, _: object) -> None:
        type(self).opened += 1
        self.index = 0

    def isOpened(self) -> bool:  # noqa: N802
        return self.plugged

    def set(self, *_: object) -> None:
        pass

    def read(self) -> tuple[bool, np.ndarray | None]:
        if not self.plugged:
            return False, None
        if type(self).fails:
            type(self).fails -= 1
            raise cv2.error("corrupt")
        time.sleep(0.02)
        self.index += 1
        return True, PICTURES[self.index % 10].copy()

    def release(self) -> None:
        pass


@pytest.fixture
def device(monkeypatch):
    kind = type("Plugged", (Device,), {})
    monkeypatch.setattr(cv2, "VideoCapture", kind)
    monkeypatch.setattr("posecheck.video.live.RETRY_S", 0.01)
    return kind


def test_a_camera_that_is_unplugged_and_plugged_in_again_goes_on(device):
    with open_source("0") as source:
        given = source.with_reports()
        take(given, frames(3))
        device.plugged = False
        take(given, waits(Trouble.SILENT))
        opened = device.opened
        take(given, waits(Trouble.SILENT))
        device.plugged = True
        assert take(given, is_frame)[-1].waited_s > 0.3
        assert device.opened > opened > 1
        assert source.unreadable == 0


def test_a_read_that_fails_once_is_a_damaged_picture(device, patient):
    with open_source("0") as source:
        given = source.with_reports()
        take(given, frames(2))
        device.fails = 2
        taken = take(given, frames(3))
        assert source.unreadable == 2
        assert device.opened == 1
    assert all(isinstance(item, Frame) and item.waited_s == 0 for item in taken)


class Scripted(LiveSource):
    """A camera that gives what its script says."""

    def __init__(self, *script: object) -> None:
        super().__init__("the script")
        self._script, self.released = iter(script), False

    def _open(self) -> None:
        pass

    def _read(self) -> np.ndarray | None:
        step = next(self._script, None)
        if isinstance(step, Exception):
            raise step
        self._closing.wait(0.02)
        return step

    def _release(self) -> None:
        self.released = True


def test_an_unexpected_failure_ends_it_with_its_sentence():
    with Scripted(PICTURES[0], ZeroDivisionError("oh")) as source:
        with pytest.raises(SourceLostError, match=r"ZeroDivisionError\('oh'\).*are kept"):
            list(source)
    with Scripted(ZeroDivisionError("oh")) as source:
        with pytest.raises(InputError, match="ZeroDivisionError"):
            list(source)
    assert source.released


def test_no_picture_is_given_twice():
    with Scripted(*(image for image in PICTURES[:4] for _ in range(3))) as source:
        given = take(source.with_reports(), frames(4))
    means = [item.image.mean() for item in given]
    assert means == sorted(set(means))


def test_it_closes_at_once_while_the_camera_is_awaited():
    with CameraServer(PICTURES) as camera:
        source = open_source(camera.url)
        given = source.with_reports()
        take(given, frames(2))
        camera.silent = True
        take(given, waits(Trouble.SILENT))
        with contextlib.closing(source):
            pass
        assert list(given) == []


@pytest.mark.parametrize("light", [1.0, 0.1])
def test_no_sample_clip_looks_covered_or_frozen(light):
    """Also not at a tenth of the light."""
    watch = picture_watch.PictureWatch()
    for name in ("release_right", "roll_quadriceps", "empty_room"):
        with open_source(f"sample_videos/{name}.mp4") as clip:
            for frame in itertools.islice(clip, 12):
                assert not picture_watch.is_flat((frame.image * light).astype(np.uint8))
                if light == 1.0:
                    state = watch.judge(frame.time_s, frame.image)
                    assert state is picture_watch.PictureState.NEW


class LateStream(Scripted):
    """A slow camera whose pictures come three seconds after they were taken."""

    def _read(self) -> np.ndarray | None:
        self._closing.wait(0.15)
        return super()._read()

    def _taken_s(self) -> float:
        return super()._taken_s() - 3.0


def test_a_stream_that_comes_late_is_not_silent_and_its_silence_begins_with_what_came_last():
    with LateStream(*PICTURES[:2]) as source:
        given = []
        for each in source.with_reports():
            given.append(each)
            if len([each for each in given if isinstance(each, Frame)]) == 2:
                break
        assert [type(each) for each in given] == [Frame, Frame]
        last_s = given[-1].time_s
        now_s = time.monotonic()
        assert source._wait(now_s + 0.1) is None
        waiting = source._wait(now_s + 0.6)
        assert waiting.trouble is Trouble.SILENT
        assert waiting.seconds == pytest.approx(0.6, abs=0.1)
        assert waiting.time_s == pytest.approx(last_s + 0.6, abs=0.1)  # the frames' own clock
