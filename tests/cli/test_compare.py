"""`posecheck compare`: the table, the page, JSON, and what is refused."""

from __future__ import annotations

import json
import sys

import pytest
from made_analysis import make_analysis

from posecheck.cli import app


def release(folder, fallout):
    columns = {"fallout_left": fallout, "fallout_left_tolerance": 4.0}
    return make_analysis(folder, holds=[("left", 5.0, 15.0, 10.0)], columns=columns)


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["posecheck", "compare", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            app.main()
        found = capsys.readouterr()
        return end.value.code or 0, found.out, found.err

    return run


@pytest.fixture
def two(tmp_path):
    return release(tmp_path / "a", 30.0), release(tmp_path / "b", 60.0)


def test_a_table_is_printed(run, two):
    status, out, errors = run(*two)
    assert (status, errors) == (0, "")
    told = " ".join(out.split())
    assert "Supine psoas release" in told
    assert f"first: {two[0]}" in told
    assert "Knee out 30.0° 60.0° higher by 30.0° (±11.1°)" in told
    assert "1 of the 2 numbers" in told


def test_the_page_is_written_where_it_is_asked_for_and_replaced_only_then(run, two, tmp_path):
    page = tmp_path / "compare.html"
    status, out, _ = run(*two, "--out", page)
    assert status == 0
    assert str(page) in out
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    status, _, errors = run(*two, "--out", page)
    assert status == 2
    assert "already there: add --overwrite" in errors
    assert run(*two, "--out", page, "--overwrite")[0] == 0


def test_an_analysis_is_never_replaced(run, two):
    file = two[0] / "analysis.json"
    status, _, errors = run(file, two[1], "--out", file, "--overwrite")
    assert status == 2
    assert "is read in this call" in errors
    assert json.loads(file.read_text())["schema"] == 1


def test_json_is_one_document(run, two):
    status, out, errors = run(*two, "--json")
    assert (status, errors) == (0, "")
    found = json.loads(out)
    assert (found["schema"], found["exercise"]) == (1, "supine_release")
    (part,) = found["parts"]
    assert (part["first_side"], part["second_side"]) == ("left", "left")
    knee = next(row for row in part["rows"] if row["title"] == "Knee out")
    assert knee["difference"] == 30.0
    assert (knee["finding"], knee["unit"]) == ("higher", "°")
    unseen = next(row for row in part["rows"] if row["title"] == "Knee bent")
    assert unseen["first"] is None
    assert unseen["finding"] == "not_known"


def test_different_exercises_are_one_sentence(run, two, tmp_path):
    other = make_analysis(tmp_path / "c", "low_lunge", holds=[("left", 5.0, 15.0, 10.0)])
    status, out, errors = run(two[0], other)
    assert (status, out) == (2, "")
    assert errors.count("\n") == 1
    assert "only two analyses of the same exercise can be compared." in errors


@pytest.mark.parametrize("sides", ["left", "left,middle", "left,right,left", "both"])
def test_sides_are_two_sides(run, two, sides):
    status, _, errors = run(*two, "--sides", sides)
    assert status == 2
    assert "is not two sides" in " ".join(errors.split())


def test_in_a_narrow_terminal_lines_are_printed_and_nothing_is_lost(run, two, monkeypatch):
    monkeypatch.setattr("posecheck.cli.console.stdout.width", 40)
    _, out, _ = run(*two)
    lines = [line.strip() for line in out.splitlines()]
    assert "Left side: Knee out" in lines
    assert "First: 30.0°" in lines
    assert "Second against first: higher by 30.0° (±11.1°)" in lines
    assert "…" not in out
