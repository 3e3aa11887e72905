"""Exercises are data: the ones that come along are whole, damaged ones are refused."""

from __future__ import annotations

import codecs
import re
from importlib import resources

import pytest

from posecheck.errors import ExerciseError, PosecheckError, ProgrammeError
from posecheck.exercises.library import find_exercise, load_exercises, parse_exercise
from posecheck.exercises.programme_library import find_programme, load_programmes
from posecheck.exercises.sources import sources


def test_the_exercises_that_come_along():
    of_the_guide = {
        *("roll_quadriceps", "roll_adductors", "roll_glutes", "supine_release"),
        *("side_lying_release", "knee_to_chest", "hip_circles", "lunge", "low_lunge"),
        *("figure_four", "standing_stretch", "breathing"),
    }
    assert of_the_guide <= set(load_exercises())
    for exercise in load_exercises().values():
        goal = exercise.goal
        hints = [getattr(goal, name, "") for name in ("between", "too_short", "too_fast", "still")]
        for text in [*(s.text for s in exercise.steps), exercise.other_side, *hints]:
            assert "{" not in text.format(side="left", other="right")
            assert exercise.sides or "{" not in text
        for check in exercise.checks:
            for text in (check.fix, check.fix_low, check.fix_high):
                assert "{" not in text.format(side="left", other="right")


LONGEST_SENTENCE = 14
"""Words that someone on the floor takes in at once."""


@pytest.mark.parametrize("load", [load_exercises, load_programmes, sources])
def test_what_is_shipped_cannot_be_changed_by_a_program_that_asks_for_it(load):
    with pytest.raises(TypeError):
        del load()[next(iter(load()))]


@pytest.mark.parametrize("name", sorted(load_exercises()))
def test_what_is_spoken_comes_in_short_sentences(name):
    exercise = load_exercises()[name]
    goal = exercise.goal
    spoken = [
        *(step.text for step in exercise.steps),
        *(
            getattr(goal, hint, "")
            for hint in ("between", "shift", "too_short", "too_fast", "still")
        ),
        *(text for check in exercise.checks for text in (check.fix, check.fix_low, check.fix_high)),
        *(exercise.other_side, exercise.wrong_view, exercise.done),
    ]
    for text in spoken:
        for sentence in re.split(r"[.:;]", text):
            assert len(sentence.split()) <= LONGEST_SENTENCE, text


def test_the_warm_up_takes_three_minutes():
    rolling = [e for e in load_exercises().values() if e.moving]
    assert sum(e.moving.target_s * (len(e.sides) or 1) for e in rolling) == 180


@pytest.mark.parametrize("name", ["supine_release", "Supine-Release", "supine release"])
def test_names_are_taken_generously(name):
    assert find_exercise(name).name == "supine_release"


def test_the_nearest_name_is_suggested():
    with pytest.raises(ExerciseError, match="did you mean supine_release"):
        find_exercise("supin_relase")
    with pytest.raises(ExerciseError, match="did you mean side_lying_release"):
        find_exercise("side_release")
    for unlike in ("xyzzy", "nosuch"):
        with pytest.raises(ExerciseError, match="`posecheck exercises` lists them"):
            find_exercise(unlike)


def test_a_programme_and_the_self_test_are_no_exercises():
    with pytest.raises(ExerciseError, match="daily is a programme: name one of its exercises"):
        find_exercise("daily")
    with pytest.raises(ExerciseError, match="a command of its own, `posecheck selftest`"):
        find_exercise("selftest")
    with pytest.raises(ProgrammeError, match="a command of its own, `posecheck selftest`"):
        find_programme("selftest")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "damaged"),  # no TOML
        ('name = "x"', "Field required"),
    ],
)
def test_a_damaged_file_is_one_sentence(text, message):
    with pytest.raises(ExerciseError, match=message) as caught:
        parse_exercise(text, "my.toml")
    assert "my.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[hold]", "colour = 3\n[hold]", "colour"),  # a word that means nothing
        ('measure = "knee"', 'measure = "elbow"', "no measure elbow"),
        ("min = 50", "min = 500", "min must be below max"),
        ("min = 50\nmax = 110\n", "", "knee: give min or max"),  # it would always be good
        ('checks = ["knee"]', 'checks = ["nee"]', "do not exist: nee"),
        ('kind = "defining"', 'kind = "guarding"', "defining"),
        ("Lower your {side} knee", "Lower your {foot} knee", "only {side} and {other}"),
        ("Lower your {side} knee", "Lower your {side knee", "bracket"),
        (
            "[hold]",
            '[breaths]\ntarget = 5\nin_s = 4\nout_s = 7\nreason = "Two goals."\n[hold]',
            "exactly one of hold",
        ),
        ("views = [", 'sides = ["left", "right"]\nother_sides = ""\nviews = [', "other_sides"),
        ("views = [", 'parts_in_view = ["tail"]\nviews = [', "parts_in_view"),
    ],
)
def test_what_does_not_fit_together_is_refused(old, new, message):
    folder = resources.files("posecheck.exercises") / "data"
    text = (folder / "supine_release.toml").read_text("utf-8")
    with pytest.raises(ExerciseError, match=message):
        parse_exercise(text.replace(old, new), "my.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('measure = "hip_flexion"', 'measure = "hip"', "no measure hip"),
        ("target = 10", "target = 0", "greater than 0"),
        ("shortest_s = 1.0", "shortest_s = 20", "shortest_s must be below"),
        ("too_short", "too_shy", "too_shy"),
    ],
)
def test_repetitions_that_do_not_fit_are_refused(old, new, message):
    folder = resources.files("posecheck.exercises") / "data"
    text = (folder / "knee_to_chest.toml").read_text("utf-8")
    with pytest.raises(ExerciseError, match=message):
        parse_exercise(text.replace(old, new), "my.toml")


SHIPPED = resources.files("posecheck.exercises").joinpath("data/low_lunge.toml").read_bytes()


@pytest.mark.parametrize(
    "contents",
    [
        codecs.BOM_UTF8 + SHIPPED,
        SHIPPED.replace(b"\n", b"\r\n"),
        codecs.BOM_UTF8 + SHIPPED.replace(b"\n", b"\r\n"),
        SHIPPED.decode().encode("utf-16"),
        codecs.BOM_UTF16_BE + SHIPPED.decode().encode("utf-16-be"),
    ],
    ids=["mark", "CRLF", "mark and CRLF", "UTF-16", "UTF-16 BE"],
)
@pytest.mark.parametrize("name", ["mine.toml", "MINE.TOML", "caf\udce9.Toml"])
def test_a_file_is_read_as_any_editor_writes_it(tmp_path, name, contents):
    path = tmp_path / name
    path.write_bytes(contents)
    assert find_exercise(str(path)) == load_exercises()["low_lunge"]
    assert find_programme(str(path)).name == "low_lunge"


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b'title = "caf\xe9"', "not a text file in UTF-8"),
        (b"\xff\xfea", "not a text file in UTF-8"),
        (b"a = " + b"[" * 5000, "damaged"),
        (b"a = " + b"9" * 5000, "damaged"),
        (b"", "damaged"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path, contents, message):
    path = tmp_path / "mine.toml"
    path.write_bytes(contents)
    for find in (find_exercise, find_programme):
        with pytest.raises(PosecheckError, match=message):
            find(str(path))
    with pytest.raises(PosecheckError, match="Cannot read"):
        find_programme(str(tmp_path / "missing.TOML"))
