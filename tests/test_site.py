"""What the site of the documents is made of; `.ci/run` builds the site itself."""

from __future__ import annotations

import re
from pathlib import Path

import build
import pytest
from conftest import REPOSITORY
from drawings import drawings
from exercise_pages import exercise_page, practised
from pictures import PICTURES, SHOTS

DOCS = REPOSITORY / "docs"

LARGEST_PICTURE = 80_000
"""In bytes: a page with one loads at once on a telephone."""


def test_every_document_has_its_place_in_the_navigation():
    toc = (DOCS / "site" / "_toc.yml").read_text("utf-8")
    named = {"docs/index", *re.findall(r"file: (\S+)", toc)}
    for pattern in re.findall(r"glob: (\S+)", toc):
        found = REPOSITORY.glob(f"{pattern}.md")
        named |= {path.relative_to(REPOSITORY).with_suffix("").as_posix() for path in found}
    pages = {path.relative_to(REPOSITORY).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    assert pages - named == set()
    assert [name for name in named if not (REPOSITORY / f"{name}.md").exists()] == []


def test_the_drawings_are_those_of_the_program():
    for path, text in drawings().items():
        assert path.read_text("utf-8") == text, "run `python docs/site/drawings.py`"


def test_a_drawing_says_what_it_shows_and_loads_nothing():
    for text in drawings().values():
        assert re.search(r"<title>.+</title>\n<desc>.{40,}</desc>", text)
        assert re.findall('https?://[^"]+', text) == ["http://www.w3.org/2000/svg"]


def test_only_pages_of_exercises_with_limits_speak_of_margins():
    """And none says that all measures have a tolerance: hand and foot, for example, have none."""
    pages = {exercise.name: exercise_page(exercise) for exercise in practised()}
    for exercise in practised():
        has_limits = any(check.measure for check in exercise.checks)
        assert ("A limit is not a sharp edge" in pages[exercise.name]) == has_limits
        assert "every measure" not in pages[exercise.name]


def test_every_exercise_has_a_small_picture():
    assert {exercise.name for exercise in practised()} <= set(SHOTS)
    for name in SHOTS:
        size = (PICTURES / f"{name}.jpg").stat().st_size
        assert size < LARGEST_PICTURE, name


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ('<a href="other.html#place">x</a>', ""),
        ('<a href="https://example.org/">x</a>', ""),
        ('<a href="none.html">x</a>', "page.html leads to none.html, which is not there"),
        ('<a href="other.html#no">x</a>', "page.html leads to other.html#no, which has no such"),
        ('<a href="#no">x</a>', "page.html leads to #no, which has no such place"),
        ('<img alt="" src="none.png">', "page.html leads to none.png, which is not there"),
        ('<script src="https://example.org/a.js"></script>', "page.html loads https://example.org"),
        ('<link rel="stylesheet" href="//example.org/a.css">', "page.html loads //example.org"),
    ],
)
def test_the_check_of_the_pages_finds_a_fault(tmp_path: Path, part: str, fault: str):
    (tmp_path / "page.html").write_text(f"<p>{part}</p>")
    (tmp_path / "other.html").write_text('<p id="place"></p>')
    found = build.faults(tmp_path)
    assert [text.startswith(fault) for text in found] == ([True] if fault else [])


def test_the_check_of_the_pages_finds_a_font_of_another_server(tmp_path: Path):
    (tmp_path / "a.css").write_text("@font-face { src: url('https://example.org/f.woff2') }")
    assert build.faults(tmp_path) == ["a.css loads from another server"]
