"""What is half written is hidden, is ours, and goes again, also after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import program_environment

from posecheck.output import partial as partial_files
from posecheck.output.files import write_atomically
from posecheck.output.lock import lock_file
from posecheck.output.partial import (
    OLD,
    WHOLE,
    Claim,
    hidden_path,
    is_running,
    lock_path,
    move_files,
    remove_left_over,
    remove_left_over_folders,
)

FILES = ("analysis.json", "frames.csv", "annotated.mp4", "report.html")


@pytest.fixture(scope="module")
def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_set(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_text(text)
    return folder


def read_set(folder: Path) -> set[str]:
    return {(folder / name).read_text() for name in FILES}


def test_what_dead_processes_left_goes_when_something_is_written_there(tmp_path, dead_pid):
    (tmp_path / f".old.mp4.{dead_pid}.part").write_bytes(b"\0" * 100)
    (tmp_path / f".table.{dead_pid}.part").write_text("same name as now")
    half = tmp_path / f".clip.{dead_pid}.part"
    half.mkdir()
    (half / "frames.csv").write_text("")
    (half / f".annotated.mp4.{dead_pid}.part").write_bytes(b"")
    with write_atomically(tmp_path / "table") as file:
        file.write("x")
    assert names(tmp_path) == ["table"]


def test_what_is_not_ours_or_is_in_use_stays(tmp_path, dead_pid):
    kept = [
        tmp_path / "film.mp4.part",  # a browser's
        tmp_path / ".film.mp4.part",
        tmp_path / f".notes.txt.{dead_pid}.part",  # nothing that posecheck writes
        tmp_path / f".film.mp4.{os.getppid()}.part",  # its process runs
        tmp_path / f"film.mp4.{dead_pid}.part",  # not hidden
    ]
    for path in kept:
        path.write_text("kept")
    folder = tmp_path / f".thesis.{dead_pid}.part"
    folder.mkdir()
    (folder / "chapter.tex").write_text("kept")
    link = tmp_path / f".link.mp4.{dead_pid}.part"
    link.symlink_to(kept[0])
    remove_left_over(tmp_path / "new.mp4")
    assert all(path.read_text() == "kept" for path in kept)
    assert (folder / "chapter.tex").exists()
    assert link.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_number_that_was_given_again_does_not_protect_what_nobody_locks(tmp_path, monkeypatch):
    for pid in (os.getpid(), os.getppid()):  # in a container the number is always the same
        path = tmp_path / f".old.mp4.{pid}.part"
        path.write_text("left over")
        os.utime(path, (time.time() - 3600,) * 2)
    remove_left_over(tmp_path / "new.mp4")
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_lock_protects_what_another_machine_or_container_writes(tmp_path, monkeypatch):
    claim = Claim(tmp_path / "video.mp4")
    os.utime(claim.hidden, (time.time() - 3600,) * 2)
    monkeypatch.setattr(partial_files, "is_running", lambda _: False)
    remove_left_over(tmp_path / "other.mp4")
    assert claim.hidden.exists()
    claim.close()
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is Unix's")
@pytest.mark.parametrize("folder", [False, True])
def test_killed_while_it_writes_the_next_one_cleans_up(tmp_path, folder):
    code = (
        "import os, sys; from pathlib import Path; from posecheck.output.partial import Claim; "
        f"Claim(Path('result.mp4'), folder={folder}); os.kill(os.getpid(), 9)"
    )
    environment = program_environment(tmp_path)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=False)
    (left,) = names(tmp_path)
    assert left.startswith(".result.mp4.")
    Claim(tmp_path / "another.mp4").close()
    assert names(tmp_path) == []


def test_a_new_set_appears_at_once(tmp_path):
    move_files(write_set(tmp_path / "hidden", "new"), tmp_path / "clip", FILES)
    assert names(tmp_path) == ["clip"]
    assert read_set(tmp_path / "clip") == {"new"}


def test_a_set_is_replaced_and_other_files_stay(tmp_path):
    clip = write_set(tmp_path / "clip", "old")
    (clip / "notes.txt").write_text("mine")
    claim = Claim(clip, folder=True)
    write_set(claim.hidden, "new")
    move_files(claim.hidden, clip, FILES)
    claim.close()
    assert read_set(clip) == {"new"}
    assert names(clip) == sorted([*FILES, "notes.txt"])
    assert names(tmp_path) == ["clip"]


@pytest.mark.parametrize("failing", range(8))
def test_where_a_file_cannot_be_replaced_the_old_set_comes_back(tmp_path, monkeypatch, failing):
    """On Windows a player that shows the old video keeps it from being moved."""
    clip = write_set(tmp_path / "clip", "old")
    claim = Claim(clip, folder=True)
    write_set(claim.hidden, "new")
    rename, calls = os.rename, []

    def fails_once(start: Path, end: Path) -> None:
        calls.append(start)
        if len(calls) == failing + 1:
            raise PermissionError(13, "in use")
        rename(start, end)

    monkeypatch.setattr(os, "rename", fails_once)
    with pytest.raises(PermissionError):
        move_files(claim.hidden, clip, FILES)
    claim.close()
    assert read_set(clip) == {"old"}
    assert names(tmp_path) == ["clip"]


@pytest.mark.parametrize("moves", range(1, 8))
def test_killed_while_the_set_is_replaced_the_next_start_completes_it(
    tmp_path, monkeypatch, moves, dead_pid
):
    clip = write_set(tmp_path / "clip", "old")
    hidden = write_set(tmp_path / f".clip.{dead_pid}.part", "new")
    rename, calls = os.rename, []

    class Killed(BaseException):
        pass

    def is_killed(start: Path, end: Path) -> None:
        if len(calls) == moves:
            raise Killed
        calls.append(start)
        rename(start, end)

    monkeypatch.setattr(os, "rename", is_killed)
    with pytest.raises(Killed):
        move_files(hidden, clip, FILES)
    monkeypatch.setattr(os, "rename", rename)
    assert (hidden / WHOLE).exists()
    assert (hidden / OLD).exists()
    remove_left_over(clip)
    assert read_set(clip) == {"new"}
    assert names(tmp_path) == ["clip"]


def test_folders_of_dead_voices_go(tmp_path, dead_pid):
    for name in (f"voice-{dead_pid}-abc", f"voice-{os.getpid()}-abc", "voice-abc", "voice-x-y"):
        (tmp_path / name).mkdir()
    remove_left_over_folders(tmp_path, "voice")
    assert names(tmp_path) == sorted([f"voice-{os.getpid()}-abc", "voice-abc", "voice-x-y"])


def test_hidden_names_and_process_numbers(dead_pid):
    assert hidden_path(Path("a/b.csv")) == Path(f"a/.b.csv.{os.getpid()}.part")
    assert is_running(os.getpid())
    assert not is_running(dead_pid)
    assert not is_running(10**30)


def test_hidden_names_fit_every_disk(tmp_path):
    for name in ("a.csv", "x" * 255, "写" * 85, "caf\udce9"):
        for hidden in (hidden_path(tmp_path / name), lock_path(tmp_path / name)):
            assert len(os.fsencode(hidden.name)) < 143
    assert hidden_path(tmp_path / "a.csv").name == f".a.csv.{os.getpid()}.part"
    assert lock_path(tmp_path / "x").name == ".x.lock"
    longest, other = "x" * 255, "x" * 254 + "y"
    assert lock_path(tmp_path / longest) != lock_path(tmp_path / other)


def test_a_lock_that_a_killed_program_left_is_removed_and_a_held_one_stays(tmp_path):
    left, held, own = (tmp_path / f".{name}.csv.lock" for name in ("left", "held", "other"))
    left.touch()
    own.write_text("not ours: it holds something")
    with lock_file(held):
        remove_left_over(tmp_path / "new.csv")
        assert held.exists()
    assert not left.exists()
    assert own.exists()


def test_a_killed_programs_file_with_a_long_name_is_removed(tmp_path):
    path = tmp_path / ("x" * 250 + ".csv")
    gone = hidden_path(path).with_name(hidden_path(path).name.replace(str(os.getpid()), "99999999"))
    gone.write_text("half")
    remove_left_over(path)
    assert not gone.exists()


def test_an_empty_lock_file_of_another_program_stays(tmp_path):
    """It may lock by being there. Only a name of what posecheck writes tells that it is ours."""
    foreign = tmp_path / ".state.lock"
    foreign.touch()
    remove_left_over(tmp_path / "new.csv")
    assert foreign.exists()


def test_with_a_killed_analysis_its_lock_goes_too(tmp_path, dead_pid):
    (tmp_path / f".clip.{dead_pid}.part").mkdir()
    (tmp_path / ".clip.lock").touch()
    remove_left_over(tmp_path / "other")
    assert not list(tmp_path.iterdir())
