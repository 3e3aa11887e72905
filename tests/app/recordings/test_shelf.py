"""Recordings on their shelf: names, what is kept, what a killed server left."""

from __future__ import annotations

import asyncio
import stat

import pytest

from posecheck.app.recordings.shelf import CLOSED, About, Shelf, clean_name
from posecheck.app.recordings.taking_in import TooLargeError, check_length, take_in
from posecheck.errors import InputError, OutputError


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("clip.MOV", "clip.mov"),
        ("Mein Film (2).mp4", "Mein Film (2).mp4"),
        ("../../etc/passwd", "passwd.mp4"),
        ("C:\\films\\a.mkv", "a.mkv"),
        ("übung.webm", "übung.webm"),
        (".bashrc", "bashrc.mp4"),
        ("...", "recording.mp4"),
        ("", "recording.mp4"),
        ("a.mp4.exe", "a.mp4.exe.mp4"),
        ("a\n\0b;c.avi", "a_b_c.avi"),
        ("-rf.mp4", "rf.mp4"),
    ],
)
def test_the_copy_that_is_analysed_has_a_plain_name(name, clean):
    assert clean_name(name) == clean


def test_a_long_name_is_cut():
    assert len(clean_name("x" * 5000 + ".mp4")) < 100


async def pieces(*given):
    for piece in given:
        yield piece


def test_a_recording_comes_is_listed_and_deleted(tmp_path):
    shelf = Shelf(tmp_path / "recordings")
    name, path = shelf.add("../a film.mp4", "auto")
    asyncio.run(take_in(pieces(b"abc", b"de"), 5, path))
    assert path.read_bytes() == b"abcde"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    ((listed, about),) = shelf.list()
    assert listed == name
    assert about.name == "a film.mp4"
    assert shelf.upload(name) == path
    shelf.forget_upload(name)
    assert shelf.upload(name) is None
    assert shelf.delete(name)
    assert not shelf.delete(name)
    assert shelf.list() == []


def test_not_one_byte_more_than_announced_and_not_one_less(tmp_path):
    with pytest.raises(TooLargeError):
        asyncio.run(take_in(pieces(b"abc", b"def"), 5, tmp_path / "a"))
    assert (tmp_path / "a").stat().st_size <= 5
    with pytest.raises(InputError, match="whole"):
        asyncio.run(take_in(pieces(b"abc"), 5, tmp_path / "b"))


def test_a_file_without_room_on_the_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "posecheck.app.recordings.taking_in.shutil.disk_usage",
        lambda _: type("Usage", (), {"free": 1 << 29})(),
    )
    with pytest.raises(TooLargeError, match="room"):
        check_length(1000, tmp_path / "not" / "yet")


def test_what_a_killed_server_left_is_forgotten_and_told(tmp_path):
    shelf = Shelf(tmp_path / "recordings")
    name, path = shelf.add("a.mp4", "auto")
    path.write_bytes(b"film")
    about = shelf.about(name)
    assert about is not None
    shelf.note(name, about.model_copy(update={"state": "running"}))
    shelf.tidy()
    assert not path.exists()
    ((_, left),) = shelf.list()
    assert (left.state, left.text) == ("failed", CLOSED)


def test_a_film_of_which_nothing_is_known_is_not_kept(tmp_path):
    shelf = Shelf(tmp_path)
    name, path = shelf.add("a.mp4", "auto")
    path.write_bytes(b"a film")
    (tmp_path / name / "about.json").unlink()
    shelf.tidy()
    assert not path.exists()


def test_what_could_not_be_deleted_is_said_and_stays_listed(tmp_path, monkeypatch):
    shelf = Shelf(tmp_path)
    name, path = shelf.add("a.mp4", "auto")
    path.write_bytes(b"a film")
    with monkeypatch.context() as held:
        held.setattr("posecheck.app.recordings.shelf.shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(OutputError, match="is left"):
            shelf.delete(name)
    assert [each for each, _ in shelf.list()] == [name]
    assert shelf.delete(name)
    assert not path.exists()


def test_a_name_that_is_none_of_ours_is_no_recording(tmp_path):
    shelf = Shelf(tmp_path)
    for name in ("..", "../..", "0123456789ABCDEF", "x" * 16, ""):
        assert shelf.about(name) is None
        assert shelf.result(name, "report.html") is None
        assert not shelf.delete(name)


def test_a_damaged_note_hides_one_recording_only(tmp_path):
    shelf = Shelf(tmp_path)
    first, _ = shelf.add("a.mp4", "auto")
    shelf.add("b.mp4", "auto")
    (tmp_path / first / "about.json").write_text("{")
    assert [about.name for _, about in shelf.list()] == ["b.mp4"]
    assert isinstance(shelf.list()[0][1], About)
