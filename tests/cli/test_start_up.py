"""The commands that only read and print start without what is slow to load."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import program_environment

from posecheck.cli import app
from posecheck.interruption import Interrupted

LOADED = """
import sys
sys.argv = ["posecheck", *sys.argv[1:]]
from posecheck.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("loaded:", sorted({"cv2", "mediapipe", "numpy", "pydantic", "matplotlib"} & set(sys.modules)))
"""


@pytest.mark.parametrize("words", [["--help"], ["history"], ["history", "--json"]])
def test_nothing_slow_is_loaded(words, tmp_path):
    environment = program_environment(tmp_path)
    command = [sys.executable, "-c", LOADED, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: []"


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
