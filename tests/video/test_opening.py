"""What a user names is opened, or refused in one sentence that shows no password."""

from __future__ import annotations

import os
import sys

import pytest

from posecheck.errors import InputError
from posecheck.video import opening
from posecheck.video.opening import open_file, open_source
from posecheck.video.writer import VideoWriter


class Opened:
    """Stands for a camera; remembers what it was asked for."""

    def __init__(self, what, _reading) -> None:
        self.what = what


@pytest.fixture(autouse=True)
def no_cameras(monkeypatch):
    for kind in ("Camera", "NetworkCamera"):
        monkeypatch.setattr(opening, kind, type(kind, (Opened,), {}))


def refusal(open_it, spec):
    with pytest.raises(InputError) as error:
        open_it(spec)
    return str(error.value)


@pytest.mark.parametrize(
    ("spec", "kind", "opened"),
    [
        ("0", "Camera", 0),
        (" 1 ", "Camera", 1),
        ("http://10.0.0.7/video", "NetworkCamera", "http://10.0.0.7/video"),
        ("RTSP://10.0.0.7/v", "NetworkCamera", "RTSP://10.0.0.7/v"),
        ("127.0.0.1:8080", "NetworkCamera", "http://127.0.0.1:8080"),
        ("127.0.0.1:8080/video?x=1", "NetworkCamera", "http://127.0.0.1:8080/video?x=1"),
        ("10.0.0.7", "NetworkCamera", "http://10.0.0.7"),
        ("localhost:8080", "NetworkCamera", "http://localhost:8080"),
        ("phone.local:4747/video", "NetworkCamera", "http://phone.local:4747/video"),
        ("[::1]:8080", "NetworkCamera", "http://[::1]:8080"),
        ("10.0.0.7:554/live", "NetworkCamera", "rtsp://10.0.0.7:554/live"),
        ("admin:pw@10.0.0.7:8554", "NetworkCamera", "rtsp://admin:pw@10.0.0.7:8554"),
        ("admin:p/w@cam/v", "NetworkCamera", "http://admin:p/w@cam/v"),
    ],
)
def test_a_camera_is_named_by_number_or_address(spec, kind, opened):
    source = open_source(spec)
    assert type(source).__name__ == kind
    assert source.what == opened


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "No camera is named"),
        ("  ", "No camera is named"),
        ("-1", "no camera -1"),
        ("123456789012", "no camera 123456789012"),
        ("/dev/video97", "no camera at /dev/video97"),
        ("http:/10.0.0.7/v", "did you mean http://10.0.0.7/v?"),
        ("http:10.0.0.7/v", "did you mean http://10.0.0.7/v?"),
        ("rtsp//10.0.0.7", "did you mean rtsp://10.0.0.7?"),
        ("http:/admin:secret@10.0.0.7/v", r"did you mean http://***@10.0.0.7/v?"),
        ("htp://admin:secret@10.0.0.7/v", r"begins with htp://"),
        ("clip.mp4", "There is no file clip.mp4"),
        ("²", "There is no file ²"),
        ("file:///missing.mp4", "There is no file"),
        (".", "is a folder"),
    ],
)
def test_what_is_no_camera_is_one_sentence(spec, message):
    said = refusal(open_source, spec)
    assert message in said
    assert "secret" not in said


def test_what_is_no_clip_is_one_sentence(tmp_path):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "caf\udce9.mp4").write_text("no video")
    for name, message in {
        "missing.mp4": "There is no file",
        "empty.mp4": "is empty",
        "empty.mp4/a.mp4": "There is no file",
        "x" * 300: "cannot be read: File name too long",
        "a\0b": "cannot be read",
        ".": "is a folder",
        "caf\udce9.mp4": "caf\\xe9.mp4 is not a video",
    }.items():
        assert message in refusal(open_file, tmp_path / name)
    assert "standard input" in refusal(open_file, type(tmp_path)("-"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs, and few links")
def test_a_pipe_a_device_and_a_broken_link_are_named(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "link.mp4").symlink_to("nowhere")
    assert "a pipe or a device" in refusal(open_file, tmp_path / "pipe.mp4")
    assert "a pipe or a device" in refusal(open_file, type(tmp_path)("/dev/null"))
    assert "a link to a file that is not there" in refusal(open_file, tmp_path / "link.mp4")


def test_a_clip_that_may_not_be_read_is_not_called_damaged(make_clip, monkeypatch):
    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    clip = make_clip()
    monkeypatch.setattr("av.open", refuse)
    assert "you have no right to" in refusal(open_file, clip)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows few of these names")
@pytest.mark.parametrize(
    "name",
    [
        "2026-01-05T10:30:12.mp4", "caf\udce9.mp4", "写真.mp4", "-x.mp4", "a%03d.mp4", "a\nb.mp4",
        "concat:a.mp4", "file:a.mp4", "http:a.mp4", "C:\\a.mp4", "'\" ?#&.mp4", "[red].mp4",
        "x" * 251 + ".mp4",
    ],
)  # fmt: skip
def test_a_clip_is_read_and_written_whatever_its_name(make_clip, tmp_path, name, monkeypatch):
    make_clip("plain.mp4").rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    with open_file(type(tmp_path)(name)) as source:
        frames = list(source)
    assert len(frames) == 3
    with VideoWriter(type(tmp_path)(name), frames[0].size) as writer:
        writer.write(frames[0])
    with open_file(type(tmp_path)(name)) as source:
        assert len(list(source)) == 1
    assert os.listdir() == [name]


def test_a_folder_is_told_by_what_is_taken_there(tmp_path):
    with pytest.raises(InputError, match="is a folder: give a clip in it"):
        open_file(tmp_path)
    with pytest.raises(InputError, match="is a folder: give a camera or a file"):
        open_source(tmp_path)
