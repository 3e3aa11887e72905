"""The programmes that come with posecheck, others from a file, and an exercise by itself."""

from __future__ import annotations

import difflib
import tomllib
from functools import lru_cache
from pathlib import Path

from posecheck.errors import ProgrammeError
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import exercises, find_exercise
from posecheck.exercises.programme import Part, Programme, Timing
from posecheck.exercises.schema import Exercise
from posecheck.toml_data import SUFFIX, parse_toml, read_shipped_texts


@lru_cache(maxsize=1)
def programmes() -> dict[str, Programme]:
    """All programmes that come with posecheck, by name.

    Raises:
        ProgrammeError: a file of the installation is damaged.
    """
    texts = read_shipped_texts("posecheck.exercises", "programmes")
    found = [parse_programme(text, name) for name, text in texts]
    return {programme.name: programme for programme in found}


def find_programme(name: str) -> Programme:
    """A programme by its name, or the programme of one exercise by the exercise's; either from
    a file when ``name`` is the path of a .toml file.

    Raises:
        ProgrammeError: unknown (the nearest name is suggested), or the file is damaged.
        ExerciseError: the exercise's file is damaged.
    """
    if name.endswith(SUFFIX):
        return _from_file(Path(name))
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted in programmes():
        return programmes()[wanted]
    if wanted in exercises():
        return programme_of(exercises()[wanted], wanted)
    near = difflib.get_close_matches(wanted, [*programmes(), *exercises()], n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "`posecheck exercises` lists all."
    raise ProgrammeError(f"There is no programme or exercise {name}: {hint}")


def programme_of(exercise: Exercise, name: str) -> Programme:
    """A single exercise as a programme: nothing presses.

    Args:
        name: what finds the exercise again: its name, or its file's path.
    """
    return Programme(
        name=exercise.name,
        title=exercise.title,
        summary=exercise.summary,
        reason="One exercise by itself.",
        checklist=checklist().release if exercise.is_on_roller else ("mat",),
        parts=(Part(exercise=name, seconds=300, by_tolerance=exercise.is_on_roller),),
        timing=Timing(),
    )


def parse_programme(text: str, source: str) -> Programme:
    """A programme from the text of its file.

    Raises:
        ProgrammeError: with the first thing that is wrong in it.
    """
    return parse_toml(text, Programme, f"programme {source}", ProgrammeError)


def _from_file(path: Path) -> Programme:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ProgrammeError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ProgrammeError(f"{path} is not a text file.") from error
    try:
        is_programme = "parts" in tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        is_programme = True  # which then says what is wrong
    if is_programme:
        return parse_programme(text, str(path))
    return programme_of(find_exercise(str(path)), str(path))
