"""Files of any name in one call: each is done, and each is told apart in what is written."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest
from conftest import program_environment
from PIL import Image

CLIPS = ("2026-01-05T10:30:12 caf\udce9.mp4", "[red]写真%03d\n.mp4")
"""Names that FFmpeg, rich, a terminal and UTF-8 trip over."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows few of these names")
def test_no_name_is_lost_and_none_loses_another(make_clip, tmp_path):
    for name in CLIPS:
        make_clip("plain.mp4").rename(tmp_path / name)
    for name in ("写真.png", "caf\udce9.png"):
        Image.new("RGB", (64, 48)).save(tmp_path / "plain.png")
        (tmp_path / "plain.png").rename(tmp_path / name)
    environment = program_environment(tmp_path) | {"PYTHONIOENCODING": "cp1252:strict"}

    def run(*arguments):
        command = [sys.executable, "-m", "posecheck", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False
        )
        return done.returncode, *(t.decode("cp1252") for t in (done.stdout, done.stderr))

    again = str(tmp_path / CLIPS[0])
    status, _, said = run("analyze", CLIPS[0], "no\udce9.mp4", CLIPS[1], again, "--out", "ö\udce9")
    assert status == 1
    assert said.splitlines() == [
        "posecheck: " + again.replace("\udce9", "\\xe9") + " is named twice: it is taken once.",
        "posecheck: There is no file no\\xe9.mp4: check the name.",
    ]
    out = tmp_path / "ö\udce9"
    assert {path.name for path in out.iterdir()} == {name[:-4] for name in CLIPS}
    for name in CLIPS:
        kept = name.replace("\udce9", "\\xe9")
        folder = out / name[:-4]
        analysis = json.loads((folder / "analysis.json").read_text("utf-8"))
        assert analysis["source"]["path"] == kept
        with (folder / "frames.csv").open(encoding="utf-8", newline="") as file:
            assert {row["source"] for row in csv.DictReader(file)} == {kept}
        assert "10:30:12 caf\\xe9" in (folder / "report.html").read_text("utf-8") or name[0] == "["

    status, rows, said = run("measure", "*.png")
    assert (status, said) == (0, "")
    sources = [row["source"] for row in csv.DictReader(rows.splitlines())]
    assert sources == ["caf\\xe9.png", "\\u5199\\u771f.png"]
