"""The exercises that come with posecheck, and reading others from a file."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path

from posecheck.errors import ExerciseError
from posecheck.exercises.schema import Exercise
from posecheck.toml_data import SUFFIX, parse_toml, read_shipped_texts


@lru_cache(maxsize=1)
def exercises() -> dict[str, Exercise]:
    """All exercises that come with posecheck, by name.

    Raises:
        ExerciseError: a file of the installation is damaged.
    """
    texts = read_shipped_texts("posecheck.exercises", "data")
    found = [parse_exercise(text, name) for name, text in texts]
    return {exercise.name: exercise for exercise in found}


def find_exercise(name: str) -> Exercise:
    """An exercise by name, or from a file when ``name`` is the path of a .toml file.

    Raises:
        ExerciseError: unknown (the nearest name is suggested), or the file is damaged.
    """
    if name.endswith(SUFFIX):
        path = Path(name)
        try:
            return parse_exercise(path.read_text("utf-8"), str(path))
        except OSError as error:
            raise ExerciseError(f"Cannot read the exercise {path}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise ExerciseError(f"The exercise {path} is not a text file.") from error
    known = exercises()
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "`posecheck exercises` lists them."
    raise ExerciseError(f"There is no exercise {name}: {hint}")


def parse_exercise(text: str, source: str) -> Exercise:
    """An exercise from the text of its file.

    Raises:
        ExerciseError: with the first thing that is wrong in it.
    """
    return parse_toml(text, Exercise, f"exercise {source}", ExerciseError)
