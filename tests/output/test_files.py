"""Output files are whole or not there, and folders that stay empty go again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from posecheck.errors import OutputError
from posecheck.output.files import (
    make_folder,
    make_folder_if_used,
    write_atomically,
    write_bytes_atomically,
)


def write_bytes(path, contents):
    with write_bytes_atomically(path) as file:
        file.write(contents)


posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs, and few links")


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "a.csv"
    with write_atomically(path) as file:
        file.write("α\n")
        assert not path.exists()
    assert path.read_bytes() == "α\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_after_an_error_the_old_file_stays_and_nothing_else(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(ValueError, match="broken"), write_atomically(path) as file:
        file.write("new")
        raise ValueError("broken")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_says_which(tmp_path):
    with pytest.raises(OutputError, match=r"Cannot write .*a\.csv"):
        with write_atomically(tmp_path / "missing" / "a.csv"):
            pass


def test_a_folder_that_stays_empty_goes_again_with_its_new_parents(tmp_path):
    (tmp_path / "old").mkdir()
    with make_folder_if_used(tmp_path / "old" / "new" / "newer"):
        assert (tmp_path / "old" / "new" / "newer").is_dir()
    assert not (tmp_path / "old" / "new").exists()
    assert (tmp_path / "old").exists()


def test_a_folder_that_is_used_stays(tmp_path):
    with make_folder_if_used(tmp_path / "new"):
        (tmp_path / "new" / "a.csv").write_text("a")
    assert (tmp_path / "new" / "a.csv").exists()


def test_a_folder_that_cannot_be_made_or_written_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot make the folder"):
        make_folder(tmp_path / "file" / "folder")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(OutputError, match="choose another with --out"):
        make_folder(tmp_path)


def test_the_longest_name_can_be_written(tmp_path):
    path = tmp_path / ("x" * 251 + ".csv")
    with write_atomically(path) as file:
        file.write("a")
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_is_no_text_can_be_written_into_a_file(tmp_path):
    with write_atomically(tmp_path / "caf\udce9.csv") as file:
        file.write("caf\udce9")
    assert (tmp_path / "caf\udce9.csv").read_text("utf-8") == "caf\\udce9"


@posix
def test_a_link_stays_and_its_file_is_written(tmp_path):
    (tmp_path / "kept").mkdir()
    link, real = tmp_path / "link.csv", tmp_path / "kept" / "real.csv"
    link.symlink_to(real)
    for text in ("new", "newer"):  # first the link leads to nothing
        write_bytes(link, text.encode())
        assert link.is_symlink()
        assert real.read_text() == text
    real.chmod(0o640)
    write_bytes(link, b"newest")
    assert real.stat().st_mode & 0o777 == 0o640


@posix
def test_a_fifo_is_written_to_and_stays(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with write_atomically(pipe) as file:
        file.write("rows")
    write_bytes(pipe, b" and bytes")
    assert os.read(reader, 100) == b"rows and bytes"
    os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="Linux has /proc")
def test_an_open_file_is_written_where_it_stands(tmp_path):
    """As with ``> log``: what was printed before stays."""
    with (tmp_path / "log").open("w+b") as log:
        log.write(b"before ")
        log.flush()
        write_bytes(Path(f"/dev/fd/{log.fileno()}"), b"json ")
        with write_atomically(Path(f"/proc/self/fd/{log.fileno()}")) as file:
            file.write("rows")
    assert (tmp_path / "log").read_bytes() == b"before json rows"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has /dev/full")
def test_a_device_that_is_full_is_one_sentence():
    with pytest.raises(OutputError, match=r"Cannot write /dev/full: No space left"):
        write_bytes(Path("/dev/full"), b"x")
    with pytest.raises(OutputError, match=r"Cannot write /dev/full: No space left"):
        with write_atomically(Path("/dev/full")) as file:
            file.write("x")
