"""A real process: what happens when it hangs, dies or is not needed any more."""

from __future__ import annotations

import os
import signal

import pytest

from posecheck.feedback.voice.process import Ready, Stop
from posecheck.feedback.voice.process_client import ProcessClient, ProcessDiedError
from posecheck.feedback.voice.voice_process import VoiceProcess


@pytest.fixture
def client():
    found = ProcessClient(160, with_voice=False, with_device=False)
    yield found
    found.kill()


def test_a_process_says_what_it_found_and_ends_with_its_client(client):
    assert client.receive(20.0) == Ready("", "", "", "")
    assert client.receive(0.0) is None
    client.close()
    assert not client._process.is_alive
    assert client._process.connection.closed


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals as on POSIX")
def test_a_process_that_hangs_is_killed(client):
    client.receive(20.0)
    os.kill(client._process.pid, signal.SIGSTOP)
    client.close()
    assert not client._process.is_alive


def test_a_process_that_died_is_reported(client):
    client.receive(20.0)
    client.kill()
    with pytest.raises(ProcessDiedError):
        client.receive(1.0)
    with pytest.raises(ProcessDiedError):
        client.send(Stop())


def test_what_cannot_be_sent_starts_the_next_mode():
    process = VoiceProcess(voice=False, device=False)
    try:
        process.wait_until_ready()
        process._client.kill()
        assert not process.send(Stop())
        assert not process.alive
    finally:
        process.close()
