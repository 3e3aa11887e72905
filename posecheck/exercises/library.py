"""Find an exercise: a shipped one, or one in a file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from posecheck.errors import ExerciseError
from posecheck.exercises.schema import Exercise
from posecheck.readable import readable
from posecheck.shipped_texts import read_shipped_texts
from posecheck.toml_data import is_toml_name, parse_toml, read_toml_text

LEAST_LIKENESS = 0.6
"""How alike a name must be to be suggested, 0..1: of 0.4 "nosuch" is like "knee_to_chest"."""

PROGRAMMES = "posecheck.exercises", "programmes"
"""The package and the folder of the programmes."""


@lru_cache(maxsize=1)
def load_exercises() -> Mapping[str, Exercise]:
    """All exercises that are shipped with posecheck, by name.

    Raises
    ------
    ExerciseError
        If a file of the installation is damaged.
    """
    texts = read_shipped_texts("posecheck.exercises", "data")
    found = [parse_exercise(text, name) for name, text in texts]
    return MappingProxyType({exercise.name: exercise for exercise in found})


def find_exercise(name: str) -> Exercise:
    """Find an exercise.

    Parameters
    ----------
    name
        The name of an exercise (capitals, spaces and hyphens do not matter), or the path of a
        .toml file.

    Raises
    ------
    ExerciseError
        If there is none of that name (the nearest name is suggested), or its file cannot be read
        or is damaged.
    """
    if is_toml_name(name):
        text = read_toml_text(Path(name), "exercise", ExerciseError)
        return parse_exercise(text, readable(name))
    known = load_exercises()
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted in known:
        return known[wanted]
    if wanted in _programme_names():
        raise ExerciseError(f"{readable(name)} is a programme: name one of its exercises.")
    raise ExerciseError(f"There is no exercise {readable(name)}: {suggest_name(wanted, known)}")


def suggest_name(wanted: str, known: Iterable[str]) -> str:
    """What to do about a name that is not known, as the end of a sentence."""
    if wanted == "selftest":
        return "the self-test has a command of its own, `posecheck selftest`."
    known, words = list(known), set(wanted.split("_"))
    near = [known_name for known_name in known if words <= set(known_name.split("_"))]
    near = near or difflib.get_close_matches(wanted, known, n=1, cutoff=LEAST_LIKENESS)
    return f"did you mean {near[0]}?" if near else "`posecheck exercises` lists them."


def _programme_names() -> set[str]:
    """The names of the programmes; what loads them needs this module."""
    return {name.removesuffix(".toml") for name, _ in read_shipped_texts(*PROGRAMMES)}


def parse_exercise(text: str, source: str) -> Exercise:
    """Read an exercise from the text of its file.

    Parameters
    ----------
    text
        The contents of the TOML file.
    source
        What to call the file in an error message.

    Raises
    ------
    ExerciseError
        With the first fault that was found.
    """
    return parse_toml(text, Exercise, f"exercise {source}", ExerciseError)
