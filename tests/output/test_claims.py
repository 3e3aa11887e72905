"""What is there is replaced only when asked, an input never, and two runs do not mix."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from posecheck.errors import OutputError
from posecheck.output.claims import check_distinct, check_output, claim_folder, claim_outputs

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs, and few links")


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "my.mp4"
    path.write_bytes(b"film")
    return path


def refusal(path, **options):
    with pytest.raises(OutputError) as error:
        check_output(path, **options)
    return str(error.value)


def test_a_file_that_is_there_is_replaced_only_when_asked(clip):
    assert "--overwrite" in refusal(clip)
    check_output(clip, overwrite=True)
    check_output(clip.with_name("new.csv"))


@posix
def test_an_input_is_never_replaced_under_any_of_its_names(clip, tmp_path):
    (tmp_path / "link.mp4").symlink_to(clip)
    os.link(clip, tmp_path / "hard.mp4")
    (tmp_path / "folder").mkdir()
    for name in ("my.mp4", "link.mp4", "hard.mp4", "folder/../my.mp4"):
        assert "is read" in refusal(tmp_path / name, inputs=[clip], overwrite=True)
    assert "is read" in refusal(clip, inputs=[tmp_path / "link.mp4"], overwrite=True)


def test_what_cannot_be_written_is_said_before_the_work(clip, tmp_path, monkeypatch):
    assert "is a folder" in refusal(tmp_path, overwrite=True)
    assert "does not exist" in refusal(tmp_path / "no" / "a.csv")
    assert "is not a folder" in refusal(clip / "a.csv")
    assert "Cannot write" in refusal(tmp_path / ("x" * 300))
    assert "Cannot write" in refusal(tmp_path / "a\0b")
    (tmp_path / "circle").symlink_to("circle")
    assert "Cannot write" in refusal(tmp_path / "circle")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "you may not write" in refusal(tmp_path / "a.csv")


@posix
def test_pipes_and_devices_are_free_to_be_written(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/null"), Path("/dev/stdout")):
        check_output(path)
    check_distinct({"--a": Path("/dev/null"), "--b": Path("/dev/null")})


def test_two_options_name_two_files(tmp_path):
    for other in ("./a.wav", "A.WAV", f"../{tmp_path.name}/a.wav"):
        with pytest.raises(OutputError, match="--sound-file and --voice-log name the same"):
            outputs = {"--sound-file": tmp_path / "a.wav", "--voice-log": tmp_path / other}
            check_distinct(outputs)
    check_distinct({"--sound-file": tmp_path / "a.wav", "--voice-log": None})


def test_a_second_run_is_refused_while_the_first_writes(tmp_path):
    path = tmp_path / "a.csv"
    with claim_outputs({"--out": path}):
        with pytest.raises(OutputError, match="Another run is writing"):
            with claim_outputs({"--out": tmp_path / "." / "a.csv"}):
                pass
        with claim_outputs({"--out": tmp_path / "b.csv"}):
            pass
    assert list(tmp_path.iterdir()) == []


def test_what_the_first_run_finished_meanwhile_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    looks = []

    def first_run_ends(*arguments, real=check_output, **options):
        real(*arguments, **options)
        if not looks:
            path.write_text("the first run's")
        looks.append(1)

    monkeypatch.setattr("posecheck.output.claims.check_output", first_run_ends)
    with pytest.raises(OutputError, match="--overwrite"), claim_outputs({"--out": path}):
        pass
    assert path.read_text() == "the first run's"


def test_a_folder_is_claimed_with_its_files(tmp_path, clip):
    folder = tmp_path / "o" / "clip"
    with claim_folder(folder, ["a.json"]):
        with pytest.raises(OutputError, match="Another run is writing"):
            with claim_folder(folder, ["a.json"]):
                pass
        with claim_folder(folder.with_name("other"), ["a.json"]):
            pass
    assert not (tmp_path / "o").exists()
    folder.mkdir(parents=True)
    (folder / "a.json").write_text("")
    with pytest.raises(OutputError, match="already holds an analysis"):
        with claim_folder(folder, ["a.json"]):
            pass
    with pytest.raises(OutputError, match="is read in this call"):
        with claim_folder(folder, ["a.json"], inputs=[folder / "a.json"], overwrite=True):
            pass
    with pytest.raises(OutputError, match="a file of that name"):
        with claim_folder(clip, ["a.json"], overwrite=True):
            pass
