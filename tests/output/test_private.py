"""What shows or describes a person can be read by its owner only, whatever the umask."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import program_environment

from posecheck.engine.recorder import Recorder
from posecheck.feedback.voice.log import write_voice_log
from posecheck.feedback.voice.sound_track import SoundTrack
from posecheck.history.plot import save_plot
from posecheck.output.files import make_folder, make_folder_if_used, write_atomically
from posecheck.output.private import create_private, make_private_folder
from posecheck.video.frame import Frame
from posecheck.video.sound import add_sound
from posecheck.video.writer import VideoWriter

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps rights in another way"
)

IMAGE = np.full((48, 64, 3), 90, np.uint8)


@pytest.fixture(autouse=True)
def everyone_may_read() -> Iterator[None]:
    """A umask that takes nothing away."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def write_text(path: Path) -> None:
    with write_atomically(path) as file:
        file.write("1")


def write_video(path: Path) -> None:
    with VideoWriter(path, (64, 48), Fraction(10)) as writer:
        writer.write(Frame(IMAGE, 0.0, 0))


def write_video_with_sound(path: Path) -> None:
    write_video(path)
    add_sound(path, [np.zeros(8000, np.int16)], 16_000)


def record(path: Path) -> None:
    with Recorder(path, print) as recorder:
        recorder.add(Frame(IMAGE, 0.0, 0), IMAGE)


def plot(path: Path) -> None:
    from datetime import date

    save_plot(path, (), (), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (write_text, "analysis.json"),
        (write_video, "annotated.mp4"),
        (write_video_with_sound, "spoken.mp4"),
        (record, "practice.mp4"),
        (lambda path: SoundTrack().write(path, 0.1), "sound.wav"),
        (lambda path: write_voice_log(path, []), "voice.csv"),
        (plot, "plot.png"),
    ],
)
def test_only_its_owner_can_read_a_file(tmp_path, write, name):
    write(tmp_path / name)
    assert {file.name: mode(file) for file in tmp_path.iterdir()} == {name: 0o600}


def test_nobody_reads_it_while_it_is_written(tmp_path):
    with VideoWriter(tmp_path / "clip.mp4", (64, 48)) as writer:
        writer.write(Frame(IMAGE, 0.0, 0))
        assert [mode(file) for file in tmp_path.iterdir()] == [0o600]
    with write_atomically(tmp_path / "a.csv"):
        assert {mode(file) for file in tmp_path.iterdir()} == {0o600}


def test_folders_that_are_made_can_be_entered_by_their_owner_only(tmp_path):
    make_folder(tmp_path / "a" / "b")
    with make_folder_if_used(tmp_path / "c"):
        write_text(tmp_path / "c" / "file")
    make_private_folder(tmp_path / "a" / "b")  # a second time
    assert [mode(tmp_path / name) for name in ("a", "a/b", "c")] == [0o700] * 3
    (tmp_path / "mine").mkdir(mode=0o755)
    make_folder(tmp_path / "mine")
    assert mode(tmp_path / "mine") == 0o755, "what was there is not ours"
    with pytest.raises(FileExistsError):
        make_private_folder(tmp_path / "c" / "file")


def test_what_is_in_the_way_is_not_written_into(tmp_path):
    """A link that another user has laid under the hidden name leads nowhere."""
    (tmp_path / "theirs").write_text("")
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    create_private(tmp_path / "ours")
    (tmp_path / "ours").write_text("secret")
    assert (tmp_path / "theirs").read_text() == ""


def test_a_command_leaves_nothing_that_others_can_read(tmp_path):
    """Whichever library writes: the program's own umask sees to it."""
    code = (
        "import sys; sys.argv = ['posecheck', 'history', '--plot', 'new/plot.png']\n"
        "import posecheck.cli.history as h\n"
        "def show(given):\n"
        "    import os, pathlib, resource\n"
        "    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0, 'a crash leaves a picture'\n"
        "    os.mkdir('new'); pathlib.Path('new/file').write_text('1')\n"
        "h.show_history = show\n"
        "from posecheck.__main__ import main; main()\n"
    )
    environment = program_environment(tmp_path)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert (mode(tmp_path / "new"), mode(tmp_path / "new" / "file")) == (0o700, 0o600)
