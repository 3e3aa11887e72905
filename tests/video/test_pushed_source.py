"""Pictures that a browser hands over: decoded, newest only, at the times of its own clock."""

from __future__ import annotations

import threading
import time

import cv2
import numpy as np
import pytest

from posecheck.video import pushed_source
from posecheck.video.frame import Frame
from posecheck.video.live_source import UnreadablePictureError
from posecheck.video.pushed_source import PushedSource, decode_jpeg, jpeg_size
from posecheck.video.report import Trouble, Waiting

NOISE = np.random.default_rng(5)


def jpeg(width=64, height=48) -> bytes:
    """A picture that differs from any other."""
    image = NOISE.integers(0, 255, (height // 8, width // 8, 3), np.uint8)
    image = cv2.resize(image, (width, height), interpolation=cv2.INTER_NEAREST)
    return cv2.imencode(".jpg", image)[1].tobytes()


def take(given, count):
    frames = []
    for each in given:
        if isinstance(each, Frame):
            frames.append(each)
        if len(frames) == count:
            return frames
    raise AssertionError("it has ended")


def push_all(source, times_s):
    """Push a picture for each time, as a page does: the next one when it is wanted."""
    wanted = threading.Event()
    source.on_wanted = wanted.set

    def push():
        for time_s in times_s:
            wanted.clear()
            source.push(jpeg(), time_s)
            wanted.wait(10.0)

    thread = threading.Thread(target=push)
    thread.start()
    return thread


def test_frames_have_the_distances_of_the_cameras_clock_however_late_they_come():
    times_s = [100.0, 100.05, 100.1, 100.3, 100.35]  # and they come when they are wanted
    with PushedSource("a page") as source:
        thread = push_all(source, times_s)
        frames = take(source.with_reports(), 5)
        thread.join()
    assert [f.time_s for f in frames] == pytest.approx([0.0, 0.05, 0.1, 0.3, 0.35], abs=1e-6)
    assert [source.camera_s(f.index) for f in frames] == times_s
    assert [f.size for f in frames] == [(64, 48)] * 5
    assert all(f.waited_s == 0 for f in frames)


@pytest.mark.parametrize("jump_s", [-1000.0, 5000.0])
def test_a_clock_that_jumps_is_taken_as_another_one(jump_s):
    with PushedSource("a page") as source:
        thread = push_all(source, [50.0, 50.03, 50.06 + jump_s, 50.09 + jump_s])
        frames = take(source.with_reports(), 4)
        thread.join()
    times_s = [f.time_s for f in frames]
    assert times_s == sorted(times_s)
    assert times_s[-1] < 1.0


def test_a_page_that_is_loaded_again_is_awaited_and_that_time_does_not_count(monkeypatch):
    with PushedSource("a page") as source:
        given = source.with_reports()
        thread = push_all(source, [7.0, 7.03, 7.06])
        before = take(given, 3)
        thread.join()
        waiting = next(each for each in given if isinstance(each, Waiting))
        assert waiting.trouble is Trouble.SILENT
        source.begin_anew()
        thread = push_all(source, [0.2, 0.23])
        after = take(given, 2)
        thread.join()
    assert after[0].waited_s >= 1.0
    counted_s = after[0].time_s - before[-1].time_s - after[0].waited_s
    assert counted_s == pytest.approx(0.0, abs=0.01)
    assert after[1].time_s - after[0].time_s == pytest.approx(0.03, abs=1e-6)


def test_of_pictures_that_nobody_took_only_the_newest_is_kept():
    with PushedSource("a page") as source:
        for k in range(20):
            source.push(jpeg(), 1.0 + k / 100)
        (frame,) = take(source.with_reports(), 1)
        assert source.camera_s(frame.index) == pytest.approx(1.19)


def test_a_damaged_picture_is_left_out_and_counted():
    with PushedSource("a page") as source:
        given = source.with_reports()
        thread = push_all(source, [1.0])
        take(given, 1)
        thread.join()
        source.push(b"\xff\xd8 no picture", 1.1)
        time.sleep(0.1)
        source.push(jpeg(), 1.2)
        take(given, 1)
        assert source.unreadable == 1


def test_it_can_be_iterated_once_more():
    with PushedSource("a page") as source:
        for _ in range(2):
            thread = push_all(source, [time.monotonic()])
            take(source.with_reports(), 1)
            thread.join()
        assert source.skipped == 0
        waiting = next(each for each in source.with_reports() if isinstance(each, Waiting))
        assert waiting.trouble is Trouble.SILENT


def test_closing_ends_the_wait():
    source = PushedSource("a page")
    threading.Timer(0.2, source.close).start()
    assert list(source.with_reports()) == []


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\x89PNG\r\n", b"\xff\xd8\xff\xc0\0\0", jpeg()[:40], b"GIF89a" * 9]
)
def test_what_is_no_jpeg_is_unreadable(data):
    with pytest.raises(UnreadablePictureError):
        decode_jpeg(data)


def test_a_picture_that_claims_gigabytes_is_not_decoded(monkeypatch):
    bomb = bytearray(jpeg())
    at = bomb.index(b"\xff\xc0")
    bomb[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert jpeg_size(bytes(bomb)) == (65535, 65535)
    monkeypatch.setattr(pushed_source.cv2, "imdecode", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(UnreadablePictureError):
        decode_jpeg(bytes(bomb))


def test_a_picture_that_was_overtaken_is_left_out_and_time_does_not_stand_still():
    order = [0, 1, 3, 2, 4, 6, 5, 7]
    with PushedSource("the phone") as source:
        given = source.with_reports()
        frames, taken = [], []
        for k in order:
            taken.append(source.push(jpeg(), 100 + k / 10))
            if taken[-1]:
                frames += take(given, 1)
    assert taken == [k not in (2, 5) for k in order]
    steps_s = np.diff([frame.time_s for frame in frames])
    assert steps_s == pytest.approx([0.1, 0.2, 0.1, 0.2, 0.1], abs=1e-6)


def test_a_clock_that_begins_again_is_another_one():
    """As when the phone's page is loaded again a few seconds after it was opened."""
    with PushedSource("the phone") as source:
        given, frames = source.with_reports(), []
        for camera_s in (6.0, 6.1, 6.2, 1.0, 1.1, 1.2):
            source.push(jpeg(), camera_s)
            frames += take(given, 1)
            time.sleep(0.1)
    steps_s = np.diff([frame.time_s for frame in frames])
    by_its_clock, by_ours = np.delete(steps_s, 2), steps_s[2]
    assert by_its_clock == pytest.approx([0.1] * 4, abs=0.05)
    assert 0.05 < by_ours < 1.0  # a busy machine takes its time
