"""An exercise or a programme is called by its title wherever its files are not loaded."""

from __future__ import annotations

from posecheck.exercises.library import load_exercises
from posecheck.exercises.programme_library import load_programmes
from posecheck.exercises.titles import title_of


def test_all_titles_are_those_of_the_files():
    known = {**load_exercises(), **load_programmes()}
    assert {name: title_of(name) for name in known} == {n: each.title for n, each in known.items()}


def test_what_is_no_longer_known_is_called_by_its_name_in_words():
    assert title_of("my_own_bridge") == "My own bridge"
