"""What a folder holds is measured or named; wildcards mean the same on every system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from posecheck.engine.folder import expand, photos_and_clips, read_folder, split_repeated
from posecheck.errors import InputError
from posecheck.feedback.report.columns import COLUMNS


def fill(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"x")


def test_whatever_phones_and_cameras_write_is_a_photo_or_a_clip(tmp_path):
    names = sorted(f"a{suffix}" for suffix in (
        ".gif", ".m2ts", ".MTS", ".flv", ".ogv", ".3g2", ".asf", ".vob", ".mjpeg", ".h264", ".avi",
        ".HEIC", ".heif", ".avif", ".jpg", ".JPEG", ".mov", ".webm",
    ))  # fmt: skip
    fill(tmp_path, *names)
    found = read_folder(tmp_path)
    assert [path.name for path in found.files] == names
    assert found.complaint == ""


def test_a_ts_is_a_clip_unless_it_is_a_programs_text(tmp_path):
    (tmp_path / "clip.ts").write_bytes(b"\x47\x40\x11")
    (tmp_path / "later.ts").write_bytes(b"\0\0\0\0\x47")
    (tmp_path / "code.ts").write_text("let x = 1;")
    found = read_folder(tmp_path)
    assert [path.name for path in found.files] == ["clip.ts", "later.ts"]
    assert found.left_out == ("code.ts",)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs, and few links")
def test_all_that_is_not_measured_is_named_in_one_sentence(tmp_path):
    fill(tmp_path, "a.mp4", "b.pdf", "c.zip", "d\n.txt", "caf\udce9.doc", "z.docx")
    (tmp_path / "sub").mkdir()
    (tmp_path / "broken.mp4").symlink_to("nowhere.mp4")
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "link.mp4").symlink_to("a.mp4")
    found = read_folder(tmp_path)
    assert [path.name for path in found.files] == ["a.mp4", "link.mp4"]
    assert found.left_out == (
        "b.pdf", "broken.mp4", "c.zip", "caf\\xe9.doc", "d\n.txt", "pipe.mp4", "sub/", "z.docx",
    )  # fmt: skip
    assert found.complaint == (
        f"Left out of {tmp_path}: 8 entries that are no photos or clips (b.pdf, broken.mp4, c.zip, "
        "caf\\xe9.doc, d\n.txt and 3 more); folders in it are not searched."
    )


def test_one_entry_is_named_too(tmp_path):
    fill(tmp_path, "a.mp4", "b.pdf")
    assert read_folder(tmp_path).complaint == (
        f"Left out of {tmp_path}: 1 entry that is no photo or clip (b.pdf)."
    )


def test_hidden_files_and_our_own_results_are_not_spoken_of(tmp_path):
    fill(tmp_path, "a.mp4", ".DS_Store", "._a.mp4", "Thumbs.db", "desktop.ini", ".a.mp4.1.part")
    fill(tmp_path, "analysis.json", "frames.csv", "annotated.mp4", "report.html")
    (tmp_path / "numbers.csv").write_text(",".join(COLUMNS) + "\n")
    found = read_folder(tmp_path)
    assert [path.name for path in found.files] == ["a.mp4"]
    assert found.left_out == ()


def test_a_video_called_annotated_counts_where_no_analysis_is(tmp_path):
    fill(tmp_path, "annotated.mp4")
    assert len(read_folder(tmp_path).files) == 1


def test_a_folder_without_photos_and_clips_says_what_it_holds(tmp_path):
    fill(tmp_path, "b.pdf")
    with pytest.raises(InputError, match=r"holds no photos or clips. Left out .*b\.pdf"):
        photos_and_clips(tmp_path)
    with pytest.raises(InputError, match=r"holds no photos or clips\.$"):
        (tmp_path / "b.pdf").unlink()
        photos_and_clips(tmp_path)


def test_a_folder_that_may_not_be_read_is_one_sentence(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError, match=r"cannot be read: Permission denied\."):
        photos_and_clips(tmp_path)


def test_an_entry_that_may_not_be_looked_at_is_named(tmp_path, monkeypatch):
    fill(tmp_path, "a.mp4", "b.mp4")
    real = Path.stat

    def refuse(self, **options):
        if self.name == "b.mp4":
            raise PermissionError(13, "Permission denied")
        return real(self, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    found = read_folder(tmp_path)
    assert [path.name for path in found.files] == ["a.mp4"]
    assert found.left_out == ("b.mp4",)


def test_wildcards_are_expanded_where_no_shell_has_done_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fill(tmp_path, "b.mp4", "a.mp4", "c.mov", ".hidden.mp4", "clip1.avi", "clip[1].mkv")
    given = ["*.mp4", "c.mov", "no*.mp4", "clip[1].avi", "clip[1].*", "?.mov"]
    found = [str(path) for path in expand(map(Path, given))]
    assert found == [
        "a.mp4", "b.mp4", "c.mov", "no*.mp4", "clip[1].avi", "clip[1].mkv", "c.mov",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_file_of_just_that_name_is_taken_literally(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fill(tmp_path, "*.mp4", "a.mp4", "~")
    assert expand([Path("*.mp4"), Path("~")]) == [Path("*.mp4"), Path("~")]


def test_what_is_named_twice_is_taken_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = [Path("a.mp4"), Path("b.mp4"), Path("x/../a.mp4"), tmp_path / "b.mp4"]
    assert split_repeated(given) == (given[:2], given[2:])
