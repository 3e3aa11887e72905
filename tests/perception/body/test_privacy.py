"""Nothing leaves the machine: no host is looked up, nothing is connected to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from conftest import program_environment

from posecheck.perception.body import offline

ESTIMATE_ONE_FRAME = """
import sys, time
import numpy as np
from posecheck.perception.body import landmarker
if "as-mediapipe-comes" in sys.argv:
    landmarker.block_metrics = lambda: None
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

USING_A_SOCKET = ("connect(", "bind(", "sendto(", "sendmsg(", "sendmmsg(", "recvfrom(")


def internet_calls(trace: str) -> list[str]:
    """The traced calls that use an internet socket. Opening one and closing it at once, to
    see which protocols the machine has, uses none."""
    lines = [line for line in trace.splitlines() if "AF_INET" in line]
    return [line for line in lines if any(call in line for call in USING_A_SOCKET)]


def _trace(tmp_path, *arguments: str, program: str = ESTIMATE_ONE_FRAME) -> str:
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace)]
    subprocess.run(
        [*command, sys.executable, "-c", program, *arguments],
        env=program_environment(tmp_path),
        check=True,
        timeout=120,
        capture_output=True,
    )
    return trace.read_text()


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
class TestTraced:
    def test_nothing_is_looked_up_or_connected_to(self, tmp_path):
        assert internet_calls(_trace(tmp_path)) == []

    def test_the_voice_connects_to_nothing(self, tmp_path):
        assert internet_calls(_trace(tmp_path, program=SPEAK_ONE_SENTENCE)) == []

    def test_the_trace_would_catch_it(self, tmp_path):
        assert internet_calls(_trace(tmp_path, "as-mediapipe-comes")) != []


def test_the_way_out_is_blocked_even_where_a_proxy_is_bypassed(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "localhost,*.googleapis.com,*,192.168.1.20")
    offline.block_metrics()
    assert os.environ["https_proxy"] == os.environ["HTTPS_PROXY"] == offline.BLOCKED_PROXY
    assert os.environ["no_proxy"] == "localhost,192.168.1.20"
