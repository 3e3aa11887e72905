"""No command opens a connection, or looks a name up, but to the camera that it was given.

The watched program asks the kernel for every step of it, whether there is a network or not.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from conftest import ClipMaker, program_environment
from network_watch import CannotWatchError, Watched, watch
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


def watched(*command: str, home: Path, timeout_s: float = 150) -> Watched:
    """Run a program of ours; on a system that cannot watch, the test says so."""
    environment = program_environment(home) | {"DISPLAY": "unix:4099", "PYTHONUNBUFFERED": "1"}
    try:
        return watch([sys.executable, "-c", *command], environment, timeout_s)
    except CannotWatchError as error:
        if "POSECHECK_CI" in os.environ:
            pytest.fail(f"this machine must be able to watch: {error}")
        pytest.skip(f"this system cannot watch: {error}")


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
    for name in ("r.mp4", "s.wav", "v.csv", "plot.png", "out", "m.csv", "posecheck-output"):
        assert (tmp_path / name).exists(), told
    assert "finds the person in the sample clip" in told


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
