"""Output files are whole or not there, and folders that stay empty go again."""

from __future__ import annotations

import pytest

from posecheck.errors import OutputError
from posecheck.output_files import make_folder, make_folder_if_used, write_atomically


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
