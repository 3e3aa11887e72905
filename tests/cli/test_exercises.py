"""What `posecheck exercises` shows: everything briefly, one exercise with reasons and sources."""

from __future__ import annotations

from posecheck.cli.exercises import list_exercises
from posecheck.cli.options.exercises import ExercisesOptions
from posecheck.exercises.library import load_exercises
from posecheck.exercises.programme_library import load_programmes
from posecheck.exercises.sources import sources


def test_all_are_listed_without_their_sources(capsys):
    list_exercises(ExercisesOptions())
    shown = capsys.readouterr().out
    for name in (*load_exercises(), *load_programmes()):
        assert name in shown
    assert sources()["guide"].citation not in shown


def test_one_exercise_shows_its_reasons_and_the_sources_in_full(capsys):
    list_exercises(ExercisesOptions("low_lunge"))
    shown = " ".join(capsys.readouterr().out.split())
    assert "(vigotsky_2016, project_accuracy)" in shown
    for key in ("guide", "choice", "vigotsky_2016", "project_accuracy"):
        assert f"{key}: {sources()[key].citation}" in shown
    assert "kim_2015" not in shown  # it has no limit in this exercise


def test_limits_have_their_units_and_kinds_are_explained(capsys, monkeypatch):
    monkeypatch.setattr("posecheck.cli.console.stdout.width", 200)
    list_exercises(ExercisesOptions("supine_release"))
    shown = " ".join(capsys.readouterr().out.split())
    assert "Knee out at least 20° defining" in shown
    assert "0 is the shoulder line, 1 the hip line" in shown
    assert "defining: nothing counts without it" in shown
