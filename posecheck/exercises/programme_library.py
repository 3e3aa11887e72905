"""Find a programme: a shipped one, one in a file, or a single exercise as a programme."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from posecheck.errors import ProgrammeError
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import (
    PROGRAMMES,
    find_exercise,
    load_exercises,
    suggest_name,
)
from posecheck.exercises.programme import Part, Programme, Timing
from posecheck.exercises.schema import Exercise
from posecheck.readable import readable
from posecheck.shipped_texts import read_shipped_texts
from posecheck.toml_data import is_toml_name, parse_toml, read_toml_text


@lru_cache(maxsize=1)
def load_programmes() -> Mapping[str, Programme]:
    """All programmes that are shipped with posecheck, by name.

    Raises
    ------
    ProgrammeError
        If a file of the installation is damaged.
    """
    texts = read_shipped_texts(*PROGRAMMES)
    found = [parse_programme(text, name) for name, text in texts]
    return MappingProxyType({programme.name: programme for programme in found})


def find_programme(name: str) -> Programme:
    """Find a programme, or make one of a single exercise.

    Parameters
    ----------
    name
        The name of a programme or an exercise, or the path of a .toml file of either.

    Raises
    ------
    ProgrammeError
        If there is none of that name (the nearest name is suggested), or its file is damaged.
    ExerciseError
        If the file of the exercise is damaged.
    """
    if is_toml_name(name):
        return _read_programme(Path(name))
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted in load_programmes():
        return load_programmes()[wanted]
    if wanted in load_exercises():
        return make_programme(load_exercises()[wanted], wanted)
    hint = suggest_name(wanted, [*load_programmes(), *load_exercises()])
    raise ProgrammeError(f"There is no programme or exercise {readable(name)}: {hint}")


def make_programme(exercise: Exercise, name: str) -> Programme:
    """Make a programme of a single exercise. It has no timetable to keep.

    Parameters
    ----------
    exercise
        The exercise.
    name
        What :func:`find_exercise` finds the exercise by: its name, or the path of its file.
    """
    return Programme(
        name=exercise.name,
        title=exercise.title,
        summary=exercise.summary,
        reason="A single exercise.",
        checklist=checklist().release if exercise.is_on_roller else ("mat",),
        parts=(Part(exercise=name, seconds=300, by_tolerance=exercise.is_on_roller),),
        timing=Timing(),
    )


def parse_programme(text: str, source: str) -> Programme:
    """Read a programme from the text of its file.

    Parameters
    ----------
    text
        The contents of the TOML file.
    source
        What to call the file in an error message.

    Raises
    ------
    ProgrammeError
        With the first fault that was found.
    """
    return parse_toml(text, Programme, f"programme {source}", ProgrammeError)


def _read_programme(path: Path) -> Programme:
    text = read_toml_text(path, "file", ProgrammeError)
    try:
        is_programme = "parts" in tomllib.loads(text)
    except (ValueError, RecursionError):
        is_programme = True  # parse_programme then says what is wrong
    if is_programme:
        return parse_programme(text, readable(path))
    return make_programme(find_exercise(str(path)), str(path))
