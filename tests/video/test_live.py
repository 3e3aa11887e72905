"""Cameras: the newest frame only, and what happens when they are missing or go away."""

from __future__ import annotations

import itertools
import time

import pytest
from conftest import picture

from posecheck.errors import InputError, SourceLostError
from posecheck.video import live_source, open_source
from video.camera_server import CameraServer

PICTURES = [picture(160, 120, i) for i in range(10)]


def test_only_the_newest_frame_is_given_and_the_rest_is_counted():
    with CameraServer(PICTURES, rate=40) as camera, open_source(camera.url) as source:
        frames = []
        for frame in source:
            frames.append(frame)
            if len(frames) == 4:
                break
            time.sleep(0.25)  # ten frames come meanwhile
    assert source.is_live
    assert source.skipped >= 10
    assert source.skipped == frames[-1].index + 1 - len(frames)
    assert frames[0].image.shape == (120, 160, 3)
    steps = [b.time_s - a.time_s for a, b in itertools.pairwise(frames)]
    assert all(0.1 < step < 1.0 for step in steps[1:])  # real time, not frame counts


def test_a_stream_that_stops_is_reported(monkeypatch):
    monkeypatch.setattr(live_source, "GIVE_UP_S", 1.5)
    with CameraServer(PICTURES) as camera, open_source(camera.url) as source:
        with pytest.raises(SourceLostError, match="stopped giving frames"):
            for index, _ in enumerate(source):
                if index == 3:
                    camera.unplug()


def test_nothing_at_the_address():
    with pytest.raises(InputError, match="Cannot open the camera"):
        open_source("http://127.0.0.1:9/cam.mjpg")


@pytest.mark.parametrize("spec", ["97", "/dev/video97"])
def test_no_such_camera(spec, capfd):
    with pytest.raises(InputError, match="camera"):
        open_source(spec)
    assert capfd.readouterr().err == ""


def test_no_password_is_said_of_a_camera():
    address = "http://admin:secret@127.0.0.1:9/cam.mjpg?token=secret"
    with pytest.raises(InputError) as error:
        open_source(address)
    assert "secret" not in str(error.value)
    assert "http://***@127.0.0.1:9/cam.mjpg?token=***" in str(error.value)
    with CameraServer(PICTURES) as camera, open_source(f"{camera.url}?token=secret") as source:
        assert source.name == f"{camera.url}?token=***"


def test_a_frame_that_was_seen_ahead_is_given_next():
    with CameraServer(PICTURES, rate=40) as camera, open_source(camera.url) as source:
        frames = iter(source)
        next(frames)
        ahead = None
        while ahead is None:
            ahead = source.look_ahead()
        assert source.look_ahead() is ahead
        time.sleep(0.2)  # newer ones come meanwhile
        assert next(frames) is ahead
        after = next(frames)
    assert after.index > ahead.index + 1, "the newest one follows"
    assert source.skipped == after.index + 1 - 3
