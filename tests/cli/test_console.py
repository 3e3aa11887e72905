"""Standard output may be gone while the program works: that ends nothing; a full disk is told."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import program_environment

from posecheck.cli.console import LastingStream


class Broken:
    """A stream that cannot be written any more."""

    def __init__(self, number: int) -> None:
        self._number = number

    def write(self, _text: str) -> int:
        raise OSError(self._number, os.strerror(self._number))

    def flush(self) -> None:
        raise OSError(self._number, os.strerror(self._number))

    def fileno(self) -> int:
        raise OSError(errno.EBADF, "none")


@pytest.mark.parametrize(
    ("number", "trouble"),
    [(errno.EPIPE, ""), (errno.EIO, ""), (errno.ENOSPC, os.strerror(errno.ENOSPC))],
)
def test_what_cannot_be_said_ends_nothing(monkeypatch, number, trouble):
    monkeypatch.setattr(sys, "stdout", Broken(number))
    stream = LastingStream("stdout")
    assert stream.write("four") == 4
    stream.flush()
    assert stream.trouble == trouble


@pytest.mark.parametrize("stream", [None, "closed"])
def test_a_stream_that_is_closed_or_was_never_there(monkeypatch, tmp_path, stream):
    if stream == "closed":
        stream = (tmp_path / "closed").open("w")
        stream.close()
    monkeypatch.setattr(sys, "stdout", stream)
    LastingStream("stdout").write("text")
    LastingStream("stdout").flush()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_output_onto_a_full_disk_is_no_success(tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "posecheck", "history", "--json"],
            env=program_environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode in (1, 2)
    assert done.stderr == "posecheck: Cannot write the output: No space left on device.\n"
