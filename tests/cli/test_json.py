"""What programs read: one JSON document on standard output and nothing else, errors on stderr."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY
from PIL import Image

from posecheck.cli import app, doctor, selftest_run
from posecheck.errors import PosecheckError
from posecheck.exercises.library import load_exercises
from posecheck.exercises.programme_library import load_programmes
from posecheck.feedback.report.columns import COLUMNS
from posecheck.tightness.session import SelfTest


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Runs a command; returns its status, its JSON (None for nothing) and what is on stderr."""
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path / "home"))

    def run(*words: str):
        monkeypatch.setattr(sys, "argv", ["posecheck", *words])
        with pytest.raises(SystemExit) as end:
            app.main()
        found = capsys.readouterr()
        return end.value.code or 0, json.loads(found.out) if found.out else None, found.err

    return run


class TestExercises:
    def test_all_of_them(self, run):
        status, found, errors = run("exercises", "--json")
        assert (status, errors, found["schema"]) == (0, "", 1)
        assert [e["name"] for e in found["exercises"]] == list(load_exercises())
        assert [p["name"] for p in found["programmes"]] == list(load_programmes())
        release = next(e for e in found["exercises"] if e["name"] == "supine_release")
        check = next(c for c in release["checks"] if c["measure"] == "fallout")
        assert (check["min"], check["max"], check["unit"]) == (20, None, "°")
        assert set(check["source"]) <= set(found["sources"])

    def test_one_of_them(self, run):
        _, found, _ = run("exercises", "low_lunge", "--json")
        assert [e["name"] for e in found["exercises"]] == ["low_lunge"]
        assert found["programmes"] == []
        assert "vigotsky_2016" in found["sources"]
        assert "kim_2015" not in found["sources"]
        _, found, _ = run("exercises", "daily", "--json")
        assert [p["name"] for p in found["programmes"]] == ["daily"]

    def test_an_unknown_one_is_told_on_stderr(self, run):
        status, found, errors = run("exercises", "nothing", "--json")
        assert (status, found) == (2, None)
        assert errors.startswith("posecheck: ")


class TestDoctor:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch):
        for name in ("_check_model", "_check_camera"):
            monkeypatch.setattr(doctor, name, lambda _: "fine")
        for name in ("_check_video", "_check_speed", "_check_screen"):
            monkeypatch.setattr(doctor, name, lambda: "fine")
        monkeypatch.setattr(doctor, "_named", lambda *_: "fine")

    def test_every_check_with_its_text(self, run):
        status, found, errors = run("doctor", "--json")
        assert (status, errors, found["schema"], found["ok"]) == (0, "", 1, True)
        names = [check["check"] for check in found["checks"]]
        assert names == [
            "python", "model", "video", "speed", "screen", "voice", "sound", "history", "camera",
        ]  # fmt: skip
        assert all(check["ok"] and check["text"] for check in found["checks"])

    def test_a_fault_is_in_the_document_and_in_the_status(self, run, monkeypatch):
        def fail(_):
            raise PosecheckError("Cannot open camera 0: check that it is plugged in.")

        monkeypatch.setattr(doctor, "_check_camera", fail)
        status, found, errors = run("doctor", "--json")
        assert (status, errors, found["ok"]) == (1, "", False)
        assert found["checks"][-1] == {
            "check": "camera",
            "ok": False,
            "text": "Cannot open camera 0: check that it is plugged in.",
        }


class TestHistory:
    def test_an_empty_one_is_a_document_too(self, run):
        status, found, errors = run("history", "--json")
        assert (status, errors) == (0, "")
        assert found == {"schema": 1, "sessions": [], "selftests": [], "notes": []}


class TestSelfTest:
    @pytest.fixture
    def clip(self, tmp_path, monkeypatch) -> Path:
        def tested(given, sides):
            print("told meanwhile")
            return SelfTest(sides, given.repeats, recorded=True), ""

        monkeypatch.setattr(selftest_run, "run_recorded_test", tested)
        path = tmp_path / "test.mp4"
        path.touch()
        return path

    def test_the_outcome_alone_is_on_standard_output(self, run, clip):
        status, found, errors = run("selftest", "--video", str(clip), "--json", "-")
        assert (status, found) == (0, {"left": None, "right": None})
        assert "told meanwhile" in errors
        assert "This is a self-check, not a diagnosis." in errors
        assert not Path("-").exists()

    def test_damage_is_told_on_stderr(self, run, clip, monkeypatch):
        damaged = SelfTest(("left",), 1, recorded=True), "The film is damaged."
        monkeypatch.setattr(selftest_run, "run_recorded_test", lambda *_: damaged)
        status, found, errors = run("selftest", "--video", str(clip), "--json", "-")
        assert (status, found) == (1, {"left": None, "right": None})
        assert "posecheck: The film is damaged." in errors


class TestMeasure:
    def test_a_row_for_each_photo_and_the_bad_one_on_stderr(self, run, tmp_path):
        photo, bad = REPOSITORY / "docs/images/release_right.jpg", tmp_path / "bad.jpg"
        bad.write_text("no picture")
        Image.new("RGB", (64, 48)).save(tmp_path / "empty.png")
        status, found, errors = run(
            "measure", "--json", str(photo), str(bad), str(tmp_path / "empty.png")
        )
        assert status == 1
        assert "bad.jpg" in errors
        assert found["schema"] == 1
        one, nobody = found["frames"]
        assert list(one) == list(nobody) == list(COLUMNS)
        assert (one["source"], one["person"], one["posture"]) == (str(photo), 1, "supine")
        assert (nobody["person"], nobody["posture"]) == (0, None)

    def test_where_nothing_could_be_measured_there_is_no_document(self, run, tmp_path):
        status, found, errors = run("measure", "--json", str(tmp_path / "nothing.jpg"))
        assert (status, found) == (2, None)
        assert "There is no file" in errors

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["--json", "--format", "parquet", "--out", "a"], "Choose one of --json and --format"),
            (["--format", "parquet"], "A Parquet file is not text: name it with --out."),
            (["--format", "xlsx"], "xlsx is no format: csv or parquet or json."),
        ],
    )
    def test_what_does_not_go_together_is_refused(self, run, words, sentence):
        status, found, errors = run("measure", "a.jpg", *words)
        assert (status, found) == (2, None)
        assert sentence in errors


class TestSchema:
    @pytest.mark.parametrize("words", [["schema"], ["schema", "analysis"], ["schema", "columns"]])
    def test_a_description_is_json(self, run, words):
        status, found, errors = run(*words)
        assert (status, errors) == (0, "")
        assert found["columns" if "columns" in words else "properties"]

    def test_nothing_else_is_described(self, run):
        status, found, errors = run("schema", "report")
        assert (status, found) == (2, None)
        assert "Nothing called report is described: analysis or columns." in errors
