"""What is written to a terminal, and to a pipe: colours and the progress bar."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import program_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")
"""The codes that set a colour. Bold and dim are not colours."""


def run_on_terminal(home: Path, *words: str, **more: str) -> str:
    """What a command writes to a terminal, on stdout and stderr."""
    import pty

    ours, theirs = pty.openpty()
    environment = program_environment(home) | {"HOME": str(home), "TERM": "xterm-256color"}
    for name in ("NO_COLOR", "FORCE_COLOR"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-m", "posecheck", *words],
        env=environment | more,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux's way to say that nobody writes any more
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    process.wait(60)
    return b"".join(parts).decode()


@pytest.fixture
def photo(tmp_path) -> Path:
    cv2.imwrite(str(tmp_path / "photo.png"), np.full((120, 160, 3), 90, np.uint8))
    return tmp_path / "photo.png"


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("exercises", "nothing_of_this_name"),
        ("analyze", "--nonsense"),
        ("--show-completion",),
    ],
)
def test_without_colours(words, tmp_path):
    assert not COLOUR.search(run_on_terminal(tmp_path, *words, NO_COLOR="1"))


def test_a_terminal_shows_colours_otherwise(tmp_path):
    assert COLOUR.search(run_on_terminal(tmp_path, "exercises", "nothing_of_this_name"))


def test_installing_the_completion_shows_no_colours_either(tmp_path):
    named = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    for no_color, coloured in (("1", False), ("", True)):
        words = ("--install-completion", "fish")
        written = run_on_terminal(tmp_path, *words, NO_COLOR=no_color, **named)
        assert "completion installed" in written
        assert bool(COLOUR.search(written)) == coloured


def test_the_bar_moves_on_a_terminal_with_and_without_colours(tmp_path, photo):
    for no_color in ("1", ""):
        written = run_on_terminal(
            tmp_path, "measure", photo.name, "--out", f"m{no_color}.csv", NO_COLOR=no_color
        )
        assert photo.name in written
        assert bool(COLOUR.search(written)) == (no_color == "")
        assert written.rstrip().endswith("\x1b[?25h")  # the cursor is back


@pytest.mark.parametrize("more", [{}, {"FORCE_COLOR": "1"}, {"NO_COLOR": "1"}])
def test_a_pipe_gets_no_bar(more, tmp_path, photo):
    done = subprocess.run(
        [sys.executable, "-m", "posecheck", "measure", photo.name, "--out", "m.csv"],
        env=program_environment(tmp_path) | more,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_terminal_without_a_cursor_gets_no_bar(tmp_path, photo):
    written = run_on_terminal(
        tmp_path, "measure", photo.name, "--out", "m.csv", TERM="dumb", NO_COLOR="1"
    )
    assert written == ""


def test_the_help_has_no_broken_lines(tmp_path):
    text = run_on_terminal(tmp_path, "analyze", "--help", NO_COLOR="1", COLUMNS="100")
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in text.splitlines()]
    start = next(k for k, line in enumerate(lines) if line.startswith("Writes analysis.json"))
    assert min(len(line) for line in lines[start : start + 3]) > 75


@pytest.mark.parametrize("words", [("--debug", "analyze"), ("measure", "--debug")])
def test_debug_shows_where_an_input_failed(words, tmp_path):
    (tmp_path / "a.mp4").write_text("no video")
    name = "n.csv" if "measure" in words else "n"
    plain = [word for word in words if word != "--debug"]
    for given, shown in ((plain, False), (words, True)):
        told = run_on_terminal(tmp_path, *given, "a.mp4", "--out", name)
        assert "is not a video that can be read" in told
        assert ("Traceback" in told) == shown


def test_an_address_is_not_a_file(tmp_path):
    address = "https://example.org/a.mp4"
    assert "download the clip first" in run_on_terminal(
        tmp_path, "analyze", address, "--out", "n"
    ).replace("\r\n", " ")
