"""The commands that only read and print start without what is slow to load, and MediaPipe early."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import program_environment

from posecheck.cli import app
from posecheck.interruption import Interrupted

HEAVY = {
    "PIL", "av", "cv2", "dask", "distributed", "jinja2", "matplotlib", "mediapipe", "miniaudio",
    "numpy", "pydantic", "starlette", "uvicorn", "websockets",
}  # fmt: skip
"""What takes long to load."""

LOADED = f"""
import sys
sys.argv = ["posecheck", *sys.argv[1:]]
from posecheck.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("loaded:", *sorted({HEAVY} & set(sys.modules)))
"""

COMMANDS = (
    "demo",
    "app",
    "practice",
    "selftest",
    "analyze",
    "measure",
    "exercises",
    "history",
    "doctor",
)


def loaded(program: str, *words: str, home: Path) -> list[str]:
    """What of the heavy libraries a program has loaded."""
    environment = program_environment(home)
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["history"],
        ["history", "--json"],
        *([name, "--help"] for name in COMMANDS),
    ],
)
def test_nothing_slow_is_loaded(words, tmp_path):
    assert loaded(LOADED, *words, home=tmp_path) == []


def test_the_list_of_exercises_loads_only_what_validates_them(tmp_path):
    assert loaded(LOADED, "exercises", home=tmp_path) == ["pydantic"]


def test_a_clip_is_looked_at_before_reports_and_drawings_are_loaded(tmp_path, short_clip):
    watched = """
import os, sys
from posecheck.cli import command

load = command.import_module

def load_and_watch(name):
    from posecheck.perception.body import mediapipe_worker
    assert mediapipe_worker._idle[0].is_alive, "MediaPipe's process must come first"
    assert "numpy" not in sys.modules
    module = load(name)
    from posecheck.engine.perceiver import Perceiver
    perceive = Perceiver.perceive

    def first(self, *arguments, **more):
        assert perceive(self, *arguments, **more).measurements is not None
        heavy = {"PIL", "jinja2", "matplotlib", "mediapipe", "miniaudio"} & set(sys.modules)
        print("loaded:", *sorted(heavy), flush=True)
        os._exit(0)

    Perceiver.perceive = first
    return module

command.import_module = load_and_watch
sys.argv[0] = "posecheck"
from posecheck.__main__ import main
main()
"""
    words = ("analyze", str(short_clip), "--out", str(tmp_path / "out"))
    assert loaded(watched, *words, home=tmp_path) == []


@pytest.mark.parametrize(
    ("stop", "status"), [(KeyboardInterrupt(), 130), (Interrupted(2), 130), (Interrupted(15), 143)]
)
def test_a_signal_within_a_command_is_told(monkeypatch, capsys, stop, status):
    """Typer itself would end it without a word, and takes each for Ctrl-C."""

    def interrupted(*_):
        raise stop

    monkeypatch.setattr("posecheck.cli.exercises.list_exercises", interrupted)
    monkeypatch.setattr(sys, "argv", ["posecheck", "exercises"])
    with pytest.raises(SystemExit) as end:
        app.main()
    assert end.value.code == status
    assert capsys.readouterr().err == "posecheck: Stopped.\n"
