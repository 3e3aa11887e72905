"""Standard streams that are closed, full, left by their reader, or of a small encoding."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import program_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell's redirections")


@pytest.fixture
def shell(tmp_path):
    """Runs a line in which P is the program."""

    def run(line, **environment):
        program = f"{sys.executable} -m posecheck"
        return subprocess.run(
            ["bash", "-c", line.replace("$P", program)],
            cwd=tmp_path,
            env=program_environment(tmp_path) | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_a_reader_who_leaves_is_no_error(shell):
    done = shell("$P exercises | head -1; echo ${PIPESTATUS[0]}; $P --help | true; ")
    assert done.stdout.splitlines()[1:] == ["0"]
    assert done.stderr == ""


def test_closed_streams_are_no_error(shell):
    done = shell(
        "$P history >&-; echo $?; $P --version >&- 2>&- <&-; echo $?; $P practice --camera 97 2>&-;"
        "echo $?"
    )
    assert done.stdout.splitlines() == ["0", "0", "2"]
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has /dev/full")
def test_a_full_disk_behind_standard_output_is_said(shell):
    done = shell("$P history > /dev/full")
    assert done.returncode == 1
    assert done.stderr == ("posecheck: Cannot write to standard output: No space left on device.\n")


def test_numbers_with_nowhere_to_go_are_refused_before_the_work(shell):
    done = shell("$P measure missing.mp4 >&-")
    assert done.returncode == 2
    assert done.stderr == "posecheck: Cannot write to standard output, it is closed: add --out.\n"


@pytest.mark.parametrize("encoding", ["cp1252:strict", "utf-8:strict"])
def test_any_name_is_said_in_any_encoding(shell, encoding):
    done = shell(
        r"$P measure 写真.mp4 $'caf\xe9.mp4' '[red]x[/].mp4' $'a\nb\e[2J.mp4' ':smile:.mp4'",
        PYTHONIOENCODING=encoding,
    )
    assert done.returncode == 2
    said = done.stderr.splitlines()
    assert len(said) == 5
    assert ("写真" if encoding.startswith("utf") else r"\u5199\u771f") in said[0]
    names = (r"caf\xe9", "[red]x[/]", r"a\nb\x1b[2J", ":smile:")
    for line, name in zip(said[1:], names, strict=True):
        assert f"There is no file {name}.mp4: check the name." in line


def test_no_password_is_said_in_any_message(shell):
    address = "rtsp://admin:secret@127.0.0.1:9/live?token=secret"
    done = shell(
        f"$P practice low_lunge '{address}'; $P --debug practice --camera '{address}';"
        f"$P measure '{address}'; $P '{address}'"
    )
    assert "secret" not in done.stdout + done.stderr
    assert "Traceback" in done.stderr
    assert "rtsp://***@127.0.0.1:9/live?token=***" in done.stderr
