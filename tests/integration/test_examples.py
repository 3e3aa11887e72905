"""The programs in examples/ and the Python in the README and docs run as they stand."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import REPOSITORY, program_environment

from posecheck.video import open_source

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
    done = subprocess.run(
        [sys.executable, *program],
        cwd=folder,
        env=program_environment(folder),
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


@pytest.mark.parametrize("document", ["README.md", "docs/python.md", "posecheck/__init__.py"])
def test_the_python_of_a_document_runs(document, short_clip, tmp_path):
    """``clip.mp4``, ``photo.jpg`` and ``test.mp4`` are there; camera 0 is a clip."""
    text = (REPOSITORY / document).read_text()
    if document.endswith(".py"):
        text = ast.get_docstring(ast.parse(text)) or ""
    indented = re.findall(r"^((?:    (?:import|from) posecheck.*\n)(?:    .*\n|\n)*)", text, re.M)
    fenced = re.findall(r"```python\n(.*?)```", text, re.S)
    programs = [*map(textwrap.dedent, indented), *fenced]
    assert programs
    shutil.copy(short_clip, tmp_path / "test.mp4")
    with open_source(short_clip) as source:
        from PIL import Image

        Image.fromarray(next(iter(source)).image).save(tmp_path / "photo.jpg")
    for program in programs:
        run(["-c", program.replace("camera=0", 'camera="clip.mp4"')], tmp_path)
