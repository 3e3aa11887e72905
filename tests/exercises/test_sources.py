"""Every limit that is shipped says where it comes from."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest
from pydantic import ValidationError

from posecheck.errors import ExerciseError, ProgrammeError
from posecheck.exercises.library import parse_exercise
from posecheck.exercises.programme_library import parse_programme
from posecheck.exercises.sources import CHOICE, Source, sources

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = resources.files("posecheck")
FILES = (
    "exercises/checklist.toml",
    "exercises/dosage.toml",
    "coaching/camera_advice.toml",
    "tightness/limits.toml",
    *(
        f"exercises/{folder}/{file.name}"
        for folder in ("data", "programmes")
        for file in sorted((PACKAGE / "exercises" / folder).iterdir(), key=lambda f: f.name)
    ),
)
WITHOUT_LIMITS = {"timing", "steps", "parts", "reasons"}
"""Tables of settings and texts: their programme or exercise gives the reason."""


def read(name: str) -> str:
    return PACKAGE.joinpath(name).read_text("utf-8")


def tables(value, path=()):
    """(path, table) of each table of limits within a TOML file."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            if key not in WITHOUT_LIMITS:
                yield from tables(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from tables(inner, (*path, index))


@pytest.mark.parametrize("name", FILES)
def test_every_limit_that_is_shipped_names_a_source_that_exists(name):
    found = [t for t in tables(tomllib.loads(read(name))) if "reason" in t[1]]
    assert found
    for path, table in found:
        assert table.get("source"), f"{path} has no source"
        assert set(table["source"]) <= set(sources()), path


@pytest.mark.parametrize("name", FILES)
def test_every_number_that_is_shipped_stands_beside_a_reason(name):
    for path, table in tables(tomllib.loads(read(name))):
        has_numbers = any(isinstance(value, (int, float)) for value in table.values())
        if path:  # at the top: the programme's minutes, which are the sum of its parts
            assert "reason" in table or not has_numbers, path


def test_every_source_is_used():
    used = {
        key
        for name in FILES
        for _, table in tables(tomllib.loads(read(name)))
        for key in table.get("source", ())
    }
    assert used == set(sources())


def test_sources_can_be_looked_up():
    assert sources()["guide"].citation.startswith(
        "How to Release Psoas with Foam Roller: Quick Steps"
    )
    for key, source in sources().items():
        assert source.kind == key or source.kind in ("paper", "project")
        if source.kind == "paper":
            assert source.link.startswith("https://doi.org/")
        elif source.link:
            assert (REPOSITORY / source.link).is_file(), source.link


@pytest.mark.parametrize("kind", ["paper", "project"])
def test_papers_and_measurements_need_a_link(kind):
    with pytest.raises(ValidationError, match="needs a link"):
        Source(kind=kind, citation="Somebody, some time")


def test_an_exercise_of_ones_own_may_leave_its_sources_out():
    text = "\n".join(
        line
        for line in read("exercises/data/supine_release.toml").splitlines()
        if not line.startswith("source")
    )
    exercise = parse_exercise(text, "my.toml")
    assert exercise.goal.source == CHOICE
    assert all(check.source == CHOICE for check in exercise.checks)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('["vigotski_2016"]', r"no source vigotski_2016 \(did you mean vigotsky_2016\?\)"),
        ('["hearsay"]', r"no source hearsay \(give one of guide, choice"),
        ("[]", "at least 1 item"),
    ],
)
def test_an_unknown_source_is_refused_in_one_sentence(source, says):
    text = read("exercises/data/supine_release.toml").replace('["guide", "choice"]', source, 1)
    with pytest.raises(ExerciseError, match=says) as caught:
        parse_exercise(text, "my.toml")
    assert str(caught.value).startswith("The exercise my.toml is damaged: hold.source: ")
    assert "\n" not in str(caught.value)


def test_an_unknown_source_of_a_programme_is_refused_too():
    text = read("exercises/programmes/short.toml").replace('"guide"', '"guid"', 1)
    with pytest.raises(ProgrammeError, match="did you mean guide"):
        parse_programme(text, "my.toml")
