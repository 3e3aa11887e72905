"""Live practice from a network camera: what ends it, and that nothing done is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import program_environment
from video.camera_server import CameraServer

from posecheck.history.records import PastSession
from posecheck.history.store import History
from posecheck.video import open_source


@pytest.fixture(scope="module")
def camera_pictures(release_clip):
    with open_source(release_clip) as source:
        return [frame.image for frame in source]


def _practise(url: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "posecheck", "practice", "--camera", url, "--no-window"],
        env=program_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _saved(home: Path) -> PastSession:
    with History.open(home / "data" / "posecheck" / "history.sqlite3") as history:
        (session,) = history.past_sessions()
    return session


def _wait_until_held(home: Path, seconds: float) -> None:
    for _ in range(300):
        time.sleep(0.1)
        with suppress(ValueError):  # the session is not there yet
            if _saved(home).held_s() >= seconds:
                return
    pytest.fail("no time was held")


@pytest.mark.parametrize(
    ("end", "status", "message"),
    [
        ("unplug", 1, "stopped giving frames"),
        ("interrupt", 0, "Stopped."),
        ("kill", -signal.SIGKILL, ""),
    ],
)
def test_however_it_ends_what_was_done_is_kept(camera_pictures, tmp_path, end, status, message):
    with CameraServer(camera_pictures[40:66], rate=10) as camera:  # the knee is out
        process = _practise(camera.url, tmp_path)
        try:
            _wait_until_held(tmp_path, 1.0)
            if end == "unplug":
                camera.unplug()
            else:
                process.send_signal(signal.SIGINT if end == "interrupt" else signal.SIGKILL)
            stdout, stderr = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == status
    assert message in stdout + stderr
    assert "Traceback" not in stderr
    session = _saved(tmp_path)
    assert session.programme == "supine_release"
    assert session.holds[0].held_s >= 1.0
    assert session.ended == {"unplug": "camera_lost", "interrupt": "stopped", "kill": None}[end]
    if end != "kill":
        assert "Left side held" in stdout
        assert "skipped" in stdout


def test_practice_goes_on_where_nothing_can_be_saved(program, make_clip, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    clip = make_clip(times_s=[0.0, 1.5, 3.0, 4.5])
    result = program("practice", "--camera", clip, "--no-window")
    assert result.returncode == 1
    assert result.stderr.count("will not be remembered") == 1
    assert "4 frames" in result.stdout
    assert "Saved" not in result.stdout
