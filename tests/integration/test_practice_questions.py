"""What is asked in the terminal before and after a practice: once, acted on, never in the way."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import REPOSITORY, program_environment

from posecheck.history.records import EndReason, PastHold, Soreness
from posecheck.history.store import History
from posecheck.video import open_source

pty = pytest.importorskip("pty", reason="pseudo-terminals are Unix's")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")


def _history(home: Path) -> History:
    path = home / "data" / "posecheck" / "history.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    return History.open(path)


@pytest.fixture
def practised_yesterday(tmp_path) -> Path:
    with _history(tmp_path) as history:
        log = history.begin_session("daily", datetime.now() - timedelta(days=1))
        log.hold(PastHold("supine_release", "left", held_s=15, target_s=15, complete=True))
        log.end(EndReason.DONE)
    return tmp_path


def _own_terminal() -> None:
    """So that Ctrl-C typed there reaches the program."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _in_a_terminal(home: Path, answers: list[tuple[str, str]], *arguments: str) -> str:
    """Run the program in a pseudo-terminal; type each answer once its question is shown."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "posecheck", *arguments],
        env=program_environment(home) | {"TERM": "dumb", "COLUMNS": "200"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
        preexec_fn=_own_terminal,
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
        status = process.wait(timeout=20)
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    assert not waiting, f"never asked: {waiting[0][0]}\n{shown}"
    assert status == 0, shown
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


def test_an_open_danger_question_is_asked_before_the_next_practice(tmp_path, make_clip):
    with _history(tmp_path) as history:
        log = history.begin_session("daily", datetime.now() - timedelta(days=1))
        log.danger(30.0, "asked, not answered")
        log.end(EndReason.LEFT)
    clip = str(make_clip(times_s=[0.0, 0.5, 1.0]))
    command = ("practice", "supine_release", "--camera", clip, "--no-window", "--quiet")
    shown = _in_a_terminal(tmp_path, [("was it sharp pain", "")], *command)
    assert "You stopped because of a danger sign" in shown
    assert "Until you say no" in shown
    shown = _in_a_terminal(tmp_path, [("was it sharp pain", "n")], *command)
    assert "because of a danger sign" not in shown
    assert "was it sharp pain" not in _in_a_terminal(tmp_path, [], *command)


def test_nothing_is_asked_without_a_terminal(practised_yesterday, program, make_clip):
    clip = make_clip(times_s=[0.0, 0.5, 1.0])
    result = program("practice", "supine_release", "--camera", clip, "--no-window", "--quiet")
    assert result.returncode == 0
    assert "How sore" not in result.stdout


RELEASE = """
name = "quick"
title = "Quick"
summary = "Quick."
reason = "For a test."
[timing]
prepare_s = 0
safety_s = 0.3
camera_good_s = 0.3
done_s = 0.5
[[parts]]
exercise = "supine_release"
seconds = 60
hold_s = 2
"""
FELT = "Did you feel the muscle let go?"


def _pictures(name: str, start: int, end: int) -> list[np.ndarray]:
    with open_source(str(REPOSITORY / "sample_videos" / f"{name}.mp4")) as source:
        return [frame.image for frame in source if start <= frame.index < end]


@pytest.fixture
def practise(tmp_path, make_clip) -> tuple[str, ...]:
    """The command for a practice of a few seconds in which a release is held."""
    return _command(tmp_path, make_clip, _pictures("release_right", 24, 96))


def _command(folder: Path, make_clip, pictures: list[np.ndarray]) -> tuple[str, ...]:
    (folder / "quick.toml").write_text(RELEASE)
    times = [i / 12 for i in range(len(pictures))]
    clip = make_clip(times_s=times, size=(640, 480), images=pictures)
    what = (str(folder / "quick.toml"), "--camera", str(clip))
    return ("practice", *what, "--no-window", "--quiet", "--no-checklist")


def _kept(home: Path):
    with _history(home) as history:
        (session,) = history.past_sessions()
    assert session.held_s("left") >= 1.0
    assert session.ended is not None
    return session


def test_where_no_release_was_felt_the_causes_are_gone_through(practise, tmp_path):
    shown = _in_a_terminal(tmp_path, [(FELT, "n")], *practise)
    assert "What it may be:" in shown.partition(FELT)[2]
    assert _kept(tmp_path).release_felt is False


def test_a_wrong_answer_is_asked_for_once_more_then_passed_over(practise, tmp_path):
    shown = _in_a_terminal(tmp_path, [(FELT, "maybe"), ("Please answer", "7")], *practise)
    assert "Traceback" not in shown
    assert _kept(tmp_path).release_felt is None


def test_ctrl_c_at_a_question_loses_nothing(practise, tmp_path):
    video = tmp_path / "kept.mp4"
    shown = _in_a_terminal(tmp_path, [(FELT, "\x03")], *practise, "--record", str(video))
    assert "^C" in shown
    assert "Traceback" not in shown
    assert _kept(tmp_path).release_felt is None
    with open_source(str(video)) as recorded:
        assert sum(1 for _ in recorded) > 40


def test_who_paused_and_left_is_asked_for_a_danger_sign(tmp_path, make_clip):
    """One arm is raised to the ceiling, then nobody is there any more."""
    pictures = _pictures("arm_raised", 0, 50)
    pictures += [np.full_like(pictures[0], 90)] * 60
    command = _command(tmp_path, make_clip, pictures)
    shown = _in_a_terminal(tmp_path, [("You stopped: was it sharp pain", "y")], *command)
    assert FELT not in shown
    with _history(tmp_path) as history:
        (session,) = history.past_sessions()
    assert [danger.sign for danger in session.dangers] == ["told afterwards"]
