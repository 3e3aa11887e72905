"""The second process: it ends with its pipe, and needs no guard in the caller's script."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from conftest import program_environment

from posecheck.worker_process import WorkerProcess

ECHO = """
import os
os.write(1, b"printed")
os.write(2, b"printed")
def serve(connection):
    connection.send((os.getpid(), os.environ.get("WHO")))
    while True:
        try:
            connection.send(connection.recv())
        except EOFError:
            return
"""


@pytest.fixture
def echo(tmp_path, monkeypatch) -> str:
    (tmp_path / "echo_for_a_test.py").write_text(ECHO)
    monkeypatch.syspath_prepend(str(tmp_path))
    return "echo_for_a_test"


def is_running(pid: int) -> bool:
    return (
        Path(f"/proc/{pid}/status").exists()
        and "Z (" not in Path(f"/proc/{pid}/status").read_text()
    )


def test_it_answers_in_its_own_environment_and_ends_when_closed(echo, capfd):
    worker = WorkerProcess(echo, {**os.environ, "WHO": "child"})
    pid, who = worker.connection.recv()
    assert pid == worker.pid != os.getpid()
    assert who == "child"
    worker.connection.send([1, 2])
    assert worker.connection.recv() == [1, 2]
    assert worker.is_alive
    worker.close()
    worker.close()
    assert not worker.is_alive
    assert "WHO" not in os.environ
    assert capfd.readouterr() == ("", "")


def test_a_child_that_died_is_noticed_at_once(echo):
    worker = WorkerProcess(echo)
    pid, _ = worker.connection.recv()
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(EOFError):
        worker.connection.recv()
    worker.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix's")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_to_all_processes_leaves_it_to_its_parent(echo, name):
    """A shutdown sends SIGTERM to each process; what the parent still asks is answered."""
    worker = WorkerProcess(echo)
    pid, _ = worker.connection.recv()
    assert os.getsid(pid) == pid  # so that a terminal's signals do not reach it at all
    os.kill(pid, getattr(signal, name))
    worker.connection.send("still there")
    assert worker.connection.recv() == "still there"
    worker.close()


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
def test_it_ends_when_its_parent_is_killed(echo, tmp_path):
    """The parent is a script without a guard around its main part."""
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent("""
            import os, signal
            from posecheck.worker_process import WorkerProcess
            worker = WorkerProcess("echo_for_a_test")
            print(worker.connection.recv()[0], flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        """)
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env=program_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    pid = int(done.stdout)
    for _ in range(100):
        if not is_running(pid):
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")
