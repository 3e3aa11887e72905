"""No command connects anywhere but to the camera that it was given, and no picture is left over.

What a program does with sockets is seen in the kernel, whether there is a network or not.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from conftest import ClipMaker, program_environment
from network_watch import Watched, watch_or_skip
from video.camera_server import CameraServer

COMMANDS = """
import json, socket, sys
from pathlib import Path
from posecheck.__main__ import main
from posecheck.cli import demo, doctor, practice_text

clip, commands = Path(sys.argv[1]), json.loads(sys.argv[2])
demo.data_path = lambda *_: clip
heard = []

def stop_soon(self, moment):
    heard.append(moment)
    if len(heard) > 4:
        raise KeyboardInterrupt
    return ()

practice_text.Teller.hear = stop_soon
for words in commands:
    with socket.socket(socket.AF_UNIX) as marker:
        try:
            marker.connect("\\0begins: " + " ".join(words)[:60])
        except OSError:
            pass
    print("begins:", *words, flush=True)
    sys.argv = ["posecheck", *words]
    try:
        main()
    except SystemExit as end:
        print("status:", end.code, flush=True)
"""
"""All commands in one program, so that the libraries are loaded once."""


WRITTEN = ("r.mp4", "s.wav", "v.csv", "plot.png", "out", "m.csv", "posecheck-output", "data")
"""What the commands leave in their folder; ``data`` is the user's."""

KILLED = """
import os, signal, sys
from posecheck import worker_process
from posecheck.__main__ import main
from posecheck.cli import practice_text

original, workers, heard = worker_process.WorkerProcess.__init__, [], []

def start(self, module, *more, **named):
    original(self, module, *more, **named)
    if "mediapipe" in module:
        workers.append(self)

def kill(self, moment):
    heard.append(moment)
    if len(heard) == 3:
        os.kill(workers[-1].pid, signal.SIGKILL)
    if len(workers) > 1 and len(heard) > 6:
        os.kill(os.getpid(), signal.SIGKILL)
    return ()

worker_process.WorkerProcess.__init__ = start
practice_text.Teller.hear = kill
for _ in range(2):
    sys.argv = ["posecheck", "practice", "supine_release", "--no-checklist", *sys.argv[-2:]]
    try:
        main()
    except SystemExit as end:
        print("status:", end.code, flush=True)
"""
"""A practice whose MediaPipe is killed, then one that is killed itself."""


def watched(*command: str, home: Path, timeout_s: float = 150) -> Watched:
    """Run a program of ours, as if on a screen that does not answer."""
    environment = program_environment(home) | {"DISPLAY": "unix:4099", "PYTHONUNBUFFERED": "1"}
    return watch_or_skip([sys.executable, "-c", *command], environment, timeout_s)


@pytest.fixture
def pictures(release_clip) -> list[np.ndarray]:
    with av.open(str(release_clip)) as container:
        frames = container.decode(video=0)
        return [next(frames).to_ndarray(format="rgb24")[::2, ::2] for _ in range(5)]


def test_no_command_connects_or_looks_a_name_up(
    tmp_path: Path, make_clip: ClipMaker, pictures: list[np.ndarray], monkeypatch
):
    height, width = pictures[0].shape[:2]
    times = [0.1 * i for i in range(len(pictures))]
    clip = str(make_clip(times_s=times, images=pictures, size=(width, height)))
    files = ["--record", "r.mp4", "--sound-file", "s.wav", "--voice-log", "v.csv"]
    monkeypatch.chdir(tmp_path)
    with CameraServer(pictures) as camera:
        commands = [
            ["--help"],
            ["exercises"],
            ["practice", "supine_release", "--camera", camera.url, "--no-checklist", *files],
            ["history", "--plot", "plot.png"],
            ["analyze", clip, "--out", "out", "--voice"],
            ["measure", clip, "--out", "m.csv"],
            ["selftest", "--video", clip, "--json", "t.json"],
            ["demo"],
            ["doctor", "--camera", camera.url],
        ]
        found = watched(COMMANDS, clip, json.dumps(commands), home=tmp_path)
        given = camera.url.removeprefix("http://").split("/")[0]
    assert found.outside(given) == [], found.addresses
    assert given in found.addresses, "the camera's own connection is seen"
    begun = [a for a in found.addresses if a.startswith("local begins: ")]
    assert len(begun) == len(commands), found.output
    told = found.output
    assert "unexpected error" not in told, told
    assert "Without a window: " in told, told
    assert "frames in" in told
    for name in WRITTEN:
        assert (tmp_path / name).exists(), told
    assert "finds the person in the sample clip" in told
    written = [
        path for name in WRITTEN for path in (tmp_path / name, *(tmp_path / name).rglob("*"))
    ]
    rights = {str(path): path.stat().st_mode & 0o077 for path in written}
    assert set(rights.values()) == {0}, "only its owner can read what a command writes"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_no_picture_is_left_after_a_crash(tmp_path: Path, pictures: list[np.ndarray]):
    """Neither where MediaPipe's process is killed nor where the program is, in mid-frame."""
    scratch, work = tmp_path / "scratch", tmp_path / "work"
    for folder in (scratch, work):
        folder.mkdir()
    memory = Path("/dev/shm")
    shared = set(memory.iterdir()) if memory.is_dir() else set()
    with CameraServer(pictures) as camera:
        done = subprocess.run(
            [sys.executable, "-c", KILLED, "--camera", camera.url],
            cwd=work,
            env=program_environment(tmp_path) | {"TMPDIR": str(scratch)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert "MediaPipe's process has ended unexpectedly" in done.stderr
    assert "status: 2" in done.stdout
    assert done.returncode == -signal.SIGKILL
    left = [path for path in (*scratch.rglob("*"), *work.rglob("*")) if path.is_file()]
    assert [path for path in left if path.suffix != ".wav"] == [], "only the last sentence"
    if memory.is_dir():
        new = set(memory.iterdir()) - shared
        assert [p for p in new if p.stat().st_size >= pictures[0][..., 0].size // 4] == []


def test_the_watcher_would_see_it(tmp_path: Path):
    code = """
import socket
for use in (
    lambda: socket.create_connection(("127.0.0.1", 1), 1),
    lambda: socket.getaddrinfo("name.invalid", 80),
    lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"", ("::1", 2)),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendmsg([b""], [], 0, ("127.0.0.1", 3)),
    lambda: socket.socket().bind(("127.0.0.1", 0)),
):
    try:
        use()
    except OSError:
        pass
"""
    seen = watched(code, home=tmp_path).outside()
    for address in ("127.0.0.1:1", "[::1]:2", "127.0.0.1:3", "127.0.0.1:0"):
        assert address in seen
    assert len(seen) > 4, "the look-up of the name"
