"""The programs in examples/ and the Python in the README and docs run as they stand."""

from __future__ import annotations

import ast
import math
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import textwrap
import types
from pathlib import Path

import pytest
from conftest import REPOSITORY, program_environment

import posecheck
from posecheck.engine.frame_table import FrameTable
from posecheck.video import open_source


def docs_of_the_repository() -> list[str]:
    """The documents in docs/, by their paths."""
    found = (REPOSITORY / "docs").rglob("*.md")
    return sorted(path.relative_to(REPOSITORY).as_posix() for path in found)


EXAMPLES = sorted((REPOSITORY / "examples").glob("*.py"))

PRINTED = {
    "analyze_clip": "left knee: ",
    "measure_folder": "clip.mp4 <FrameTable: 30 frames",
    "watch_camera": "Lower your left knee further outward",
    "own_exercise": "hips: fix",
    "keys_and_frames": "safety",
}
"""What each program prints, among other things."""


def run(program: list[str], folder: Path) -> str:
    environment = program_environment(folder)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        [sys.executable, *program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(example, short_clip, tmp_path):
    argument = tmp_path if example.stem == "measure_folder" else short_clip
    assert PRINTED[example.stem] in run([str(example), str(argument)], tmp_path)


def run_here(example: str, argument: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [example, str(argument)])
    runpy.run_path(str(REPOSITORY / "examples" / example), run_name="__main__")


def test_a_knee_that_was_not_always_seen(monkeypatch, capsys, tmp_path):
    rows = [{"knee_left": knee} for knee in (math.nan, 90.0, math.nan, 70.0)]
    result = types.SimpleNamespace(holds=[], corrections=[], frames=rows)
    monkeypatch.setattr(posecheck, "analyze", lambda *_, **__: result)
    run_here("analyze_clip.py", tmp_path, monkeypatch)
    assert "left knee: 70 to 90 degrees, seen in 2 frames" in capsys.readouterr().out


def test_a_folder_is_measured_twice_and_no_table_replaces_another(monkeypatch, tmp_path):
    sources = {tmp_path / "a.jpg", tmp_path / "a.mp4"}
    for path in sources:
        path.touch()
    measured = []
    table = FrameTable("source,frame\nx,0\n")
    monkeypatch.setattr(posecheck, "measure", lambda path: measured.append(path) or table)
    for _ in range(2):
        run_here("measure_folder.py", tmp_path, monkeypatch)
    assert sorted(measured) == sorted([*sources, *sources])
    assert len(set(tmp_path.iterdir()) - sources) == 2


def programs_of(document: str) -> list[str]:
    """The Python that a document shows, block by block."""
    text = (REPOSITORY / document).read_text("utf-8")
    if document.endswith(".py"):
        text = ast.get_docstring(ast.parse(text)) or ""
    indented = re.findall(r"^((?:    (?:import|from) posecheck.*\n)(?:    .*\n|\n)*)", text, re.M)
    fenced = re.findall(r"^```python\n(.*?)^```", text, re.S | re.M)
    return [*map(textwrap.dedent, indented), *fenced]


ALL_IN_TURN = """
import sys
from pathlib import Path
from posecheck.perception.body.mediapipe_worker import mediapipe_kept

with mediapipe_kept():
    for name in sys.argv[1:]:
        print(name)
        exec(compile(Path(name).read_text("utf-8"), name, "exec"), {"__name__": "__main__"})
"""
"""Runs programs one after another; MediaPipe is loaded once."""


SERVES = "docs/app.md"
"""The document whose program goes on until it is ended."""


def test_the_program_that_serves_says_where_and_ends_when_told(tmp_path):
    (program,) = programs_of(SERVES)
    serving = subprocess.Popen(
        [sys.executable, "-u", "-c", program],
        cwd=tmp_path,
        env=program_environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    try:
        assert "/enter?token=" in serving.stdout.readline()
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(60) == 0
    finally:
        serving.kill()
        serving.stdout.close()


@pytest.mark.parametrize(
    "document",
    [
        "posecheck/__init__.py",
        *(
            name
            for name in ("README.md", *docs_of_the_repository())
            if name != SERVES and programs_of(name)
        ),
    ],
)
def test_the_python_of_a_document_runs(document, tiny_clip, tmp_path):
    """``clip.mp4``, ``photo.jpg``, ``test.mp4``, results/clip are there; camera 0 is a clip."""
    shutil.copy(tiny_clip, tmp_path / "test.mp4")
    with open_source(tiny_clip) as source:
        from PIL import Image

        Image.fromarray(next(iter(source)).image).save(tmp_path / "photo.jpg")
    shutil.copytree(
        REPOSITORY / "tests/golden/results/release_right", tmp_path / "results" / "clip"
    )
    (tmp_path / "all.py").write_text(ALL_IN_TURN)
    names = []
    for number, program in enumerate(programs_of(document)):
        names.append(f"program{number}.py")
        (tmp_path / names[-1]).write_text(program.replace("camera=0", 'camera="clip.mp4"'))
    run(["all.py", *names], tmp_path)
