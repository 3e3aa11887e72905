"""Each option that writes asks before it replaces, before the work begins."""

from __future__ import annotations

import json
import shutil

import pytest
import typer

from posecheck.cli.app import app
from posecheck.errors import PosecheckError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, release_clip):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    shutil.copy(release_clip, "clip.mp4")
    for name in ("there.mp4", "there.wav", "there.csv", "there.json", "there.png", "there.task"):
        (tmp_path / name).write_text("kept")
    (tmp_path / "o" / "clip").mkdir(parents=True)
    (tmp_path / "o" / "clip" / "report.html").write_text("kept")
    (tmp_path / "annotated").mkdir()
    shutil.copy(release_clip, "annotated/annotated.mp4")
    return tmp_path


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


LIVE = ("--camera", "clip.mp4", "--no-window", "--quiet")
RECORDED = ("selftest", "--video", "clip.mp4")
OVER = ("--format", "csv", "--overwrite")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("measure", "clip.mp4", "--out", "there.csv"), "--overwrite"),
        (("measure", "clip.mp4", "--out", "there.xlsx"), "cannot be written as .xlsx"),
        (("measure", "clip.mp4", "--out", "there.json"), "--overwrite"),
        (("measure", "clip.mp4", "--json", "--format", "csv"), "Choose one of"),
        (("measure", "clip.mp4", "--out", "clip.mp4", *OVER), "is read"),
        (("measure", ".", "--out", "clip.mp4", *OVER), "is read"),
        (
            ("measure", "clip.mp4", "--model", "there.task", "--out", "there.task", *OVER),
            "is read",
        ),
        (("practice", *LIVE, "--record", "there.mp4"), "--overwrite"),
        (("practice", *LIVE, "--record", "clip.mp4", "--overwrite"), "is read"),
        (("practice", *LIVE, "--sound-file", "there.wav"), "--overwrite"),
        (("practice", *LIVE, "--voice-log", "there.csv"), "--overwrite"),
        (("practice", *LIVE, "--voice-log", "no/a.csv"), "does not exist"),
        (("practice", *LIVE, "--sound-file", "a", "--voice-log", "./A"), "name the same file"),
        (("selftest", *LIVE, "--json", "there.json"), "--overwrite"),
        (("selftest", *LIVE, "--sound-file", "there.wav"), "--overwrite"),
        (("selftest", *LIVE, "--out", "new"), "--out needs --video"),
        ((*RECORDED, "--json", "clip.mp4", "--overwrite"), "is read"),
        ((*RECORDED, "--out", "o"), "already holds an analysis"),
        ((*RECORDED, "--out", "n", "--json", "n/clip/report.html"), "name the same file"),
        ((*RECORDED, "--sound-file", "a.wav"), "leave out --video"),
        ((*RECORDED, "--camera", "1"), "--camera is for a live test: leave out --video"),
        (("analyze", "clip.mp4", "--out", "there.csv"), "a file of that name is there. Choose"),
        (("history", "--plot", "there.png"), "--overwrite"),
        (("history", "--plot", "a.xyz"), "ends in .png"),
        (("demo", "--out", "o/clip", "--no-window"), "already holds an analysis"),
    ],
)
def test_nothing_is_replaced_unasked(folder, arguments, message):
    before = contents(folder)
    with pytest.raises(PosecheckError, match=message):
        app(list(arguments), standalone_mode=False)
    assert {path: data for path, data in contents(folder).items() if path in before} == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("clip.mp4", "--out", "o"), "already holds an analysis"),
        (("annotated/annotated.mp4", "--out", ".", "--overwrite"), "is read"),
    ],
)
def test_an_analysis_replaces_nothing_unasked(folder, arguments, message, capsys):
    before = contents(folder)
    assert app(["analyze", *arguments], standalone_mode=False) == 2
    assert message in capsys.readouterr().err
    assert contents(folder) == before


def test_the_demo_replaces_its_own_results_only(folder, monkeypatch):
    from posecheck.cli import demo

    own = folder / "posecheck-output" / "demo"
    own.mkdir(parents=True)
    for clip, is_own in ((f"/x/{demo.CLIP}", True), ("/x/mine.mp4", False)):
        (own / "analysis.json").write_text(json.dumps({"source": {"path": clip}}))
        assert demo._is_own(demo.OWN_FOLDER) is is_own
    (own / "analysis.json").write_text("[]")
    assert not demo._is_own(demo.OWN_FOLDER)


@pytest.mark.parametrize("hold", ["nan", "inf", "-5", "0", "x"])
def test_a_hold_is_a_number_of_seconds(hold):
    with pytest.raises(typer.BadParameter):
        app(["analyze", "clip.mp4", "--out", "n", "--hold", hold], standalone_mode=False)


def test_the_plot_is_replaced_when_asked(folder):
    app(["history", "--plot", "there.png", "--overwrite"], standalone_mode=False)
    assert (folder / "there.png").read_bytes().startswith(b"\x89PNG")
