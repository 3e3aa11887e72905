"""A practice in `posecheck app` connects to nothing but the browser, and leaves no picture."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import program_environment
from network_watch import watch_or_skip

PROGRAM = """
import itertools, json, os, signal, struct, sys, threading, time, urllib.request
from http.cookiejar import CookieJar
import av, cv2
from websockets.sync.client import connect
from posecheck.app.server import AppServer, ServerOptions
from posecheck.perception.body.mediapipe_worker import mediapipe_kept

server = AppServer(ServerOptions())

def pictures():
    with av.open(sys.argv[1]) as clip:
        for k, picture in enumerate(clip.decode(video=0)):
            if 40 <= k < 66:
                image = picture.to_ndarray(format="bgr24")
                yield cv2.imencode(".jpg", image)[1].tobytes()

def use():
    try:
        jar = CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
        )
        pages = ["", "first", "practise", "selftest", "recordings", "history", "setup"]
        origin = f"http://127.0.0.1:{server.port}"
        opener.open(server.link).read()
        for page in pages:
            assert b"posecheck" in opener.open(f"{origin}/{page}").read()
        cookie = "; ".join(f"{c.name}={c.value}" for c in jar)
        headers = {"Cookie": cookie, "Origin": origin}
        with connect(f"ws://127.0.0.1:{server.port}/live", additional_headers=headers) as page:
            page.send(json.dumps({"kind": "hello", "tab": "privacy-test"}))
            wish = {"kind": "practice", "what": "supine_release", "checklist": False}
            page.send(json.dumps({"kind": "start", "wish": wish}))
            shown, end = 0, time.monotonic() + 60
            for jpeg in itertools.cycle(list(pictures())):
                if shown > 5 or time.monotonic() > end:
                    break
                page.send(struct.pack(">d", time.monotonic()) + jpeg)
                time.sleep(0.05)
                try:
                    while True:
                        text = page.recv(timeout=0.01)
                        shown += '"kind":"shown"' in str(text)
                except TimeoutError:
                    pass
            page.send(json.dumps({"kind": "end"}))
            end = time.monotonic() + 20
            while '"ended"' not in str(page.recv(timeout=20)) and time.monotonic() < end:
                pass
        print("shown:", shown, flush=True)
    finally:
        os.kill(os.getpid(), signal.SIGINT)

with mediapipe_kept():
    server.run(threading.Thread(target=use, daemon=True).start)
print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel is watched on Linux")
def test_the_app_connects_to_nothing_but_this_machine(tmp_path: Path, release_clip: Path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = program_environment(tmp_path) | {"TMPDIR": str(scratch)}
    found = watch_or_skip(
        [sys.executable, "-c", PROGRAM, str(release_clip)], environment, timeout_s=120
    )
    assert "done" in found.output, found.output
    assert int(found.output.split("shown:")[1].split()[0]) > 5
    elsewhere = [a for a in found.outside() if not a.startswith("127.0.0.1:")]
    assert elsewhere == [], found.addresses
    kept = {p.name for p in (tmp_path / "data").rglob("*") if p.is_file()}
    assert kept <= {"history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"}
    assert [p for p in scratch.rglob("*") if p.is_file()] == []
