"""Nothing leaves the machine, and the caller's own process is left as it was.

The commands as a whole: ``tests/integration/test_privacy.py``.
"""

from __future__ import annotations

import subprocess
import sys

from conftest import REPOSITORY, program_environment
from network_watch import watch_or_skip

from posecheck.perception.body.offline import BLOCKED_PROXY, offline_environment

CERTIFICATE = REPOSITORY / "tests" / "data" / "loopback.pem"
"""Key and certificate of 127.0.0.1, made for these tests."""

ESTIMATE_ONE_FRAME = """
import sys, time
import numpy as np
from posecheck.perception.body import landmarker, mediapipe_worker
if "as-mediapipe-comes" in sys.argv:
    mediapipe_worker.offline_environment = dict
with landmarker.Landmarker("photo") as l:
    l.detect(np.full((240, 320, 3), 120, np.uint8))
time.sleep(1.5)  # the counts are sent in the background, after closing
"""

SPEAK_ONE_SENTENCE = """
from posecheck.feedback.voice.process import Say, Speaker
speaker = Speaker(160, with_voice=True, with_device=True)
speaker.say(Say(1, "start", "Lie on your back"))
speaker.close()
"""

USE_BOTH = """
import http.server, logging, os, ssl, sys, threading, urllib.request
import numpy as np
from posecheck.perception.body.estimator import PoseEstimator

def state():
    return dict(os.environ), logging.getLogger("matplotlib").level, sys.stderr, sys.stdout

before = state()
with PoseEstimator("photo") as estimator:
    estimator.estimate(np.full((240, 320, 3), 120, np.uint8))
assert state() == before, "the process was changed"
assert threading.active_count() == 1, "threads were left behind"
assert "mediapipe" not in sys.modules, "MediaPipe runs in this process"

certificate = sys.argv[1]
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
trusting = ssl.create_default_context(cafile=certificate)
url = f"https://127.0.0.1:{server.server_port}/"
assert urllib.request.urlopen(url, context=trusting, timeout=10).status == 200
print("connected")
"""


def addresses_of(program: str, tmp_path, *arguments: str) -> list[str]:
    """The addresses that a program uses beyond this machine's own sockets."""
    command = [sys.executable, "-c", program, *arguments]
    found = watch_or_skip(command, program_environment(tmp_path), 120)
    assert found.status == 0, found.output
    return found.outside()


def test_the_voice_connects_to_nothing(tmp_path):
    assert addresses_of(SPEAK_ONE_SENTENCE, tmp_path) == []


def test_the_watcher_would_catch_it(tmp_path):
    assert addresses_of(ESTIMATE_ONE_FRAME, tmp_path, "as-mediapipe-comes") != []


def test_the_callers_own_https_works_afterwards(tmp_path):
    """With a proxy blocked in this process, as MediaPipe needs it, every client would fail."""
    done = subprocess.run(
        [sys.executable, "-c", USE_BOTH, str(CERTIFICATE)],
        cwd=tmp_path,
        env=program_environment(tmp_path),
        check=False,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "connected\n", done.stderr


def test_the_way_out_is_blocked_even_where_a_proxy_is_bypassed():
    given = {
        "https_proxy": "http://proxy.example:3128",
        "no_proxy": "localhost,*.googleapis.com,*,192.168.1.20",
        "HOME": "/home/anna",
    }
    blocked = offline_environment(given)
    assert blocked["https_proxy"] == blocked["HTTPS_PROXY"] == BLOCKED_PROXY
    assert "no_proxy" not in blocked  # some libcurl separate its hosts by blanks too
    assert blocked["HOME"] == "/home/anna"
    assert given["https_proxy"] == "http://proxy.example:3128"
