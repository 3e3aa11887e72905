"""What is asked in the terminal before and after a practice: once, acted on, never in the way."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import program_environment

from posecheck.history.records import EndReason, Soreness
from posecheck.history.store import History

pty = pytest.importorskip("pty", reason="pseudo-terminals are Unix's")


def _history(home: Path) -> History:
    path = home / "data" / "posecheck" / "history.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    return History.open(path)


@pytest.fixture
def practised_yesterday(tmp_path) -> Path:
    with _history(tmp_path) as history:
        log = history.begin_session("daily", datetime.now() - timedelta(days=1))
        log.hold("supine_release", "left", held_s=15, target_s=15, complete=True)
        log.end(EndReason.DONE)
    return tmp_path


def _in_a_terminal(home: Path, answers: list[tuple[str, str]], *arguments: str) -> str:
    """Run the program in a pseudo-terminal; type each answer once its question is shown."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "posecheck", *arguments],
        env=program_environment(home) | {"TERM": "dumb", "COLUMNS": "200"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    shown, waiting, end_s = "", list(answers), time.monotonic() + 90
    try:
        while time.monotonic() < end_s:
            if select.select([leader], [], [], 0.2)[0]:
                try:
                    shown += os.read(leader, 4096).decode(errors="replace")
                except OSError:  # the program has ended
                    break
            elif process.poll() is not None:
                break
            if waiting and waiting[0][0] in shown:
                os.write(leader, (waiting.pop(0)[1] + "\n").encode())
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    assert not waiting, f"never asked: {waiting[0][0]}\n{shown}"
    return shown


def test_soreness_is_asked_once_and_shortens_the_hold(practised_yesterday, make_clip):
    clip = str(make_clip(times_s=[0.0, 0.5, 1.0]))
    command = ("practice", "supine_release", "--camera", clip, "--no-window", "--quiet")
    shown = _in_a_terminal(practised_yesterday, [("How sore were you", "4")], *command)
    assert "Proposed hold for a release: 15 s." in shown
    assert "sore for more than two days" in shown
    with _history(practised_yesterday) as history:
        assert history.past_sessions()[0].soreness is Soreness.BEYOND_48H
    assert "How sore" not in _in_a_terminal(practised_yesterday, [], *command)


def test_nothing_is_asked_without_a_terminal(practised_yesterday, program, make_clip):
    clip = make_clip(times_s=[0.0, 0.5, 1.0])
    result = program("practice", "supine_release", "--camera", clip, "--no-window", "--quiet")
    assert result.returncode == 0
    assert "How sore" not in result.stdout
